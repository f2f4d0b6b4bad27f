"""What other systems may ask without signing in."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import RegisterSerializer, VerifySerializer
from approvals.forms.certificates import RegisterFilter
from approvals.queries.certificate_files import files_shown
from approvals.queries.certificates import by_token, conditions_shown, in_register
from core.api.views import DeskViewSet
from core.dates import shanghai_day
from core.throttling import Misses


class VerifyViewSet(DeskViewSet):
    """The state of one certificate now. Unknown and malformed tokens answer alike."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    serializer_class = VerifySerializer
    lookup_field = "token"
    lookup_value_converter = "str"

    @extend_schema(responses=VerifySerializer, parameters=[OpenApiParameter("token", str, "path")])
    def retrieve(self, request: Request, token: str) -> Response:
        certificate, at = by_token(token), timezone.now()
        if certificate is None:
            if Misses("verify_misses").count(request):
                raise Http404
            raise Throttled(wait=60)
        today = shanghai_day(at)
        facts = {
            "state": certificate.state_on(today).value,
            "number": certificate.number,
            "firm": certificate.firm_name,
            "headcount_limit": certificate.headcount_limit,
            "valid_from": certificate.valid_from,
            "valid_until": certificate.last_day,
            "replaced_by": certificate.replaced_by.number if certificate.replaced_on else None,
            "conditions": conditions_shown(certificate, today),
            "checked_at": at,
            "pdf_sha256": certificate.pdf_sha256,
            "files": files_shown(certificate),
        }
        return Response(VerifySerializer(facts).data, headers={"Cache-Control": "no-store"})


class RegisterViewSet(DeskViewSet):
    """Firms that may be open: by name, division, industry, day. Never staff."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    serializer_class = RegisterSerializer
    filterset_class = RegisterFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return in_register()

    @extend_schema(responses=RegisterSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
