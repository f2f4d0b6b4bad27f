from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.revisions import etag
from core.audit import trail
from reopening.api.documents import DocumentActions
from reopening.api.halts import HaltActions
from reopening.api.serializers import (
    ApplicationDetailSerializer,
    ApplicationInput,
    ApplicationSerializer,
    CoverSerializer,
    EventSerializer,
    FindingSerializer,
    InventoryInput,
    InventoryOutput,
    NoteInput,
    PlanInput,
    StartInput,
    SubmitInput,
)
from reopening.api.versions import VersionActions
from reopening.api.work import WorkActions, seen_by
from reopening.days_of_cover import cover_rows
from reopening.models import Application, ApplicationStatus, Firm
from reopening.policy.base import Section
from reopening.queries import case_facts, findings_for, plan_texts
from reopening.services import applications, preparations
from reopening.services.sections import edit, revision_of


class ApplicationFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=ApplicationStatus.choices)
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    firm = django_filters.UUIDFilter(field_name="firm__public_id")
    number = django_filters.CharFilter()


class ApplicationViewSet(WorkActions, DocumentActions, VersionActions, HaltActions):
    """A firm's applications: filled in parts, judged at any time, submitted, followed."""

    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related(
            "firm", "policy_set", "amends"
        )

    def answer(self, application: Application, status: int = 200, saved: Section | None = None) -> Response:
        """The whole application; after saving a section of its own address, with that section's ETag."""
        application = self.get_queryset().get(pk=application.pk)
        shape = ApplicationDetailSerializer(application, context=self.get_serializer_context())
        revision = revision_of(application, saved) if saved else application.revision
        return Response(shape.data, status=status, headers={"ETag": etag(revision)})

    @extend_schema(responses=ApplicationSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=StartInput, responses={201: ApplicationDetailSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = StartInput(data=request.data)
        form.is_valid(raise_exception=True)
        firm = get_object_or_404(Firm.objects.visible_to(self.person), public_id=form.validated_data["firm"])
        return self.answer(applications.start(firm=firm, by=self.person, at=timezone.now()), status=201)

    @extend_schema(responses=ApplicationDetailSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=ApplicationInput, responses=ApplicationDetailSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        application = self.own()
        form = ApplicationInput(application, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        edit(
            application=application,
            changes=form.validated_data,
            by=self.person,
            at=timezone.now(),
            seen=seen_by(request, whole=True),
        )
        return self.answer(application)

    @extend_schema(responses=FindingSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def findings(self, request: Request, public_id: str) -> Response:
        """What the policy says now."""
        found = findings_for(self.get_object(), timezone.now())
        return Response([FindingSerializer(finding).data for finding in found])

    @extend_schema(responses=InventoryOutput)
    @action(detail=True)
    def inventory(self, request: Request, public_id: str) -> Response:
        application = self.get_object()
        headers = {"ETag": etag(revision_of(application, Section.INVENTORY))}
        facts = case_facts(application, timezone.now()).facts
        rows = cover_rows(facts, application.policy_set.rules)
        items = CoverSerializer(rows, many=True).data
        return Response({"quantities": facts.inventory, "items": items}, headers=headers)

    @extend_schema(request=InventoryInput, responses=ApplicationDetailSerializer)
    @inventory.mapping.put
    def save_inventory(self, request: Request, public_id: str) -> Response:
        application = self.own()
        form = InventoryInput(data=request.data)
        form.is_valid(raise_exception=True)
        preparations.save_inventory(
            application=application,
            quantities=form.units(application.policy_set.rules.supplies),
            by=self.person,
            at=timezone.now(),
            seen=seen_by(request),
        )
        return self.answer(application, saved=Section.INVENTORY)

    @extend_schema(responses=PlanInput)
    @action(detail=True)
    def plan(self, request: Request, public_id: str) -> Response:
        application = self.get_object()
        headers = {"ETag": etag(revision_of(application, Section.PLAN))}
        return Response({"texts": plan_texts(application)}, headers=headers)

    @extend_schema(request=PlanInput, responses=ApplicationDetailSerializer)
    @plan.mapping.put
    def save_plan(self, request: Request, public_id: str) -> Response:
        application = self.own()
        form = PlanInput(data=request.data)
        form.is_valid(raise_exception=True)
        preparations.save_plan(
            application=application,
            texts=form.validated_data["texts"],
            by=self.person,
            at=timezone.now(),
            seen=seen_by(request),
        )
        return self.answer(application, saved=Section.PLAN)

    @extend_schema(request=SubmitInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def submit(self, request: Request, public_id: str) -> Response:
        form = SubmitInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = applications.submit(
            application=self.get_object(),
            committed=form.validated_data["committed"],
            by=self.person,
            at=timezone.now(),
        )
        return self.answer(application)

    @extend_schema(request=NoteInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request: Request, public_id: str) -> Response:
        form = NoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = applications.withdraw(
            application=self.get_object(),
            by=self.person,
            at=timezone.now(),
            note=form.validated_data["note"],
        )
        return self.answer(application)

    @extend_schema(responses=EventSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, public_id: str) -> Response:
        return Response(EventSerializer(trail(self.get_object()), many=True).data)
