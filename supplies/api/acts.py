"""What collections share whose records are acted on by a service each."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.inputs import Input
from core.api.views import DeskViewSet


class ActedOn(DeskViewSet):
    """Records that services take by the name of their model."""

    def acted(self, request: Request, form: Input, act: Any) -> Response:
        """The record after `act`, as it is read."""
        form.is_valid(raise_exception=True)
        record = self.get_object()
        act(**{record._meta.model_name: record}, **form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=record.pk)).data)
