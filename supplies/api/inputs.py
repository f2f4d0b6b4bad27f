from typing import Any

from rest_framework import serializers


class SupplyReasonInput(serializers.Serializer[Any]):
    """Why a movement is reversed, a round or a run given up."""

    reason = serializers.CharField(max_length=200)
