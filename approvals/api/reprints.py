"""Printing papers anew with the words and the layout of another version."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.forms.reprints import ReprintForm
from approvals.models import Reprint
from approvals.services import reprints
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Role


class ReprintInput(Input):
    """
    Which papers get the words of which version.

    `kind` is `certificate`, `receipt` and so on; `version` one that was published, or the one that ships with the desk.
    """

    kind = serializers.CharField(max_length=20)
    version = serializers.CharField(max_length=20)
    division = serializers.CharField(max_length=9)
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class ReprintSerializer(serializers.ModelSerializer[Reprint]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)

    class Meta:
        model = Reprint
        fields = read_only_fields = [
            *("id", "kind", "version", "division", "first_day", "last_day", "asked_of", "asked_at", "job"),
        ]


class ReprintViewSet(DeskViewSet):
    """Earlier ones and a new one; how far it is says its job."""

    serializer_class = ReprintSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Reprint.objects.visible_to(self.request.user)

    @extend_schema(responses=ReprintSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=ReprintSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ReprintInput, responses={201: ReprintSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Have them printed anew in the background."""
        body = ReprintInput(data=request.data)
        body.is_valid(raise_exception=True)
        if Role.APPROVER not in self.person.roles:
            raise PermissionDenied
        asked = body.validated_data
        form = ReprintForm(asked | {"words": f"{asked['kind']}:{asked['version']}"}, user=self.person)
        if not form.is_valid():
            raise ValidationError(
                {NAMES.get(name, name): [str(each) for each in found] for name, found in form.errors.items()}
            )
        row = reprints.start(choice=form.choice(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=201)


NAMES = {"words": "version"}  # as the page calls both together
