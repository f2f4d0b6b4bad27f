"""The roster of an application: a file becomes a job; numbers come out masked, refused rows as typed."""

from datetime import date

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.models import Job
from reopening import wording
from reopening.api.workbooks import RefusedRows, WorkbookRenderer, refused_rows_action, workbook
from reopening.corrections import refused_rows
from reopening.id_kinds import IdKind, kind_of, mask_id
from reopening.identities import mask_mobile
from reopening.models import UNDECLARED, Application, RosterUpload, StaffMember
from reopening.naming import naming
from reopening.permissions import acts_for_firm, is_firm_member
from reopening.roster_files import workbooks
from reopening.roster_files.workbooks import MEDIA_TYPE
from reopening.roster_search import found_on_roster
from reopening.services import rosters
from reopening.table_files import limits


class RosterFileInput(Input):
    file = serializers.FileField(allow_empty_file=True)  # the service says what is wrong with an empty one
    accept = serializers.BooleanField(
        default=True
    )  # false: look first; `roster/accept/` or `roster/discard/` follow


class PersonSerializer(serializers.ModelSerializer[StaffMember]):
    """
    A person of the roster as the firm lists them: numbers masked, with the class, what follows, and why.

    `resident_id` is the number of the document that `id_kind` names: most people have a resident ID.
    """

    id = serializers.UUIDField(source="public_id")
    name = serializers.SerializerMethodField()
    id_kind = serializers.SerializerMethodField()
    resident_id = serializers.SerializerMethodField()
    mobile = serializers.SerializerMethodField()
    cause = serializers.SerializerMethodField()

    class Meta:
        model = StaffMember
        fields = read_only_fields = [
            *("id", "row_number", "name", "id_kind", "resident_id", "mobile", "post", "on_site"),
            *("class_code", "measure", "clear_on", "cause", "declared_by", "declared_at", "to_confirm"),
        ]

    def get_name(self, row: StaffMember) -> str:
        return str(self.context["named"](row.name))

    @extend_schema_field(serializers.ChoiceField(IdKind.choices))
    def get_id_kind(self, row: StaffMember) -> str:
        return kind_of(row.resident_id).value

    def get_resident_id(self, row: StaffMember) -> str:
        return mask_id(row.resident_id)

    def get_mobile(self, row: StaffMember) -> str:
        return mask_mobile(row.mobile)

    def get_cause(self, row: StaffMember) -> str:
        return cause_of(row) if row.declared_by not in UNDECLARED else ""


def cause_of(row: StaffMember) -> str:
    """The rule and the answer behind the class, in words."""
    said_on = row.cause.get("said_on")
    day = date.fromisoformat(said_on) if said_on else None
    return wording.cause(row.cause.get("rule", "nothing"), day, row.cause.get("temperature", ""))


class RosterFileSerializer(serializers.ModelSerializer[RosterUpload]):
    """A roster file; `state` is reading, waiting, storing, stored, discarded or refused."""

    state = serializers.CharField()

    class Meta:
        model = RosterUpload
        fields = read_only_fields = [
            *("file_name", "uploaded_at", "state", "rows_read", "rows_accepted", "rows_known"),
            *("rows_refused", "by_class", "refusal", "unread_sheets"),
        ]


class RosterActions(DeskViewSet):
    """Part of the applications' views. Only the firm reads its people here; officials read counts."""

    def own(self) -> Application:
        """The application, for those who act for its firm; others who see it are refused (403)."""
        application: Application = self.get_object()
        if not acts_for_firm(self.person, application):
            raise PermissionDenied
        return application

    def own_people(self) -> Application:
        """The application, for members alone: who acts under a mandate looks at people on a page, where it is noted."""
        application: Application = self.get_object()
        if not is_firm_member(self.person, application):
            raise PermissionDenied
        return application

    @property
    def query_parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("class", "elsewhere") if self.action == "roster" else ()

    @extend_schema(
        parameters=[
            OpenApiParameter("class"),
            OpenApiParameter(
                "elsewhere", bool, description="Only people whom another filed roster lists too."
            ),
        ],
        responses=PersonSerializer(many=True),
    )
    @action(detail=True, filterset_class=None, keyset_order=("pk",))
    def roster(self, request: Request, public_id: str) -> Response:
        application = self.own_people()
        asked = request.query_params
        people = found_on_roster(
            application,
            class_code=asked.get("class", ""),
            elsewhere=asked.get("elsewhere", "").lower() in {"1", "true", "yes"},
        )
        rows = self.paginate_queryset(people)
        return self.get_paginated_response(
            PersonSerializer(rows, many=True, context={"named": naming(self.person, application)}).data
        )

    @extend_schema(request={"multipart/form-data": RosterFileInput}, responses={202: JobSerializer})
    @roster.mapping.post
    @idempotent
    def upload_roster(self, request: Request, public_id: str) -> Response:
        """Read a roster file in the background; people already there are found by their ID document and updated."""
        form = RosterFileInput(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        upload = rosters.upload(
            application=self.get_object(),
            file_name=file.name,
            content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
            by=self.person,
            at=timezone.now(),
            is_accepted=form.validated_data["accept"],
        )
        return accepted(Job.objects.get(roster_upload=upload))

    @extend_schema(responses=RosterFileSerializer)
    @action(detail=True, url_path="roster/file", pagination_class=None)
    def roster_file(self, request: Request, public_id: str) -> Response:
        """The last file: how far it is, and what it holds or has held."""
        return Response(RosterFileSerializer(latest_upload(self.own())).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="roster/accept")
    @idempotent
    def accept_roster(self, request: Request, public_id: str) -> Response:
        """Put the people of a file that waits on the roster."""
        upload = latest_upload(self.get_object())
        rosters.accept(upload=upload, by=self.person, at=timezone.now())
        return accepted(Job.objects.get(roster_upload=upload))

    @extend_schema(request=None, responses=RosterFileSerializer)
    @action(detail=True, methods=["post"], url_path="roster/discard")
    @idempotent
    def discard_roster(self, request: Request, public_id: str) -> Response:
        """Forget a file that waits."""
        upload = latest_upload(self.get_object())
        return Response(
            RosterFileSerializer(rosters.discard(upload=upload, by=self.person, at=timezone.now())).data
        )

    @refused_rows_action("roster/errors")
    def roster_errors(self) -> RefusedRows:
        """Rows of the last file that were not accepted: a workbook to correct, or the cells as JSON."""
        upload = latest_upload(self.own_people())
        return RefusedRows(
            upload.errors,
            lambda: workbooks.refused_rows((each.cells, each.errors) for each in refused_rows(upload)),
            "rows-to-correct.xlsx",
        )

    @extend_schema(responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY})
    @action(detail=False, pagination_class=None, renderer_classes=[WorkbookRenderer, JSONRenderer])
    def roster_template(self, request: Request) -> Response:
        """An empty roster in the language of the request."""
        return workbook(workbooks.template(), "roster.xlsx")


def latest_upload(application: Application) -> RosterUpload:
    """:raises NotFound: before a first file"""
    upload = application.roster_uploads.defer("content").order_by("-pk").first()
    if upload is None:
        raise NotFound
    return upload
