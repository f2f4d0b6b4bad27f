from typing import Any

from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import CertificateSerializer, RevokeInput
from approvals.forms.certificates import CertificateFilter
from approvals.models import Certificate
from approvals.services import certificates, revocations
from approvals.services.signing import share_policies
from core.api.idempotency import idempotent
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.pdf_responses import pdf_response


class CertificateViewSet(DeskViewSet):
    """Certificates: read, download, revoke."""

    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return (
            Certificate.objects.visible_to(self.request.user).with_halts().select_related("application__firm")
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": timezone.now()}

    @extend_schema(responses=CertificateSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        share_policies([row.application for row in rows])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=CertificateSerializer, filters=False)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True, pagination_class=None)
    def pdf(self, request: Request, public_id: str) -> FileResponse:
        """The file; 404 until it is drawn."""
        certificate = self.get_object()
        if not certificate.has_pdf:
            raise Http404
        return pdf_response(certificate.pdf, certificate.number)

    @extend_schema(request=RevokeInput, responses=CertificateSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def revoke(self, request: Request, public_id: str) -> Response:
        """Every check started after the answer says so."""
        form = RevokeInput(data=request.data)
        form.is_valid(raise_exception=True)
        certificate = revocations.revoke(
            certificate=self.get_object(),
            reason=form.validated_data["reason"],
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(certificate).data)

    @extend_schema(request=RevokeInput, responses=CertificateSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def propose_revocation(self, request: Request, public_id: str) -> Response:
        """The first of two, where the policy asks for two."""
        form, row = RevokeInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        revocations.propose_revocation(
            certificate=row, by=self.person, at=timezone.now(), **form.validated_data
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses=CertificateSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline_revocation(self, request: Request, public_id: str) -> Response:
        """Nothing comes of what was proposed."""
        row = revocations.decline_revocation(certificate=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)

    @extend_schema(request=RevokeInput, responses=CertificateSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def reinstate(self, request: Request, public_id: str) -> Response:
        """An approval that was taken back wrongly stands again."""
        form, row = RevokeInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        revocations.reinstate(
            certificate=row, note=form.validated_data["reason"], by=self.person, at=timezone.now()
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses={202: JobSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def redraw(self, request: Request, public_id: str) -> Response:
        """Try again to draw a file that could not be drawn."""
        job = certificates.redraw(certificate=self.get_object(), by=self.person, at=timezone.now())
        return accepted(job)
