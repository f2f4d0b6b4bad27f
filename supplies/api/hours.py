"""When a door is open: a depot's, or a firm's."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.inputs import Input
from supplies.models import DoorHours, Place


class DoorHoursSerializer(serializers.Serializer[Any]):
    """Shanghai time; both null: all day."""

    opens_at = serializers.TimeField(allow_null=True, default=None)
    closes_at = serializers.TimeField(allow_null=True, default=None)


class DoorHoursInput(Input):
    """Shanghai time."""

    opens_at = serializers.TimeField()
    closes_at = serializers.TimeField()


def hours_of(place: Place | None) -> Response:
    """A place without hours of its own, or a firm that was never served, is open all day."""
    return Response(DoorHoursSerializer(DoorHours.objects.filter(place=place).first() or {}).data)


def asked_hours(request: Request) -> dict[str, Any]:
    form = DoorHoursInput(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data
