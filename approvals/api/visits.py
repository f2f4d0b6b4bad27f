"""Checks on the site: `/api/v1/visits/`, arranged by the officer of a case, recorded by the inspector."""

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import TextSerializer
from approvals.forms.visits import ArrangeForm
from approvals.models import Visit, VisitKind, VisitStatus
from approvals.queries.visits import visits_for
from approvals.services import visits
from approvals.transitions import VISIT
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.document_files import limits
from reopening.models import Application
from reopening.services.documents import Sent


class VisitFilter(django_filters.FilterSet):
    """`mine`: arranged visits that the caller may make."""

    application = django_filters.UUIDFilter(field_name="application__public_id")
    status = django_filters.ChoiceFilter(choices=VisitStatus.choices)
    mine = django_filters.BooleanFilter(method="of_caller")

    class Meta:
        model = Visit
        fields: list[str] = []

    def of_caller(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(pk__in=visits_for(self.request.user).values("pk")) if value else rows


class SiteVisitSerializer(serializers.ModelSerializer[Visit]):
    """`checked`: places in the checklist, from 0, that were found in order."""

    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    step = serializers.UUIDField(source="step.public_id", default=None, allow_null=True)
    inspector = serializers.UUIDField(source="inspector.public_id", default=None, allow_null=True)
    status = serializers.CharField()
    checklist = TextSerializer(many=True)
    checked = serializers.ListField(child=serializers.IntegerField())
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Visit
        fields = read_only_fields = [
            "id",
            "application",
            "step",
            "kind",
            "status",
            "planned_on",
            "starts_at",
            "link",
            "inspector",
            "checklist",
            "checked",
            "note",
            "arranged_at",
            "recorded_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Visit) -> list[str]:
        return VISIT.verbs_for(row, by=self.context["request"].user)


class ArrangeInput(Input):
    """`points`: what is looked at besides the checklist of the policy's step."""

    application = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    planned_on = serializers.DateField()
    starts_at = serializers.TimeField(required=False, allow_null=True, default=None)
    link = serializers.URLField(max_length=300, required=False, allow_blank=True, default="")
    inspector = serializers.UUIDField(required=False, allow_null=True, default=None)
    points = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, default=list, max_length=20
    )


class FoundInput(Input):
    """What was found. `key` names the record, so that it arrives once; photos come as multipart/form-data."""

    key = serializers.UUIDField()
    checked = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100),
        required=False,
        default=list,
        max_length=100,
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        default=list,
        max_length=limits.FILES_AT_ONCE,
    )


class CallOffInput(Input):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class VisitViewSet(DeskViewSet):
    """Visits of the cases that the caller sees."""

    serializer_class = SiteVisitSerializer
    filterset_class = VisitFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Visit.objects.visible_to(self.person)
        return rows.select_related("application__firm", "application__policy_set", "step", "inspector")

    def answer(self, visit: Visit, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=visit.pk)).data, status=code)

    @extend_schema(responses=SiteVisitSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=SiteVisitSerializer, filters=False)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=ArrangeInput, responses={201: SiteVisitSerializer}, filters=False)
    @idempotent
    def create(self, request: Request) -> Response:
        """Arrange a visit or a video call; the step of the policy that it belongs to is answered by it."""
        shape = ArrangeInput(data=request.data)
        shape.is_valid(raise_exception=True)
        said = shape.validated_data
        rows = Application.objects.visible_to(self.person).select_related("firm", "policy_set")
        application = get_object_or_404(rows, public_id=said.pop("application"))
        form = ArrangeForm(said | {"points": "\n".join(said["points"])}, application=application)
        self.checked(form)
        visit = visits.arrange(application=application, plan=form.plan(), by=self.person, at=timezone.now())
        return self.answer(visit, status.HTTP_201_CREATED)

    @extend_schema(request=CallOffInput, responses=SiteVisitSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def call_off(self, request: Request, public_id: str) -> Response:
        """It does not take place."""
        form, row = CallOffInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        return self.answer(
            visits.call_off(visit=row, by=self.person, at=timezone.now(), **form.validated_data)
        )

    @extend_schema(request=FoundInput, responses=SiteVisitSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def pass_site(self, request: Request, public_id: str) -> Response:
        """All is in order: every point is among `checked`. The step is passed by it."""
        return self.record(request, is_in_order=True)

    @extend_schema(request=FoundInput, responses=SiteVisitSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def object_to_site(self, request: Request, public_id: str) -> Response:
        """Something is not in order; `note` says what."""
        return self.record(request, is_in_order=False)

    def record(self, request: Request, *, is_in_order: bool) -> Response:
        form, row = FoundInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        found = form.validated_data
        photos = [Sent(each.name or "", each.read(limits.BYTES + 1)) for each in found.pop("photos")]
        visits.record(
            visit=row, is_in_order=is_in_order, photos=photos, by=self.person, at=timezone.now(), **found
        )
        return self.answer(row)
