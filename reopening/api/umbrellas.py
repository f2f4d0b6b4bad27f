"""Umbrella filings by program: one site, its list of tenants as a file, and how each tenant stands."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input, Strict
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.models import Division, Job
from reopening.api.serializers import SubmitInput
from reopening.api.tenancies import TenantSerializer
from reopening.api.workbooks import CellErrorSerializer, RefusedRows, refused_rows_action
from reopening.firm_files.tenants import LAYOUT
from reopening.models import Firm, TenantFile, Umbrella
from reopening.models.umbrellas import SHOWN
from reopening.services import tenant_files, umbrellas
from reopening.services.applications import NotCommitted
from reopening.table_files import limits
from reopening.table_files.workbooks import refused_rows


class UmbrellaSerializer(serializers.ModelSerializer[Umbrella]):
    """One site whose operator files for its tenants; `plan` is text by section of the policy's plan."""

    id = serializers.UUIDField(source="public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    division = serializers.CharField(source="division_id")
    plan = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Umbrella
        fields = read_only_fields = ["id", "firm", *umbrellas.FIELDS, "plan", "opened_at"]


class SharedInput(Strict, serializers.ModelSerializer[Umbrella]):
    """What all tenants share; in a change, whatever is not named stays as it is, also in the plan."""

    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    plan = serializers.DictField(child=serializers.CharField(max_length=5000, allow_blank=True), default=dict)

    class Meta:
        model = Umbrella
        fields = [*umbrellas.FIELDS, "plan"]


class UmbrellaInput(SharedInput):
    """`firm` is the operator."""

    firm = serializers.UUIDField()

    class Meta(SharedInput.Meta):
        fields = ["firm", *SharedInput.Meta.fields]


class TenantFileInput(Input):
    file = serializers.FileField(allow_empty_file=True)  # the service says what is wrong with an empty one


class TenantFileSerializer(serializers.ModelSerializer[TenantFile]):
    """The last list: `counts` are rows by what becomes of them; `errors` says why rows are refused."""

    state = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = TenantFile
        fields = read_only_fields = [
            *(
                "file_name",
                "uploaded_at",
                "state",
                "counts",
                "refusal",
                "errors",
                "declared_at",
                "finished_at",
            )
        ]

    @extend_schema_field(CellErrorSerializer(many=True))
    def get_errors(self, row: TenantFile) -> Any:
        return CellErrorSerializer(row.errors, many=True).data

    def get_state(self, row: TenantFile) -> str:
        """`reading`, `waiting` for the declaration, `storing`, `stored` or `refused`"""
        if row.refusal:
            return "refused"
        if row.finished_at:
            return "stored"
        return "storing" if row.declared_at else "waiting" if row.checked_at else "reading"


class DeclareInput(Input):
    """`declared`: the operator declares that the tenants have authorised it."""

    declared = serializers.BooleanField()


class UmbrellaViewSet(DeskViewSet):
    """Sites whose operator files for its tenants; for the operator's people."""

    serializer_class = UmbrellaSerializer
    keyset_order = ("pk",)

    @property
    def query_parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("show",) if self.action == "tenants" else ()

    def get_queryset(self) -> Any:
        return Umbrella.objects.visible_to(self.request.user).select_related("firm", "division", "job")

    @extend_schema(responses=UmbrellaSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(UmbrellaSerializer(rows, many=True).data)

    @extend_schema(request=UmbrellaInput, responses={201: UmbrellaSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Say once what all tenants of a site share."""
        form = UmbrellaInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        firm = get_object_or_404(Firm.objects.visible_to(self.person), public_id=values.pop("firm"))
        plan = values.pop("plan")
        given = {"site_kind": "", "has_isolation_area": False} | values
        row = umbrellas.open_umbrella(firm=firm, values=given, plan=plan, by=self.person, at=timezone.now())
        return Response(UmbrellaSerializer(row).data, status=201)

    @extend_schema(responses=UmbrellaSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(UmbrellaSerializer(self.get_object()).data)

    @extend_schema(request=SharedInput, responses=UmbrellaSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Change what is shared; drafts made from then on carry it."""
        umbrella = self.get_object()
        form = SharedInput(umbrella, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        plan = values.pop("plan", {})
        row = umbrellas.edit(umbrella=umbrella, values=values, plan=plan, by=self.person, at=timezone.now())
        return Response(UmbrellaSerializer(row).data)

    @extend_schema(
        parameters=[OpenApiParameter("show", enum=[*SHOWN])], responses=TenantSerializer(many=True)
    )
    @action(detail=True)
    def tenants(self, request: Request, public_id: str) -> Response:
        """Every tenant with its state; `show` picks some of them."""
        rows = self.get_object().tenancies.shown(request.query_params.get("show", ""))
        page = self.paginate_queryset(rows.select_related(*TenantSerializer.RELATED))
        return self.get_paginated_response(
            TenantSerializer(page, many=True, context={"request": request}).data
        )

    @extend_schema(request={"multipart/form-data": TenantFileInput}, responses={202: JobSerializer})
    @tenants.mapping.post
    @idempotent
    def upload_tenants(self, request: Request, public_id: str) -> Response:
        """Read a list of tenants in the background; nothing is written before `tenants/take_in/`."""
        form = TenantFileInput(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        row = tenant_files.upload(
            umbrella=self.get_object(),
            file_name=file.name,
            content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
            by=self.person,
            at=timezone.now(),
        )
        return accepted(job_of(row))

    @extend_schema(responses=TenantFileSerializer)
    @action(detail=True, url_path="tenants/file", pagination_class=None)
    def tenants_file(self, request: Request, public_id: str) -> Response:
        """The last list: how far it is, and what would become of it."""
        return Response(TenantFileSerializer(latest_file(self.get_object())).data)

    @extend_schema(request=DeclareInput, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="tenants/take_in")
    @idempotent
    def take_in(self, request: Request, public_id: str) -> Response:
        """Carry the last list out."""
        form = DeclareInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = latest_file(self.get_object())
        declared = form.validated_data["declared"]
        return accepted(
            job_of(tenant_files.take_in(file=row, declared=declared, by=self.person, at=timezone.now()))
        )

    @refused_rows_action("tenants/errors")
    def tenants_errors(self) -> RefusedRows:
        """Rows of the last list that were not accepted: a workbook to correct, or the cells as JSON."""
        row = latest_file(self.get_object())
        return RefusedRows(
            row.errors,
            lambda: refused_rows(tenant_files.refused_rows(row), LAYOUT.columns),
            "tenants-to-correct.xlsx",
        )

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def judge(self, request: Request, public_id: str) -> Response:
        """Ask the policy about every draft again, in the background."""
        return self.work("judge_tenants")

    @extend_schema(request=SubmitInput, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def submit(self, request: Request, public_id: str) -> Response:
        """Submit for every tenant that is ready, in the background; `tenants/` says what became of each."""
        form = SubmitInput(data=request.data)
        form.is_valid(raise_exception=True)
        if not form.validated_data["committed"]:
            raise NotCommitted
        return self.work("submit_tenants")

    def work(self, task: str) -> Response:
        row = self.get_object()
        return accepted(umbrellas.start_work(umbrella=row, task=task, by=self.person, at=timezone.now()))


def latest_file(umbrella: Umbrella) -> TenantFile:
    """:raises NotFound: before a first list"""
    rows = umbrella.files.select_related("umbrella__firm", "job").defer("content")
    row = rows.order_by("-pk").first()
    if row is None:
        raise NotFound
    row.umbrella = umbrella
    return row


def job_of(row: TenantFile) -> Job:
    if row.job is None:
        raise NotFound
    return row.job
