from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import BatchSerializer
from approvals.forms.plans import PlanForm
from approvals.models import StagePlan
from approvals.permissions import plans_here
from approvals.queries.plans import forecast
from approvals.services import plans
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.dates import shanghai_day


class StageInput(Input):
    phase = serializers.CharField(max_length=40)
    opens_from = serializers.DateField(required=False, allow_null=True)
    firms_a_day = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    heads_a_day = serializers.IntegerField(min_value=0, required=False, allow_null=True)


class QuestionInput(Input):
    """What a plan asks; what is left out comes from the policy in force."""

    division = serializers.CharField(max_length=9)
    starts_on = serializers.DateField(required=False)
    days = serializers.IntegerField(min_value=1, required=False)
    who = serializers.ChoiceField(choices=["waiting", "ready"], required=False)
    stock = serializers.IntegerField(min_value=0, required=False)
    arriving = serializers.IntegerField(min_value=0, required=False)
    street_firms_a_day = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    street_heads_a_day = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    stages = StageInput(many=True, required=False)


class StagePlanInput(QuestionInput):
    name = serializers.CharField(min_length=2, max_length=80)


class UntilInput(Input):
    until = serializers.DateField()


class PlanSerializer(serializers.ModelSerializer[StagePlan]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = StagePlan
        fields = read_only_fields = [
            "id",
            "name",
            "division",
            "question",
            "forecast",
            "created_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: StagePlan) -> list[str]:
        return ["open_batches"] if plans_here(self.context["request"].user, row.division_id) else []


class PlanViewSet(DeskViewSet):
    """How a division would open over the coming weeks."""

    serializer_class = PlanSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return StagePlan.objects.visible_to(self.person)

    @extend_schema(responses=PlanSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=PlanSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=StagePlanInput, responses={201: PlanSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Compute a plan and keep it."""
        words = shape(StagePlanInput, request)
        form = self.form(words)
        plan = plans.save(name=words["name"], question=form.question(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(plan).data, status=201)

    @extend_schema(request=QuestionInput, responses=dict)
    @action(detail=False, methods=["post"])
    @idempotent
    def simulate(self, request: Request) -> Response:
        """Compute a plan without keeping it."""
        form = self.form(shape(QuestionInput, request))
        if form.policy is None:
            raise plans.NoPolicyThere
        return Response(forecast(form.question(), form.policy).as_json())

    @extend_schema(request=UntilInput, responses=BatchSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="open-batches")
    @idempotent
    def open_batches(self, request: Request, public_id: str) -> Response:
        """Open a batch for every phase and day up to `until`, filled by priority."""
        words = shape(UntilInput, request)
        opened = plans.open_batches(
            plan=self.get_object(), until=words["until"], by=self.person, at=timezone.now()
        )
        rows = BatchSerializer(opened.batches, many=True, context=self.get_serializer_context())
        return Response(rows.data)

    def form(self, words: dict[str, Any]) -> PlanForm:
        """The page's own form, checked."""
        form = PlanForm(flat(words), user=self.person, today=shanghai_day(timezone.now()))
        self.checked(form)
        return form


def shape(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    form = kind(data=request.data)
    form.is_valid(raise_exception=True)
    words: dict[str, Any] = form.validated_data
    return words


def flat(words: dict[str, Any]) -> dict[str, Any]:
    """Stages as the fields of the page's form, by the phase's key."""
    found = {name: value for name, value in words.items() if name not in {"stages", "name"}}
    for stage in words.get("stages", ()):
        for name in ("opens_from", "firms_a_day", "heads_a_day"):
            if name in stage:
                found[f"{name}-{stage['phase']}"] = stage[name]
    return found
