"""Declarations: a person's own form by their code, and the firm's link, codes and reminders."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.dates import shanghai_day
from reopening import wording
from reopening.api.rosters import RosterActions, cause_of
from reopening.api.workbooks import WorkbookRenderer, workbook
from reopening.codes import NoCode, canonical_code
from reopening.consents import consent_on
from reopening.declared import city_of, declaration_counts, link_by_token
from reopening.forms.declarations import DeclarationForm
from reopening.guessing import TooManyTries, member_for, refuse_flood
from reopening.models import DeclarationLink, StaffMember
from reopening.roster_files.workbooks import MEDIA_TYPE
from reopening.services import declarations, links, slips


class QuestionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()
    follow_ups = serializers.ListField(child=serializers.CharField())
    opens = serializers.ChoiceField(["yes", "no"])


class DeclarationSerializer(serializers.Serializer[Any]):
    """What a person sees of their own declaration, and what is asked."""

    firm = serializers.CharField()
    can_change = serializers.BooleanField()
    consent = serializers.CharField(help_text="The version to agree to.")
    consent_points = serializers.ListField(child=serializers.CharField())
    questions = QuestionSerializer(many=True)
    declared_by = serializers.CharField()
    declared_at = serializers.DateTimeField(allow_null=True)
    class_code = serializers.CharField()
    measure = serializers.CharField()
    advice = serializers.CharField()
    clear_on = serializers.DateField(allow_null=True)
    cause = serializers.CharField()


class LinkSerializer(serializers.Serializer[Any]):
    """The firm's link and how its people stand."""

    link = serializers.CharField(allow_null=True)
    is_open = serializers.BooleanField()
    allows_joining = serializers.BooleanField()
    people = serializers.IntegerField()
    declared = serializers.IntegerField()
    corrected = serializers.IntegerField()
    by_firm = serializers.IntegerField()
    nothing = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    too_old = serializers.IntegerField()
    missing = serializers.IntegerField()
    to_confirm = serializers.IntegerField()
    without_code = serializers.IntegerField()


class LinkInput(Input):
    is_open = serializers.BooleanField(required=False)
    allows_joining = serializers.BooleanField(required=False)


class CodesInput(Input):
    anew = serializers.BooleanField(default=False)


class RemindedSerializer(serializers.Serializer[Any]):
    people = serializers.IntegerField()


CODE = OpenApiParameter(
    "code", str, "path", description="The link's own part, a dot, the personal code: `<link>.<code>`"
)


class DeclarationViewSet(DeskViewSet):
    """
    The employee's own form. `{code}` is the link's last part and the personal code with a dot between.

    An unknown link, a mistyped code and an unknown one answer alike.
    """

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    serializer_class = DeclarationSerializer
    lookup_field = "code"
    lookup_value_converter = "str"

    def member(self, request: Request, code: str) -> StaffMember:
        token, _dot, typed = code.partition(".")
        link = link_by_token(token)
        if link is None:
            raise Http404
        try:
            return member_for(request, link, canonical_code(typed))
        except NoCode as error:
            raise Http404 from error
        except TooManyTries as error:
            raise Throttled(wait=600) from error

    def answer(self, member: StaffMember) -> Response:
        at, application = timezone.now(), member.application
        text = consent_on(shanghai_day(at))
        facts = {
            "firm": application.firm.name,
            "can_change": application.is_editable,
            "consent": text.version,
            "consent_points": [wording.localise(point.model_dump()) for point in text.points],
            "questions": questions_shown(form_for(member, None)),
            "declared_by": member.declared_by,
            "declared_at": member.declared_at,
            "class_code": member.class_code,
            "measure": member.measure,
            "advice": wording.advice(member.measure),
            "clear_on": member.clear_on,
            "cause": cause_of(member) if member.cause else "",
        }
        return Response(DeclarationSerializer(facts).data, headers={"Cache-Control": "no-store"})

    @extend_schema(parameters=[CODE], responses=DeclarationSerializer)
    def retrieve(self, request: Request, code: str) -> Response:
        return self.answer(self.member(request, code))

    @extend_schema(parameters=[CODE], request=OpenApiTypes.OBJECT, responses=DeclarationSerializer)
    def update(self, request: Request, code: str) -> Response:
        """Declare: `consent` and an answer to every question by its key, with the follow-ups it opens."""
        member = self.member(request, code)
        if not isinstance(request.data, dict):
            raise ValidationError
        form = form_for(member, request.data)
        if unknown := sorted(set(request.data) - set(form.fields)):
            raise ValidationError({name: [_("There is no such field here.")] for name in unknown})
        if not form.is_valid():
            raise ValidationError(
                {name: [str(each) for each in errors] for name, errors in form.errors.items()}
            )
        try:
            refuse_flood(request, member)
        except TooManyTries as error:
            raise Throttled(wait=600) from error
        declarations.declare(
            member=member, answers=form.answers(), consent=form.cleaned_data["consent"], at=timezone.now()
        )
        return self.answer(member)


