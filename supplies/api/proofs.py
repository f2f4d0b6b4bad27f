"""Photo and signature of a hand-over: sent with the device's events, and looked at afterwards."""

import base64
import binascii
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from reopening.document_files.refusals import FileRefused
from supplies.forms.deliveries import picture_in
from supplies.models import PictureKind, ProofPicture
from supplies.services.hand_overs import Picture

MOST_CHARACTERS = 14_000_000  # of a picture in base64: ten megabytes


class PictureField(serializers.CharField):
    """A JPEG in base64, read and written anew in a process of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_CHARACTERS, default="", allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if not text:
            return b""
        try:
            return picture_in(base64.b64decode(text, validate=True))
        except (binascii.Error, FileRefused) as error:
            raise serializers.ValidationError(str(error)) from error


def pictures_of(said: dict[str, Any]) -> list[Picture]:
    return [Picture(kind, said[kind]) for kind in PictureKind.values if said[kind]]


class JpegRenderer(BaseRenderer):
    """The picture as it is; a problem stays JSON."""

    media_type = "image/jpeg"
    format = "jpeg"
    charset = None
    render_style = "binary"

    def render(self, data: Any, *_more: Any, **_words: Any) -> bytes:
        return bytes(data) if isinstance(data, bytes | memoryview) else JSONRenderer().render(data)


class ProofActions(DeskViewSet):
    """What a run's stops were proved with."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path="stops/<uuid:stop_id>/pictures/<slug:kind>",
        url_name="stop-picture",
        filterset_class=None,
        renderer_classes=[JpegRenderer, JSONRenderer],
    )
    def stop_picture(self, request: Request, public_id: str, stop_id: str, kind: str) -> Response:
        """The `photo` or the `signature` of a hand-over."""
        rows = ProofPicture.objects.filter(proof__stop__run=self.get_object(), proof__stop__public_id=stop_id)
        return Response(bytes(get_object_or_404(rows, kind=kind).content))
