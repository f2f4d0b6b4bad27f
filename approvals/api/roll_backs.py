from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import ReasonSerializer
from approvals.models import Batch, RollBack, RollBackMember
from approvals.queries.roll_backs import open_members, results_of
from approvals.services import rolling_back
from approvals.transitions import ROLL_BACK
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet


class RollBackInput(Input):
    """Which members of which batch, by the ids of their applications; without `applications` all of them."""

    batch = serializers.UUIDField()
    reason = serializers.CharField(min_length=2, max_length=1000)
    applications = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=5_000)


class RollBackSerializer(serializers.ModelSerializer[RollBack]):
    id = serializers.UUIDField(source="public_id")
    batch = serializers.UUIDField(source="batch.public_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = RollBack
        fields = read_only_fields = [
            "id",
            "batch",
            "reason",
            "status",
            "two_sign",
            "proposed_at",
            "signed_at",
            "job",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: RollBack) -> list[str]:
        return ROLL_BACK.verbs_for(row, by=self.context["request"].user)


class RollBackResultSerializer(serializers.ModelSerializer[RollBackMember]):
    application = serializers.UUIDField(source="member.application.public_id")
    number = serializers.CharField(source="member.application.number")
    refusal = ReasonSerializer(allow_null=True)

    class Meta:
        model = RollBackMember
        fields = read_only_fields = ["application", "number", "result", "refusal"]


class RollBackViewSet(DeskViewSet):
    """Taking back what a batch's signature gave, for all its firms or some."""

    serializer_class = RollBackSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return RollBack.objects.visible_to(self.request.user).select_related("batch")

    def answer(self, row: RollBack, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=status)

    @extend_schema(responses=RollBackSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=RollBackSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=RollBackInput, responses={201: RollBackSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for a roll-back; where one signature is enough it is carried out in the background."""
        form = RollBackInput(data=request.data)
        form.is_valid(raise_exception=True)
        words = form.validated_data
        batch = Batch.objects.visible_to(self.person).filter(public_id=words["batch"]).first()
        if batch is None:
            raise rolling_back.NobodyChosen
        members = None
        if "applications" in words:
            members = open_members(batch).filter(application__public_id__in=words["applications"])
        row = rolling_back.start(
            batch=batch, members=members, reason=words["reason"], by=self.person, at=timezone.now()
        )
        return self.answer(row, status=201)

    @extend_schema(responses=RollBackResultSerializer(many=True))
    @action(detail=True)
    def results(self, request: Request, public_id: str) -> Response:
        """A result per case."""
        self.keyset_order = ("pk",)
        page = self.paginate_queryset(results_of(self.get_object()))
        return self.get_paginated_response(RollBackResultSerializer(page, many=True).data)

    def act(self, service: Callable[..., RollBack]) -> Response:
        return self.answer(service(roll_back=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=RollBackSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def countersign(self, request: Request, public_id: str) -> Response:
        """The second signature, by somebody else."""
        return self.act(rolling_back.countersign)

    @extend_schema(request=None, responses=RollBackSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def drop(self, request: Request, public_id: str) -> Response:
        return self.act(rolling_back.drop)

    @extend_schema(request=None, responses=RollBackSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, public_id: str) -> Response:
        return self.act(rolling_back.resume)
