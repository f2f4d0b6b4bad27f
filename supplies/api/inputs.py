from rest_framework import serializers

from core.api.inputs import Input


class SupplyReasonInput(Input):
    """Why a movement is reversed, a round or a run given up."""

    reason = serializers.CharField(max_length=200)


class ErrandAnswerInput(Input):
    """A word for the firm, if there is one to say."""

    answer = serializers.CharField(max_length=200, default="", allow_blank=True)


class RefusalInput(Input):
    """Why: the firm reads it."""

    answer = serializers.CharField(max_length=200)
