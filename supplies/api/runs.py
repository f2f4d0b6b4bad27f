from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input, Instant
from core.models import User
from supplies.api.inputs import SupplyReasonInput
from supplies.api.proofs import PictureField, ProofActions, pictures_of
from supplies.models import (
    LARGEST_QUANTITY,
    DispatchEvent,
    Errand,
    EventKind,
    FailReason,
    Place,
    RejectReason,
    Run,
    RunStatus,
    Stop,
    StopItem,
)
from supplies.services import breakdowns, deliveries, runs
from supplies.services.hand_overs import Hand, Report
from supplies.services.runs import MOST_STOPS
from supplies.transitions import RUN, STOP


class RunSerializer(serializers.ModelSerializer[Run]):
    id = serializers.UUIDField(source="public_id")
    depot = serializers.UUIDField(source="depot.public_id")
    courier = serializers.CharField(source="courier.username", default=None)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = read_only_fields = [
            "id",
            "number",
            "depot",
            "day",
            "courier",
            "vehicle",
            "status",
            "length_m",
            "plan_sha256",
            "departed_at",
            "closed_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Run) -> list[str]:
        return RUN.verbs_for(row, by=self.context["request"].user)


class ParcelSerializer(serializers.ModelSerializer[StopItem]):
    item = serializers.CharField(source="award_lot.lot.item.code")
    lot = serializers.UUIDField(source="award_lot.lot.public_id")

    class Meta:
        model = StopItem
        fields = read_only_fields = ["id", "item", "lot", "units"]


class StopErrandSerializer(serializers.ModelSerializer[Errand]):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Errand
        fields = read_only_fields = ["id", "number", "what", "fetch_from", "bring_to", "needed_by", "status"]


class StopSerializer(serializers.ModelSerializer[Stop]):
    id = serializers.UUIDField(source="public_id")
    firm_name = serializers.CharField(source="firm.name")
    parcels = ParcelSerializer(source="items", many=True)
    errands = StopErrandSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Stop
        fields = read_only_fields = [
            "id",
            "sequence",
            "firm_name",
            "address",
            "status",
            "fail_reason",
            "ended_at",
            "parcels",
            "errands",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Stop) -> list[str]:
        return STOP.verbs_for(row, by=self.context["request"].user)


class RunInput(Input):
    """A new run takes the parcels that wait in the depot, whole firms, the oldest first."""

    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    day = serializers.DateField()
    courier = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    vehicle = serializers.CharField(max_length=60, default="", allow_blank=True)
    most_stops = serializers.IntegerField(min_value=1, max_value=300, default=MOST_STOPS)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class RunPlanInput(Input):
    courier = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    vehicle = serializers.CharField(max_length=60, required=False, allow_blank=True)


class HandInput(Input):
    """How much of one parcel the firm took."""

    parcel = serializers.IntegerField(min_value=1)
    accepted = serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY)
    rejected = serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY, default=0)
    reason = serializers.ChoiceField(choices=RejectReason.choices, default="", allow_blank=True)


class EventInput(Input):
    """
    What the device says of one stop. `event_id` is the device's own: sending it again changes nothing.

    A parcel that is not named in `lines` was accepted whole. Without a code, photo and signature are needed.
    """

    event_id = serializers.UUIDField()
    stop = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    occurred_at = Instant()
    code = serializers.CharField(max_length=20, default="", allow_blank=True)
    receiver = serializers.CharField(max_length=60, default="", allow_blank=True)
    reason = serializers.ChoiceField(choices=FailReason.choices, default="", allow_blank=True)
    lines = HandInput(many=True, default=list)
    photo = PictureField()
    signature = PictureField()


class EventsInput(Input):
    events = EventInput(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]


class EventResultSerializer(serializers.Serializer[Any]):
    event_id = serializers.UUIDField()
    stop = serializers.UUIDField()
    accepted = serializers.BooleanField()
    code = serializers.CharField()
    message = serializers.CharField()


class RunFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=RunStatus.choices)
    day = django_filters.DateFilter()
    depot = django_filters.UUIDFilter(field_name="depot__public_id")


class RunViewSet(mixins.ListModelMixin, ProofActions):
    """Tours from a depot. A courier sees their own."""

    serializer_class = RunSerializer
    filterset_class = RunFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Run.objects.visible_to(self.request.user).select_related("depot", "courier")

    def answer(self, run: Run, status: int = 200) -> Response:
        return Response(self.get_serializer(Run.objects.get(pk=run.pk)).data, status=status)

    @extend_schema(responses=RunSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=RunInput, responses={201: RunSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = RunInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        return self.answer(runs.create(**form.validated_data, by=self.person, at=timezone.now()), status=201)

    @extend_schema(request=RunPlanInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def plan(self, request: Request, public_id: str) -> Response:
        form = RunPlanInput(data=request.data)
        form.is_valid(raise_exception=True)
        run = runs.plan(run=self.get_object(), **form.validated_data, by=self.person, at=timezone.now())
        return self.answer(run)

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def depart(self, request: Request, public_id: str) -> Response:
        return self.answer(runs.depart(run=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def close(self, request: Request, public_id: str) -> Response:
        return self.answer(runs.close(run=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=SupplyReasonInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        run = runs.cancel(run=self.get_object(), **form.validated_data, by=self.person, at=timezone.now())
        return self.answer(run)

    @extend_schema(request=SupplyReasonInput, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def abort(self, request: Request, public_id: str) -> Response:
        """The vehicle dropped out on the road: what it has not delivered can be planned anew at once."""
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        run = breakdowns.abort(
            run=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(run)

    @extend_schema(responses=StopSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def stops(self, request: Request, public_id: str) -> Response:
        """The stops in the order of the tour."""
        rows = (
            self.get_object()
            .stops.select_related("firm", "run__depot")
            .prefetch_related("items__award_lot__lot__item", "errands")
            .order_by("sequence", "pk")
        )
        return Response(StopSerializer(rows, many=True, context=self.get_serializer_context()).data)

    @extend_schema(request=EventsInput, responses=EventResultSerializer(many=True))
    @action(detail=True, methods=["post"])
    @idempotent
    def events(self, request: Request, public_id: str) -> Response:
        """Take down what a device says, in its order; one refusal fails none of the rest."""
        run = self.get_object()
        form = EventsInput(data=request.data)
        form.is_valid(raise_exception=True)
        stops = {stop.public_id: stop for stop in run.stops.select_related("run__depot", "firm", "place")}
        unknown = [each["stop"] for each in form.validated_data["events"] if each["stop"] not in stops]
        if unknown:
            raise serializers.ValidationError({"events": [f"{stop}?" for stop in unknown]})
        results = [
            result_of(self.take_down(stops[each["stop"]], each)) for each in form.validated_data["events"]
        ]
        return Response(EventResultSerializer(results, many=True).data)

    def take_down(self, stop: Stop, said: dict[str, Any]) -> DispatchEvent:
        lines = {
            line["parcel"]: Hand(line["accepted"], line["rejected"], line["reason"]) for line in said["lines"]
        }
        report = Report(
            said["kind"], said["code"], said["receiver"], said["reason"], lines, pictures_of(said)
        )
        return deliveries.record(
            stop=stop,
            event_id=said["event_id"],
            report=report,
            occurred_at=said["occurred_at"],
            by=self.person,
            at=timezone.now(),
        )


def result_of(event: DispatchEvent) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "stop": event.stop.public_id,
        "accepted": event.outcome["accepted"],
        "code": event.outcome.get("code", ""),
        "message": str(deliveries.message_of(event)),
    }
