from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input, read_by
from core.api.views import DeskViewSet
from core.models import Division, Role
from reopening.api.firms import FirmInput
from reopening.credit_codes import canonical_credit_code
from reopening.identities import canonical_mobile, mask_mobile
from reopening.models import OPEN, Application, Mandate, Relation
from reopening.services import hotline, mandates
from reopening.services.mandates import Giver


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    """Who files for a firm, on whose word, until when; the telephone is masked."""

    id = serializers.UUIDField(source="public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    operator = serializers.CharField(source="holder_firm.name", default="")
    giver_phone = serializers.SerializerMethodField()

    class Meta:
        model = Mandate
        fields = read_only_fields = [
            *("id", "number", "kind", "firm", "firm_name", "operator", "giver_name", "giver_phone"),
            *("giver_relation", "words", "consent", "consent_language", "given_at", "until", "ended_at"),
        ]

    def get_giver_phone(self, row: Mandate) -> str:
        return mask_mobile(row.giver_phone) if row.giver_phone else ""


class CallSerializer(MandateSerializer):
    """A call that was taken: the open application, and the one-time code, which is told only here."""

    application = serializers.SerializerMethodField()
    code = serializers.SerializerMethodField()

    class Meta(MandateSerializer.Meta):
        fields = read_only_fields = [*MandateSerializer.Meta.fields, "application", "code"]

    def get_application(self, row: Mandate) -> str | None:
        found = Application.objects.filter(firm=row.firm, status__in=OPEN).values_list("public_id", flat=True)
        first = found.first()
        return str(first) if first else None

    def get_code(self, row: Mandate) -> str:
        return str(self.context.get("code", ""))


class NewFirmInput(FirmInput):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())

    class Meta(FirmInput.Meta):
        fields = [name for name in FirmInput.Meta.fields if not name.startswith("contact_")]


class CallInput(Input):
    """`firm` only for a firm that the desk does not know; its contact is the caller."""

    credit_code = serializers.CharField(max_length=60)
    firm = NewFirmInput(required=False)
    giver_name = serializers.CharField(max_length=60)
    giver_phone = serializers.CharField(max_length=20)
    giver_relation = serializers.ChoiceField(choices=Relation.choices)
    agreed = serializers.BooleanField()

    def validate_credit_code(self, value: str) -> str:
        return read_by(canonical_credit_code, value)

    def validate_giver_phone(self, value: str) -> str:
        return read_by(canonical_mobile, value)


class MandateViewSet(DeskViewSet):
    """Mandates that the person holds, or that were given for their firms."""

    serializer_class = MandateSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        mine = Mandate.objects.held_by(self.person) | Mandate.objects.filter(
            firm__in=self.person.firms.order_by().values("pk")
        )
        return mine.select_related("firm", "holder_firm")

    @extend_schema(responses=MandateSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(MandateSerializer(rows, many=True).data)

    @extend_schema(responses=MandateSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(MandateSerializer(self.get_object()).data)

    @extend_schema(request=CallInput, responses={201: CallSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Take a call of the hotline: record the caller and their consent."""
        if not self.person.has_role(Role.CLERK):
            raise PermissionDenied
        form = CallInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        giver = Giver(values["giver_name"], values["giver_relation"], values["giver_phone"])
        contact = {"contact_name": giver.name, "contact_phone": giver.phone}
        call = hotline.take_call(
            credit_code=values["credit_code"],
            firm=dict(values.get("firm", {})) | contact,
            giver=giver,
            agreed=values["agreed"],
            by=self.person,
            at=timezone.now(),
        )
        return Response(CallSerializer(call.mandate, context={"code": call.code}).data, status=201)

    @extend_schema(request=None, responses=MandateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, public_id: str) -> Response:
        row = mandates.end(mandate=self.get_object(), by=self.person, at=timezone.now())
        return Response(MandateSerializer(row).data)
