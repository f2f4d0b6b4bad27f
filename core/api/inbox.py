from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from core.models import Notification
from core.notifications import words
from core.queries import inbox_of


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    title = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = read_only_fields = ["id", "kind", "title", "body", "url", "created_at", "read_at"]

    def get_title(self, row: Notification) -> str:
        return words(row)[0]

    def get_body(self, row: Notification) -> str:
        return words(row)[1]


class InboxViewSet(DeskViewSet):
    """Messages to the caller, newest first."""

    serializer_class = NotificationSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return inbox_of(self.person)

    @extend_schema(responses=NotificationSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
