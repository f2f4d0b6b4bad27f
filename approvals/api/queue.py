from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.queue_shapes import (
    ComparisonSerializer,
    FacetSerializer,
    LoadSerializer,
    MovedSerializer,
    MoveInput,
    QueueSerializer,
)
from approvals.facets import facets_of
from approvals.forms.comparing import CompareForm
from approvals.forms.queue import QueueFilter
from approvals.ordering import compare
from approvals.permissions import leads_somewhere
from approvals.queries.queue import ORDERS, keys, queue, queue_rows
from approvals.queries.workload import workload
from approvals.services import review
from approvals.services import workload as workload_services
from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from core.models import Role
from reopening.api.serializers import ApplicationDetailSerializer


class QueueViewSet(DeskViewSet):
    """Cases that wait for the caller's decision or review, the most pressing first."""

    serializer_class = QueueSerializer
    filterset_class = QueueFilter
    query_parameters = ("first", "second")

    def get_queryset(self) -> Any:
        if not self.person.roles & {Role.REVIEWER, Role.APPROVER}:
            raise PermissionDenied
        return queue(self.person)

    @property
    def filters(self) -> QueueFilter:
        """The caller's queue under the filters of the address. :raises ValidationError: naming a wrong one"""
        filters = QueueFilter(self.request.query_params, queryset=self.get_queryset(), request=self.request)
        self.checked(filters.form)
        return filters

    def list(self, request: Request) -> Response:
        filters = self.filters
        self.keyset_order = ORDERS[filters.order_name]
        cases = self.paginate_queryset(keys(filters.qs)) or []
        return self.get_paginated_response(self.get_serializer(queue_rows(cases), many=True).data)

    @extend_schema(responses={200: dict[str, Any]})
    @action(detail=False, pagination_class=None)
    def facets(self, request: Request) -> Response:
        """Counts by filter under the other filters: exact where they are kept, else up to a cap."""
        found = facets_of(self.filters, self.person)
        return Response({name: FacetSerializer(values, many=True).data for name, values in found.items()})

    @extend_schema(request=None, responses=ApplicationDetailSerializer)
    @action(detail=False, methods=["post"], pagination_class=None)
    @idempotent
    def next(self, request: Request) -> Response:
        """Claim the first free case under the filters; two who ask at once get two cases."""
        filters = self.filters
        application = review.claim_next(
            cases=filters.qs, order=ORDERS[filters.order_name], by=self.person, at=timezone.now()
        )
        return Response(ApplicationDetailSerializer(application, context=self.get_serializer_context()).data)

    @extend_schema(responses=ComparisonSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def compare(self, request: Request) -> Response:
        """Why one case stands before another: `?first=` and `?second=` are their numbers."""
        self.get_queryset()
        data = self.checked(CompareForm(request.query_params, user=self.person))
        one, other = data["cases"]
        order = data["order"] or "due"
        found = compare(one.case, other.case, order, (one.words, other.words), reader=self.person.pk)
        return Response(ComparisonSerializer(found).data)

    @extend_schema(responses=LoadSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def workload(self, request: Request) -> Response:
        """Who has how much, for who leads an office."""
        self.refuse_others()
        return Response(LoadSerializer(workload(self.person, timezone.now()), many=True).data)

    @extend_schema(request=MoveInput, responses=MovedSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, url_path="workload/move")
    @idempotent
    def move(self, request: Request) -> Response:
        """Hand several cases over at once, each with a result of its own."""
        self.refuse_others()
        form = MoveInput(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = set(form.validated_data["applications"])
        cases = list(self.get_queryset().filter(public_id__in=wanted).select_related("firm"))
        moved = workload_services.move(
            applications=cases,
            to=form.validated_data["to"],
            note=form.validated_data["note"],
            by=self.person,
            at=timezone.now(),
        )
        return Response(MovedSerializer(moved, many=True).data)

    def refuse_others(self) -> None:
        """:raises PermissionDenied: unless the caller leads an office"""
        if not leads_somewhere(self.person):
            raise PermissionDenied
