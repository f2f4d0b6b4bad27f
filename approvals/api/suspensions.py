"""Areas and trades that stand still, as programs do it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import HandBackInput, ReasonSerializer
from approvals.api.stops import EndInput
from approvals.models import SuspendedCase, Suspension
from approvals.queries.suspensions import effects, needs_two, results_of, tally
from approvals.services import suspensions
from approvals.suspending import Scope
from approvals.transitions import SUSPENSION
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.dates import shanghai_day
from core.models import Division
from core.permissions import in_jurisdiction

CODES: dict[str, Any] = {"required": False, "default": list, "max_length": 50}


class ScopeInput(Input):
    """A place and what limits it; all that is given must hold."""

    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    within = serializers.ListField(child=serializers.RegexField(r"^\d{2}(\d{2}|\d{4}|\d{7})$"), **CODES)
    industries = serializers.ListField(child=serializers.RegexField(r"^[A-T]\d{0,4}$"), **CODES)
    firm_class = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    phase = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)

    def scope(self) -> Scope:
        data = self.validated_data
        return Scope(
            data["division"].pk,
            tuple(data["within"]),
            tuple(data["industries"]),
            data["firm_class"],
            data["phase"],
        )


class SuspendInput(ScopeInput):
    reason = serializers.CharField(min_length=2, max_length=2000)
    begins_on = serializers.DateField()


class EffectsSerializer(serializers.Serializer[Any]):
    """What would happen; nothing is written."""

    firms = serializers.IntegerField()
    heads = serializers.IntegerField()
    held = serializers.DictField(child=serializers.IntegerField())
    needs_two = serializers.BooleanField()


class SuspensionSerializer(serializers.ModelSerializer[Suspension]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Suspension
        fields = read_only_fields = [
            "id",
            "number",
            "division",
            "within",
            "industries",
            "firm_class",
            "phase",
            "reason",
            "begins_on",
            "status",
            "firms_seen",
            "proposed_at",
            "signed_at",
            "restored_at",
            "job",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Suspension) -> list[str]:
        return SUSPENSION.verbs_for(row, by=self.context["request"].user)


class SuspensionDetailSerializer(SuspensionSerializer):
    results = serializers.SerializerMethodField()

    class Meta(SuspensionSerializer.Meta):
        fields = read_only_fields = [*SuspensionSerializer.Meta.fields, "results"]

    def get_results(self, row: Suspension) -> dict[str, int]:
        found = tally(row)
        return {"suspended": found.suspended, "refused": found.refused, "restored": found.restored}


class SuspendedCaseSerializer(serializers.ModelSerializer[SuspendedCase]):
    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    refusal = ReasonSerializer(allow_null=True)
    is_closed = serializers.BooleanField(
        help_text="whether the firm stands still now, by this act or another one"
    )

    class Meta:
        model = SuspendedCase
        fields = read_only_fields = ["application", "number", "firm_name", "result", "refusal", "is_closed"]


class SuspensionViewSet(DeskViewSet):
    """Suspensions: foresee, sign, countersign, decline, restore; the result of each firm."""

    serializer_class = SuspensionDetailSerializer
    query_parameters = ("division", "within", "industries", "firm_class", "phase")  # of `effects`
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Suspension.objects.visible_to(self.request.user).select_related("division", "job")

    def answer(self, row: Suspension, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=status)

    @extend_schema(responses=SuspensionSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        shapes = SuspensionSerializer(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shapes.data)

    @extend_schema(responses=SuspensionDetailSerializer, filters=False)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(parameters=[ScopeInput], responses=EffectsSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def effects(self, request: Request) -> Response:
        """What a suspension of this scope would do now."""
        if not self.person.has_role("approver"):
            raise PermissionDenied
        asked = request.query_params
        scope_of = {name: asked[name] for name in self.query_parameters if name in asked}
        form = ScopeInput(data=scope_of | {name: asked.getlist(name) for name in ("within", "industries")})
        form.is_valid(raise_exception=True)
        scope = form.scope()
        if not in_jurisdiction(self.person, "approver", scope.division):
            raise PermissionDenied
        found = effects(scope)
        facts = {
            "firms": found.firms,
            "heads": found.heads,
            "held": {each.key: each.count for each in found.held},
            "needs_two": needs_two(scope.division, found.firms, on=shanghai_day(timezone.now())),
        }
        return Response(EffectsSerializer(facts).data)

    @extend_schema(request=SuspendInput, responses={201: SuspensionDetailSerializer}, filters=False)
    @idempotent
    def create(self, request: Request) -> Response:
        """Signed at once, or proposed where the policy asks for two signatures."""
        form = SuspendInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = suspensions.suspend(
            scope=form.scope(),
            reason=form.validated_data["reason"],
            begins_on=form.validated_data["begins_on"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(row, status=201)

    @extend_schema(request=None, responses={202: SuspensionDetailSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def countersign(self, request: Request, public_id: str) -> Response:
        row = suspensions.countersign(suspension=self.get_object(), by=self.person, at=timezone.now())
        return self.answer(row, status=202)

    @extend_schema(request=HandBackInput, responses=SuspensionDetailSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        form, row = HandBackInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        suspensions.decline(suspension=row, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(row)

    @extend_schema(request=EndInput, responses={202: SuspensionDetailSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def restore(self, request: Request, public_id: str) -> Response:
        """What this suspension stopped may open again; nothing else."""
        form, row = EndInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        suspensions.restore(suspension=row, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(row, status=202)

    @extend_schema(request=None, responses={202: SuspensionDetailSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, public_id: str) -> Response:
        """Go on with background work that has stopped."""
        row = suspensions.resume(suspension=self.get_object(), by=self.person, at=timezone.now())
        return self.answer(row, status=202)

    @extend_schema(responses=SuspendedCaseSerializer(many=True), filters=False)
    @action(detail=True)
    def cases(self, request: Request, public_id: str) -> Response:
        """The result of each firm, page by page."""
        rows = self.paginate_queryset(results_of(self.get_object()))
        return self.get_paginated_response(SuspendedCaseSerializer(rows, many=True).data)
