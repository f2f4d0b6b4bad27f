from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from core.models import AuditEvent
from core.queries import audit_visible_to


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    actor = serializers.CharField(source="actor.username", default=None)

    class Meta:
        model = AuditEvent
        fields = read_only_fields = [
            "id",
            "subject_type",
            "subject_id",
            "sequence",
            "verb",
            "actor",
            "at",
            "from_status",
            "to_status",
            "note",
            "data",
            "previous",
            "digest",
        ]


class AuditFilter(django_filters.FilterSet):
    subject = django_filters.CharFilter(method="of_subject")
    verb = django_filters.CharFilter()

    def of_subject(self, queryset: Any, name: str, value: str) -> Any:
        """`reopening.application:42`"""
        kind, _colon, pk = value.partition(":")
        return queryset.filter(subject_type=kind, subject_id=pk)


class AuditViewSet(DeskViewSet):
    """Every act, newest first; for auditors."""

    serializer_class = AuditEventSerializer
    filterset_class = AuditFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return audit_visible_to(self.request.user).select_related("actor")

    @extend_schema(responses=AuditEventSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
