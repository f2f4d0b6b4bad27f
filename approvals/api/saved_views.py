from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.queue_shapes import SavedViewInput, SavedViewSerializer
from approvals.forms.saved_views import SavedViewForm
from approvals.models import SavedView
from approvals.services import saved_views
from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from core.models import Role


class SavedViewViewSet(DeskViewSet):
    """Named filters of the queue: one's own, and those shared with an office of theirs."""

    serializer_class = SavedViewSerializer

    def get_queryset(self) -> Any:
        if not self.person.roles & {Role.REVIEWER, Role.APPROVER}:
            raise PermissionDenied
        return SavedView.objects.visible_to(self.person)

    @extend_schema(responses=SavedViewSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=SavedViewInput, responses={201: SavedViewSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        self.get_queryset()
        shape = SavedViewInput(data=request.data)
        shape.is_valid(raise_exception=True)
        form = SavedViewForm(shape.validated_data, user=self.person, request=request)
        data = self.checked(form)
        view = saved_views.save(
            name=data["name"],
            query=data["query"],
            share_with=data.get("share_with"),
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(view).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, public_id: str) -> Response:
        saved_views.delete(view=self.get_object(), by=self.person, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
