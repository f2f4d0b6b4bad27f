from dataclasses import asdict
from typing import Any

import django_filters
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.models import Division
from core.refusals import sentence_of
from supplies.api.awards import AwardSerializer, parcels_of_the_round, public_ids_of
from supplies.api.inputs import SupplyReasonInput
from supplies.models import Round, RoundAct, RoundItem, RoundLine, RoundStatus
from supplies.other_rules import RULES
from supplies.queries.comparisons import Comparison
from supplies.queries.public_rounds import written
from supplies.queries.rounds import RoundView
from supplies.services import dry_runs, round_work, rounds
from supplies.transitions import ROUND


class RoundItemSerializer(serializers.ModelSerializer[RoundItem]):
    item = serializers.CharField(source="item.code")

    class Meta:
        model = RoundItem
        fields = read_only_fields = [
            "item",
            "unit",
            "use_units",
            "use_per",
            "supply",
            "granted",
            "left",
            "ladder",
            "cutoff_rung",
            "cutoff_level",
            "cutoff_tie",
            "cutoff_pack",
        ]


class RefusalSerializer(serializers.Serializer[Any]):
    act = serializers.ChoiceField(choices=RoundAct.choices)
    code = serializers.CharField()
    message = serializers.CharField()


class RoundSerializer(serializers.ModelSerializer[Round]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    policy_set = serializers.CharField(source="policy_set.slug")
    seed = serializers.SerializerMethodField()
    order = serializers.UUIDField(source="order.public_id", allow_null=True, default=None)
    doing = serializers.ChoiceField(choices=RoundAct.choices, help_text="What is asked for and not done yet.")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    refusal = serializers.SerializerMethodField(help_text="Why the last act was refused.")
    items = RoundItemSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = read_only_fields = [
            "id",
            "number",
            "division",
            "day",
            "status",
            "order",
            "policy_set",
            "algorithm",
            "seed_commitment",
            "seed",
            "input_sha256",
            "result_sha256",
            "published_at",
            "doing",
            "job",
            "refusal",
            "items",
            "allowed_actions",
        ]

    def get_seed(self, row: Round) -> str | None:
        """Told once the round is published."""
        return row.seed if row.status == RoundStatus.PUBLISHED else None

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, row: Round) -> dict[str, str] | None:
        if not row.refusal:
            return None
        words = {"act": row.refusal["act"], "code": row.refusal["code"]}
        return words | {"message": sentence_of(row.refusal)}

    def get_allowed_actions(self, row: Round) -> list[str]:
        return ROUND.verbs_for(row, by=self.context["request"].user)


class RuleSerializer(serializers.Serializer[Any]):
    """How one rule would share one item; units are base units, days are days of cover."""

    item = serializers.CharField()
    rule = serializers.ChoiceField(choices=list(RULES))
    lowest_days = serializers.FloatField()
    with_nothing = serializers.IntegerField()
    gini = serializers.FloatField()
    unmet_days = serializers.FloatField()
    wasted_units = serializers.IntegerField()
    left_units = serializers.IntegerField()


class RoundInput(Input):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.filter(code__regex=r"^\d{6}$"))
    day = serializers.DateField()


class RoundFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=RoundStatus.choices)
    division = django_filters.CharFilter(field_name="division__code", lookup_expr="startswith")
    day = django_filters.DateFilter()


class RoundViewSet(mixins.ListModelMixin, DeskViewSet):
    """Sharing scarce stock: frozen, computed by the published rule, then published."""

    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    keyset_order = ("-pk",)

    @property
    def query_parameters(self) -> set[str]:  # type: ignore[override]
        return {"item"} if self.action == "awards" else set()

    def get_queryset(self) -> Any:
        rows = Round.objects.visible_to(self.request.user)
        return rows.select_related("policy_set", "division", "order", "job").prefetch_related("items__item")

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset if self.action == "awards" else super().filter_queryset(queryset)

    def answer(self, round_: Round, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=round_.pk)).data, status=status)

    def begin(self, act: str) -> Response:
        round_ = self.get_object()
        return accepted(round_work.begin(round_=round_, act=act, by=self.person, at=timezone.now()))

    @extend_schema(responses=RoundSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=RoundInput, responses={201: RoundSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = RoundInput(data=request.data)
        form.is_valid(raise_exception=True)
        return self.answer(
            rounds.create(**form.validated_data, by=self.person, at=timezone.now()), status=201
        )

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def freeze(self, request: Request, public_id: str) -> Response:
        """In the background: follow the job, then read the round."""
        return self.begin("freeze")

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def compute(self, request: Request, public_id: str) -> Response:
        """In the background: follow the job, then read the round."""
        return self.begin("compute")

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request: Request, public_id: str) -> Response:
        """In the background: follow the job, then read the round."""
        return self.begin("publish")

    @extend_schema(request=SupplyReasonInput, responses=RoundSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        round_ = rounds.cancel(
            round_=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(round_)

    @extend_schema(responses=RuleSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def compare(self, request: Request, public_id: str) -> Response:
        """Our rule, first come first served and shares by request on the same frozen numbers."""
        round_ = self.get_object()
        rows = []
        for item in round_.items.all():
            item.round = round_
            found = Comparison(item, dry_runs.compare(item)).rows
            rows += [{"item": item.item.code, **asdict(row)} for row in found]
        return Response(RuleSerializer(rows, many=True).data)

    @extend_schema(responses={200: {"type": "object"}})
    @action(detail=True, pagination_class=None)
    def export(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """The file from which a stranger gets every award again (`static/rederive.py`); no firm is named."""
        return StreamingHttpResponse(written(self.get_object()), content_type="application/json")

    @extend_schema(responses=AwardSerializer(many=True))
    @action(detail=True)
    def awards(self, request: Request, public_id: str) -> Response:
        """Who gets what, each with its explanation; `?item=` for one item."""
        round_ = self.get_object()
        rows = (
            RoundLine.objects.filter(round_item__round=round_, award__isnull=False)
            .select_related("award", "firm", "order_line__order", "round_item__item")
            .prefetch_related(parcels_of_the_round())
        )
        if item := request.query_params.get("item"):
            rows = rows.filter(round_item__item__code=item)
        page = self.paginate_queryset(rows)
        context = {
            **self.get_serializer_context(),
            "round_views": views_of(round_),
            "public_ids": public_ids_of(page or []),
        }
        shape = AwardSerializer(page or [], many=True, context=context)  # type: ignore[arg-type]
        return self.get_paginated_response(shape.data)


def views_of(round_: Round) -> dict[int, RoundView]:
    views = {}
    for round_item in round_.items.all():
        round_item.round = round_
        views[round_item.pk] = RoundView(round_item)
    return views