def form_for(member: StaffMember, data: dict[str, Any] | None) -> DeclarationForm:
    application = member.application
    return DeclarationForm(
        data,
        table=application.policy_set.rules.screening,
        city=city_of(application),
        today=shanghai_day(timezone.now()),
    )


def questions_shown(form: DeclarationForm) -> list[dict[str, Any]]:
    return [
        {
            "key": asked.question.key,
            "text": asked.field.label,
            "follow_ups": list(asked.question.follow_ups),
            "opens": asked.question.opens,
        }
        for asked in form.asked
    ]


class DeclarationActions(RosterActions):
    """Part of the applications' views: what the firm does so that its people declare."""

    def shown(self, link: DeclarationLink | None, application: Any) -> Response:
        counts = declaration_counts(application, timezone.now())
        facts = asdict(counts) | {
            "missing": counts.missing,
            "link": link.address if link else None,
            "is_open": bool(link and link.is_open),
            "allows_joining": bool(link and link.allows_joining),
        }
        return Response(LinkSerializer(facts).data)

    @extend_schema(responses=LinkSerializer)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def declarations(self, request: Request, public_id: str) -> Response:
        application = self.own()
        link = DeclarationLink.objects.filter(application=application).defer("slips").first()
        return self.shown(link, application)

    @extend_schema(request=LinkInput, responses=LinkSerializer)
    @declarations.mapping.put
    def save_declarations(self, request: Request, public_id: str) -> Response:
        """Open or close the link, and say whether people may add themselves."""
        application = self.own()
        form = LinkInput(data=request.data)
        form.is_valid(raise_exception=True)
        link = links.save_link(
            application=application, changes=form.validated_data, by=self.person, at=timezone.now()
        )
        return self.shown(link, application)

    @extend_schema(request=None, responses=LinkSerializer)
    @action(detail=True, methods=["post"], url_path="declarations/renew_link")
    @idempotent
    def renew_link(self, request: Request, public_id: str) -> Response:
        application = self.own()
        link = links.renew_link(application=application, by=self.person, at=timezone.now())
        return self.shown(link, application)

    @extend_schema(request=CodesInput, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="declarations/make_codes")
    @idempotent
    def make_codes(self, request: Request, public_id: str) -> Response:
        """Codes for everybody without one, and the list, in the background."""
        form = CodesInput(data=request.data)
        form.is_valid(raise_exception=True)
        job = slips.make(
            application=self.own(), anew=form.validated_data["anew"], by=self.person, at=timezone.now()
        )
        return accepted(job)

    @extend_schema(responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path="declarations/codes",
        pagination_class=None,
        filterset_class=None,
        renderer_classes=[WorkbookRenderer],
    )
    def codes(self, request: Request, public_id: str) -> Response:
        """The list of codes as a workbook."""
        return workbook(slips.slips_of(self.own_people()), "codes.xlsx")

    @extend_schema(request=None, responses=RemindedSerializer)
    @action(detail=True, methods=["post"], url_path="declarations/remind")
    @idempotent
    def remind(self, request: Request, public_id: str) -> Response:
        """Note that everybody missing is reminded; messages go out where there is a gateway."""
        people = links.remind(application=self.own(), by=self.person, at=timezone.now())
        return Response(RemindedSerializer({"people": people}).data)
