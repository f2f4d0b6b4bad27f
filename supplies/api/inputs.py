from rest_framework import serializers

from core.api.inputs import Input


class SupplyReasonInput(Input):
    """Why a movement is reversed, a round or a run given up."""

    reason = serializers.CharField(max_length=200)
