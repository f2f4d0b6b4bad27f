"""Supervision of open firms, as programs do it: stop, seal, open again, and who stands still."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import ReasonSerializer, ReasonsInput
from approvals.forms.stops import HaltFilter
from approvals.queries.stops import halts_in_force
from approvals.services import stops
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.api.serializers import ApplicationDetailSerializer
from reopening.models import Application, Halt


class EndInput(Input):
    note = serializers.CharField(min_length=2, max_length=2000)


class HaltSerializer(serializers.ModelSerializer[Halt]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    reasons = ReasonSerializer(many=True)

    class Meta:
        model = Halt
        fields = read_only_fields = [
            "id",
            "application",
            "number",
            "firm_name",
            "kind",
            "reasons",
            "note",
            "begun_at",
            "reported_at",
            "report",
        ]


class HaltViewSet(DeskViewSet):
    """Firms of the person's divisions that stand still."""

    serializer_class = HaltSerializer
    filterset_class = HaltFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return halts_in_force(self.person)

    @extend_schema(responses=HaltSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class StopViewSet(DeskViewSet):
    """Stop, seal, reopen, unseal: `POST /api/v1/applications/{id}/<verb>/`."""

    serializer_class = ApplicationDetailSerializer

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related(
            "firm", "policy_set", "division"
        )

    def answer(self, application: Application) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=application.pk)).data)

    @extend_schema(request=ReasonsInput, responses=ApplicationDetailSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def stop(self, request: Request, public_id: str) -> Response:
        """The firm stands still until it has mended what is wrong; every check started after the answer says so."""
        form, case = ReasonsInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        stops.stop(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(case)

    @extend_schema(request=ReasonsInput, responses=ApplicationDetailSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def seal(self, request: Request, public_id: str) -> Response:
        """The premises are closed; a stop in force gives way to the seal."""
        form, case = ReasonsInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        stops.seal(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(case)

    @extend_schema(request=EndInput, responses=ApplicationDetailSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def reopen(self, request: Request, public_id: str) -> Response:
        """The stop ends."""
        form, case = EndInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        stops.reopen(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(case)

    @extend_schema(request=EndInput, responses=ApplicationDetailSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def unseal(self, request: Request, public_id: str) -> Response:
        """The seal is taken off."""
        form, case = EndInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        stops.unseal(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(case)
