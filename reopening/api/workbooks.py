"""Workbooks that go out, and the rows of a list that came in wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from reopening.roster_files.workbooks import MEDIA_TYPE
from reopening.table_files.refusals import cell_sentence


class CellErrorSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    sheet = serializers.CharField(default="")  # empty: the first
    column = serializers.CharField()
    code = serializers.CharField()
    message = serializers.SerializerMethodField()

    def get_message(self, error: dict[str, Any]) -> str:
        return str(cell_sentence(error["code"], error["params"]))


class WorkbookRenderer(BaseRenderer):
    """xlsx; a problem stays JSON."""

    media_type = MEDIA_TYPE
    format = "xlsx"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        return JSONRenderer().render(data, "application/json", renderer_context)


def workbook(data: bytes, file_name: str) -> Response:
    return Response(data, headers={"Content-Disposition": f'attachment; filename="{file_name}"'})


@dataclass(frozen=True)
class RefusedRows:
    """Rows of a list that were not accepted: why, cell by cell, and as a workbook to correct, made when asked for."""

    errors: Sequence[dict[str, Any]]
    make: Callable[[], bytes]
    file_name: str


def refused_rows_action(url_path: str) -> Callable[[Callable[[Any], RefusedRows]], Any]:
    """An action that answers with the refused rows which the method finds: a workbook, or the cells as JSON."""

    def decorate(find: Callable[[Any], RefusedRows]) -> Any:
        @wraps(find)
        def read(self: Any, request: Request, public_id: str) -> Response:
            found = find(self)
            if request.accepted_renderer.format == "json":
                return Response(CellErrorSerializer(found.errors, many=True).data)
            return workbook(found.make(), found.file_name)

        answers = {
            (200, MEDIA_TYPE): OpenApiTypes.BINARY,
            (200, "application/json"): CellErrorSerializer(many=True),
        }
        renderers = [WorkbookRenderer, JSONRenderer]
        routed = action(detail=True, url_path=url_path, pagination_class=None, renderer_classes=renderers)
        return extend_schema(responses=answers)(routed(read))

    return decorate
