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
from reopening.models import Application
from supplies.api.acts import ActedOn
from supplies.api.inputs import ErrandAnswerInput, RefusalInput, SupplyReasonInput
from supplies.models import Errand, ErrandStatus, FailReason, Run
from supplies.services import errands
from supplies.transitions import ERRAND


class ErrandSerializer(serializers.ModelSerializer[Errand]):
    """`assignee` and `run` are for officials: a firm is not told who comes."""

    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    assignee = serializers.SerializerMethodField()
    run = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Errand
        fields = read_only_fields = [
            *("id", "number", "application", "firm", "firm_name", "status", "what", "fetch_from", "bring_to"),
            *("needed_by", "note", "answer", "fail_reason", "assignee", "run", "asked_at", "ended_at"),
            "allowed_actions",
        ]

    def get_assignee(self, row: Errand) -> str | None:
        return row.assignee.username if row.assignee and self.sees_who else None

    def get_run(self, row: Errand) -> str | None:
        return str(row.stop.run.public_id) if row.stop and self.sees_who else None

    @property
    def sees_who(self) -> bool:
        user: User = self.context["request"].user
        return user.is_official

    def get_allowed_actions(self, row: Errand) -> list[str]:
        verbs = ERRAND.verbs_for(row, by=self.context["request"].user)
        return [verb for verb in verbs if not (row.stop_id and verb in errands.ENDINGS)]


class ErrandInput(Input):
    application = serializers.SlugRelatedField(slug_field="public_id", queryset=Application.objects.none())
    what = serializers.CharField(max_length=200)
    fetch_from = serializers.CharField(max_length=200)
    bring_to = serializers.CharField(max_length=200)
    needed_by = Instant(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            rows = Application.objects.visible_to(user).select_related("policy_set")
            self.fields["application"].queryset = rows  # type: ignore[attr-defined]


class AssignInput(Input):
    """Either the name of a person, or the id of a run that has not left."""

    person = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), default=None, allow_null=True
    )
    run = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Run.objects.none(), default=None, allow_null=True
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["run"].queryset = Run.objects.visible_to(user)  # type: ignore[attr-defined]


class ErrandFailInput(Input):
    reason = serializers.ChoiceField(choices=FailReason.choices)
    answer = serializers.CharField(max_length=200, default="", allow_blank=True)


class ErrandFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=ErrandStatus.choices)
    application = django_filters.UUIDFilter(field_name="application__public_id")
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    number = django_filters.CharFilter()


class ErrandViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActedOn):
    """What somebody is to fetch or bring for a firm; nothing of it comes from stock."""

    serializer_class = ErrandSerializer
    filterset_class = ErrandFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Errand.objects.visible_to(self.request.user).distinct()
        return rows.select_related("application", "firm", "assignee", "stop__run")

    @extend_schema(request=ErrandInput, responses={201: ErrandSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = ErrandInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        errand = errands.ask(**form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(errand).data, status=201)

    @extend_schema(request=ErrandAnswerInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request: Request, public_id: str) -> Response:
        return self.acted(request, ErrandAnswerInput(data=request.data), errands.accept)

    @extend_schema(request=RefusalInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        return self.acted(request, RefusalInput(data=request.data), errands.decline)

    @extend_schema(request=AssignInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def assign(self, request: Request, public_id: str) -> Response:
        """Give it to a person, or to a run as a stop at the firm."""
        return self.acted(request, AssignInput(data=request.data, user=self.person), errands.assign)

    @extend_schema(request=ErrandAnswerInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def finish(self, request: Request, public_id: str) -> Response:
        """Done. Of an errand on a run the courier says so at the stop."""
        return self.acted(request, ErrandAnswerInput(data=request.data), errands.finish)

    @extend_schema(request=ErrandFailInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def fail(self, request: Request, public_id: str) -> Response:
        return self.acted(request, ErrandFailInput(data=request.data), errands.fail)

    @extend_schema(request=SupplyReasonInput, responses=ErrandSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        return self.acted(request, SupplyReasonInput(data=request.data), errands.cancel)
