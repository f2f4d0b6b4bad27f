"""The people of a firm by program."""

from typing import Any

from django.shortcuts import get_object_or_404
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
from reopening.credit_codes import canonical_credit_code
from reopening.models import Firm, Invitation, InvitationStatus, JoinRequest, Membership
from reopening.services import join_requests, members
from reopening.transitions import JOIN_REQUEST

MEMBER = "members/<uuid:member>"
INVITED = "invitations/<uuid:invitation>"


class MemberSerializer(serializers.ModelSerializer[Membership]):
    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.name")

    class Meta:
        model = Membership
        fields = read_only_fields = ["id", "username", "name", "is_signatory", "joined_at"]


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """Never the link: it goes to the invited person alone."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Invitation
        fields = read_only_fields = ["id", "email", "is_signatory", "status", "invited_at", "expires_at"]


class InviteInput(Input):
    email = serializers.EmailField()
    is_signatory = serializers.BooleanField(default=False)


class MemberActions(DeskViewSet):
    """`firms/{id}/members/` and `firms/{id}/invitations/`; mixed into the collection of firms."""

    def own_firm(self) -> Firm:
        """The firm, for who acts for it; 403 to an official who may see it."""
        firm: Firm = self.get_object()
        if not firm.memberships.filter(user=self.person).exists():
            raise PermissionDenied
        return firm

    def member(self, public_id: str) -> Membership:
        rows = self.own_firm().memberships.select_related("user", "firm")
        return get_object_or_404(rows, public_id=public_id)

    @extend_schema(responses=MemberSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def members(self, request: Request, public_id: str) -> Response:
        rows = self.own_firm().memberships.select_related("user").order_by("pk")
        return Response(MemberSerializer(rows, many=True).data)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MEMBER}/give_power")
    @idempotent
    def give_power(self, request: Request, public_id: str, member: str) -> Response:
        row = members.give_power(member=self.member(member), by=self.person, at=timezone.now())
        return Response(MemberSerializer(row).data)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MEMBER}/take_power")
    @idempotent
    def take_power(self, request: Request, public_id: str, member: str) -> Response:
        row = members.take_power(member=self.member(member), by=self.person, at=timezone.now())
        return Response(MemberSerializer(row).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path=f"{MEMBER}/remove")
    @idempotent
    def remove(self, request: Request, public_id: str, member: str) -> Response:
        members.remove(member=self.member(member), by=self.person, at=timezone.now())
        return Response(status=204)

    @extend_schema(responses=InvitationSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def invitations(self, request: Request, public_id: str) -> Response:
        """Those that wait."""
        rows = self.own_firm().invitations.filter(status=InvitationStatus.OPEN).order_by("-pk")[:100]
        return Response(InvitationSerializer(rows, many=True).data)

    @extend_schema(request=InviteInput, responses={201: InvitationSerializer})
    @invitations.mapping.post
    @idempotent
    def invite(self, request: Request, public_id: str) -> Response:
        """The answer does not say whether the address is known."""
        form = InviteInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = members.invite(firm=self.own_firm(), by=self.person, at=timezone.now(), **form.validated_data)
        return Response(InvitationSerializer(row).data, status=201)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"], url_path=f"{INVITED}/withdraw")
    @idempotent
    def withdraw_invitation(self, request: Request, public_id: str, invitation: str) -> Response:
        row = get_object_or_404(self.own_firm().invitations, public_id=invitation)
        members.withdraw(invitation=row, by=self.person, at=timezone.now())
        return Response(InvitationSerializer(row).data)


class JoinRequestSerializer(serializers.ModelSerializer[JoinRequest]):
    id = serializers.UUIDField(source="public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.name")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = JoinRequest
        fields = read_only_fields = [
            *("id", "firm", "firm_name", "username", "name", "note", "status"),
            *("asked_at", "ended_at", "reason", "allowed_actions"),
        ]

    def get_allowed_actions(self, row: JoinRequest) -> list[str]:
        return JOIN_REQUEST.verbs_for(row, by=self.context["request"].user)


class JoinInput(Input):
    credit_code = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=200)

    def validate_credit_code(self, value: str) -> str:
        return read_by(canonical_credit_code, value)


class ReasonInput(Input):
    reason = serializers.CharField(max_length=500)


class JoinRequestViewSet(DeskViewSet):
    """Who asks to act for a firm that is registered already."""

    serializer_class = JoinRequestSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return JoinRequest.objects.visible_to(self.request.user).select_related("firm", "user")

    @extend_schema(responses=JoinRequestSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=JoinInput, responses={201: JoinRequestSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = JoinInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = join_requests.ask(by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(row).data, status=201)

    @extend_schema(request=None, responses=JoinRequestSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def admit(self, request: Request, public_id: str) -> Response:
        row = join_requests.admit(request=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)

    @extend_schema(request=ReasonInput, responses=JoinRequestSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def refuse(self, request: Request, public_id: str) -> Response:
        form = ReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = join_requests.refuse(
            request=self.get_object(),
            reason=form.validated_data["reason"],
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(row).data)
