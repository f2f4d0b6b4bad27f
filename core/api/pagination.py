"""Lists of the API: `{"results": [...], "next": URL or null, "count": {"value": 1000, "exact": false}}`."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.paging import Page, count_capped, keyset

LARGEST = 200


class KeysetPagination(BasePagination):
    """Orders by the view's `keyset_order` (default: `pk`)."""

    page: Page
    request: Request
    count: tuple[int, bool]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = tuple(getattr(view, "keyset_order", ("pk",)))
        self.request = request
        self.count = count_capped(queryset)
        cursor = request.query_params.get("cursor", "")
        self.page = keyset(queryset, order=order, cursor=cursor, limit=self.limit(request))
        return self.page.rows

    def limit(self, request: Request) -> int:
        text = request.query_params.get("limit", "50")
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= LARGEST:
            message = _("Please give a whole number from 1 to %(largest)s.") % {"largest": LARGEST}
            raise ValidationError({"limit": [message]})
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        value, exact = self.count
        return Response(
            {"results": data, "next": self.next_link(), "count": {"value": value, "exact": exact}}
        )

    def next_link(self) -> str | None:
        if not self.page.next_cursor:
            return None
        params = self.request.query_params.copy()
        params["cursor"] = self.page.next_cursor
        return self.request.build_absolute_uri(f"?{params.urlencode()}")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST}},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        count = {"value": {"type": "integer"}, "exact": {"type": "boolean"}}
        return {
            "type": "object",
            "required": ["results", "next", "count"],
            "properties": {
                "results": schema,
                "next": {"type": ["string", "null"], "format": "uri"},
                "count": {"type": "object", "required": list(count), "properties": count},
            },
        }
