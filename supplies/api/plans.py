from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Division, User
from supplies.models import DispatchPlan, Place, PlanStatus, Vehicle
from supplies.services import fleet, plans
from supplies.services.plan_intake import Asked
from supplies.transitions import PLAN


class DispatchPlanSerializer(serializers.ModelSerializer[DispatchPlan]):
    """`result` and `problem` are the sheets of `supplies/plan_sheets.py`; times are seconds after midnight."""

    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = DispatchPlan
        fields = read_only_fields = [
            "id",
            "number",
            "division",
            "day",
            "status",
            "job",
            "made_by",
            "length_m",
            "greedy_m",
            "left_out",
            "greedy_left_out",
            "problem_sha256",
            "plan_sha256",
            "accepted_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: DispatchPlan) -> list[str]:
        return PLAN.verbs_for(row, by=self.context["request"].user)


class DispatchPlanInput(Input):
    """Parcels that wait are put on tours of these vehicles; all in use of the district when none is named."""

    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.filter(code__regex=r"^\d{6}$"))
    day = serializers.DateField()
    vehicles = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Vehicle.objects.none(), many=True, required=False
    )
    minutes_per_stop = serializers.IntegerField(min_value=1, max_value=120, default=6)
    km_per_hour = serializers.IntegerField(min_value=5, max_value=120, default=20)
    replan = serializers.BooleanField(default=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            rows = Vehicle.objects.visible_to(user).filter(is_in_use=True)
            self.fields["vehicles"].child_relation.queryset = rows  # type: ignore[attr-defined]

    def asked(self, user: User) -> Asked:
        data = self.validated_data
        code = data["division"].pk
        all_in_use = Vehicle.objects.visible_to(user).filter(
            is_in_use=True, depot__division__code__startswith=code
        )
        return Asked(
            division_code=code,
            day=data["day"],
            vehicles=data.get("vehicles", list(all_in_use)),
            minutes_per_stop=data["minutes_per_stop"],
            km_per_hour=data["km_per_hour"],
            replan=data["replan"],
        )


class DispatchPlanFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=PlanStatus.choices)
    day = django_filters.DateFilter()


class DispatchPlanViewSet(mixins.ListModelMixin, DeskViewSet):
    """Tours for a day's vehicles: found in the background, then accepted or discarded."""

    serializer_class = DispatchPlanSerializer
    filterset_class = DispatchPlanFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return DispatchPlan.objects.visible_to(self.request.user).defer("problem", "result")

    def answer(self, plan: DispatchPlan, status: int = 200) -> Response:
        headers = {"Location": f"/api/v1/jobs/{plan.job_id}/"} if status == 202 else None
        return Response(self.get_serializer(plan).data, status=status, headers=headers)

    @extend_schema(responses=DispatchPlanSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=DispatchPlanInput, responses={202: DispatchPlanSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = DispatchPlanInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        division, asked = form.validated_data["division"], form.asked(self.person)
        return self.answer(
            plans.create(division=division, asked=asked, by=self.person, at=timezone.now()), status=202
        )

    @extend_schema(responses={200: {"type": "object"}})
    @action(detail=True, pagination_class=None)
    def sheet(self, request: Request, public_id: str) -> Response:
        """The frozen task and the tours, as anybody needs them to check the plan."""
        plan = self.get_object()
        return Response({"problem": plan.problem, "result": plan.result})

    @extend_schema(request=None, responses=DispatchPlanSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request: Request, public_id: str) -> Response:
        return self.answer(plans.accept(plan=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=DispatchPlanSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def discard(self, request: Request, public_id: str) -> Response:
        return self.answer(plans.discard(plan=self.get_object(), by=self.person, at=timezone.now()))


class VehicleSerializer(serializers.ModelSerializer[Vehicle]):
    id = serializers.UUIDField(source="public_id")
    depot = serializers.UUIDField(source="depot.public_id")
    courier = serializers.CharField(source="courier.username", default=None)

    class Meta:
        model = Vehicle
        fields = read_only_fields = [
            "id",
            "depot",
            "name",
            "capacity",
            "courier",
            "starts_at",
            "ends_at",
            "shift_minutes",
            "is_in_use",
        ]


class VehiclePatchInput(Input):
    name = serializers.CharField(max_length=60, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    courier = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    starts_at = serializers.TimeField(required=False)
    ends_at = serializers.TimeField(required=False)
    shift_minutes = serializers.IntegerField(min_value=1, max_value=1_440, required=False)
    is_in_use = serializers.BooleanField(required=False)


class VehicleInput(VehiclePatchInput):
    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    name = serializers.CharField(max_length=60)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class VehicleFilter(django_filters.FilterSet):
    depot = django_filters.UUIDFilter(field_name="depot__public_id")
    is_in_use = django_filters.BooleanFilter()


class VehicleViewSet(mixins.ListModelMixin, DeskViewSet):
    """What goods are driven with."""

    serializer_class = VehicleSerializer
    filterset_class = VehicleFilter
    keyset_order = ("pk",)

    def get_queryset(self) -> Any:
        return Vehicle.objects.visible_to(self.request.user).select_related("depot", "courier")

    @extend_schema(responses=VehicleSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=VehicleInput, responses={201: VehicleSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = VehicleInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        row = fleet.add(**form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=201)

    @extend_schema(request=VehiclePatchInput, responses=VehicleSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        form = VehiclePatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = fleet.change(
            vehicle=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return Response(self.get_serializer(row).data)
