from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import FacetSerializer, QueueSerializer
from approvals.forms.queue import STATUSES, QueueFilter
from approvals.queries.queue import phases_of, queue, queue_rows
from core.api.views import DeskViewSet
from core.models import Role
from core.paging import count_capped


class QueueViewSet(DeskViewSet):
    """Cases that wait for the caller's decision or review, the most pressing first."""

    serializer_class = QueueSerializer
    filterset_class = QueueFilter
    keyset_order = ("due_at", "pk")

    def get_queryset(self) -> Any:
        if not self.person.roles & {Role.REVIEWER, Role.APPROVER}:
            raise PermissionDenied
        return queue(self.person)

    @extend_schema(
        responses=QueueSerializer(many=True),
        parameters=[OpenApiParameter("class", str, description="Class of firm, as in the policy set")],
    )
    def list(self, request: Request) -> Response:
        cases = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(queue_rows(cases), many=True).data)

    @extend_schema(responses={200: dict[str, Any]}, filters=False)
    @action(detail=False, pagination_class=None)
    def facets(self, request: Request) -> Response:
        """Counts by state and phase, each up to a cap."""
        rows = self.get_queryset()
        found: dict[str, Any] = {
            "status": [(value, label, rows.filter(status=value)) for value, label in STATUSES],
            "phase": [(value, label, rows.filter(phase=value)) for value, label in phases_of(self.person)],
        }
        return Response({name: [self.facet(*each) for each in values] for name, values in found.items()})

    @staticmethod
    def facet(value: str, label: Any, rows: Any) -> Any:
        count, exact = count_capped(rows)
        return FacetSerializer({"value": value, "label": label, "count": count, "exact": exact}).data
