"""What a firm that stands still may say, as programs do it."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.api.serializers import ApplicationDetailSerializer
from reopening.models import Application
from reopening.services import halts


class MendedInput(Input):
    words = serializers.CharField(min_length=2, max_length=2000)


class HaltActions(DeskViewSet):
    """Beside the other acts on an application."""

    def answer(self, application: Application, status: int = 200) -> Response:
        raise NotImplementedError  # the collection that this is mixed into says how

    @extend_schema(request=MendedInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def report_mended(self, request: Request, public_id: str) -> Response:
        """What was wrong is mended; whoever stopped the firm is told."""
        form, application = MendedInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        halts.report_mended(application=application, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(application)
