"""Versions of a case by program: copy an earlier one, amend an approved one, read what differs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.api.serializers import ApplicationDetailSerializer, NoteInput, SubmitInput
from reopening.models import AmendmentKind, Application
from reopening.permissions import is_firm_member
from reopening.policy.base import Section
from reopening.queries import case_facts
from reopening.services import amendments, copies, signatures
from reopening.versions import changes_of, versions_of


class AmendInput(Input):
    kind = serializers.ChoiceField(choices=AmendmentKind.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ConfirmInput(Input):
    section = serializers.ChoiceField(choices=[section.value for section in Section])


class ChangeSerializer(serializers.Serializer[Any]):
    path = serializers.CharField()
    section = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class StaffChangesSerializer(serializers.Serializer[Any]):
    """People by class; never who they are."""

    added = serializers.DictField(child=serializers.IntegerField())
    removed = serializers.DictField(child=serializers.IntegerField())
    edited = serializers.IntegerField()
    moved = serializers.IntegerField()


class ChangesSerializer(serializers.Serializer[Any]):
    """What differs from the version that it amends."""

    fields_changed = ChangeSerializer(source="fields", many=True)
    staff = StaffChangesSerializer()
    sections = serializers.SerializerMethodField()

    def get_sections(self, found: Any) -> list[str]:
        return sorted(section.value for section in found.sections)


class VersionSerializer(serializers.ModelSerializer[Application]):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Application
        fields = read_only_fields = [
            "id",
            "number",
            "version",
            "status",
            "amendment_kind",
            "amendment_note",
            "submitted_at",
        ]


class VersionActions(DeskViewSet):
    """The verbs of `applications/` about versions; mixed into the collection."""

    def answer(self, application: Application, status: int = 200) -> Response:
        raise NotImplementedError  # the collection that this is mixed into says how

    def own(self) -> Application:
        raise NotImplementedError  # the collection that this is mixed into says how

    @extend_schema(request=None, responses={201: ApplicationDetailSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def copy(self, request: Request, public_id: str) -> Response:
        """Start a new application that says what this closed one says."""
        new = copies.copy(application=self.own(), by=self.person, at=timezone.now())
        return self.answer(new, status=201)

    @extend_schema(request=AmendInput, responses={201: ApplicationDetailSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def amend(self, request: Request, public_id: str) -> Response:
        """Open a new version of this approved application."""
        form = AmendInput(data=request.data)
        form.is_valid(raise_exception=True)
        new = amendments.amend(
            application=self.own(),
            kind=AmendmentKind(form.validated_data["kind"]),
            note=form.validated_data["note"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(new, status=201)

    @extend_schema(request=ConfirmInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def confirm(self, request: Request, public_id: str) -> Response:
        """A section that was copied is right as it stands."""
        form = ConfirmInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = copies.confirm(
            application=self.own(),
            section=form.validated_data["section"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(application)

    @extend_schema(request=SubmitInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def sign(self, request: Request, public_id: str) -> Response:
        """One of several signatures; the last one submits."""
        form = SubmitInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = signatures.sign(
            application=self.get_object(),
            committed=form.validated_data["committed"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(application)

    @extend_schema(request=NoteInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        """Do not sign, and say why."""
        form = NoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = signatures.decline(
            application=self.get_object(),
            note=form.validated_data["note"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(application)

    @extend_schema(responses=ChangesSerializer)
    @action(detail=True)
    def changes(self, request: Request, public_id: str) -> Response:
        """As submitted; to the firm, while it is a draft, as it stands."""
        application = self.get_object()
        snapshot = None
        if application.is_editable:
            if not is_firm_member(self.person, application):
                raise PermissionDenied
            snapshot = case_facts(application, timezone.now()).snapshot()
        return Response(ChangesSerializer(changes_of(application, snapshot)).data)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, public_id: str) -> Response:
        """Every version of the case that the person may see, the newest first."""
        rows = versions_of(self.get_object()).visible_to(self.person)
        return Response(VersionSerializer(rows, many=True).data)
