"""Safety posts and shifts of an application, as programs read and write them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.inputs import Input, Strict, read_by
from core.api.revisions import etag, revision_in
from core.dates import shanghai_day
from reopening.api.declarations import DeclarationActions
from reopening.api.serializers import ApplicationDetailSerializer
from reopening.holders import Holder, holders_of
from reopening.identities import canonical_certificate, mask_certificate
from reopening.models import Application, Shift
from reopening.naming import naming
from reopening.policy.base import Section
from reopening.policy.work import Post
from reopening.queries import shifts_of
from reopening.services import posts, shifts
from reopening.services.sections import Seen, revision_of


def seen_by(request: Request, *, whole: bool = False) -> Seen | None:
    """What `If-Match` says that the program has seen: of the section, or of the `whole` application."""
    revision = revision_in(request)
    return None if revision is None else Seen(revision, whole=whole)


class HolderSerializer(serializers.Serializer[Holder]):
    """Who holds a post, numbers masked; `person` is null once the person is no longer on the roster."""

    person = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    state = serializers.CharField(source="seat.state.value")
    clear_on = serializers.DateField(source="seat.clear_on", allow_null=True)
    certificate = serializers.SerializerMethodField()
    certificate_until = serializers.DateField(source="holding.certificate_until", allow_null=True)

    def get_person(self, row: Holder) -> str | None:
        return str(row.member.public_id) if row.member else None

    def get_name(self, row: Holder) -> str:
        return str(self.context["named"](row.member.name)) if row.member else ""

    def get_certificate(self, row: Holder) -> str:
        return mask_certificate(row.holding.certificate)


class PostSerializer(serializers.Serializer[Post]):
    key = serializers.CharField()
    name = serializers.DictField(source="name.model_dump", child=serializers.CharField())
    needed = serializers.IntegerField(source="holders")
    certificate = serializers.BooleanField()
    level = serializers.CharField(source="level.value")
    holders = serializers.SerializerMethodField()

    @extend_schema(responses=HolderSerializer(many=True))
    def get_holders(self, post: Post) -> list[dict[str, Any]]:
        rows = [row for row in self.context["holders"] if row.holding.post_key == post.key]
        return [dict(HolderSerializer(row, context=self.context).data) for row in rows]


class PostsOutput(serializers.Serializer[Any]):
    posts = PostSerializer(many=True)


class HoldingInput(Input):
    """A certificate that is left out stays as it is on file; an empty one is removed."""

    person = serializers.UUIDField()
    certificate = serializers.CharField(max_length=60, required=False, allow_blank=True)
    certificate_until = serializers.DateField(required=False, allow_null=True)

    def validate_certificate(self, text: str) -> str:
        return read_by(canonical_certificate, text) if text else ""


class PostsInput(Input):
    """Holders by key of the post; a post left out keeps its holders."""

    holders = serializers.DictField(child=HoldingInput(many=True))


class ShiftSerializer(Strict, serializers.ModelSerializer[Shift]):
    meal_at = serializers.TimeField(required=False, allow_null=True)

    class Meta:
        model = Shift
        fields = ["name", "people", "starts_at", "ends_at", "meal_at", "arrival_minutes", "uses_canteen"]


class ShiftsInput(Input):
    """All shifts, in order, and the entrances in use."""

    entrances = serializers.IntegerField(min_value=1, max_value=1000, required=False, allow_null=True)
    shifts = ShiftSerializer(many=True)


class WorkActions(DeclarationActions):
    """Part of the applications' views."""

    def answer(self, application: Application, status: int = 200, saved: Section | None = None) -> Response:
        raise NotImplementedError  # the collection that this is mixed into says how

    @extend_schema(responses=PostsOutput)
    @action(detail=True, pagination_class=None)
    def posts(self, request: Request, public_id: str) -> Response:
        """The safety posts that are asked, and who holds them. Only the firm reads its people here."""
        application = self.own_people()
        on = application.opens_on or shanghai_day(timezone.now())
        asked: Any = application.policy_set.rules.posts_for(
            application.heads_on_site or 0, application.site_kind, application.firm.industry_code
        )
        named = naming(self.person, application)
        context = {"holders": holders_of(application, on), "named": named}
        headers = {"ETag": etag(revision_of(application, Section.POSTS))}
        return Response({"posts": PostSerializer(asked, many=True, context=context).data}, headers=headers)

    @extend_schema(request=PostsInput, responses=ApplicationDetailSerializer)
    @posts.mapping.put
    def save_posts(self, request: Request, public_id: str) -> Response:
        application = self.own()
        form = PostsInput(data=request.data)
        form.is_valid(raise_exception=True)
        posts.save_posts(
            application=application,
            holdings={
                key: [posts.Holding(**row) for row in rows]
                for key, rows in form.validated_data["holders"].items()
            },
            by=self.person,
            at=timezone.now(),
            seen=seen_by(request),
        )
        return self.answer(application, saved=Section.POSTS)

    @extend_schema(responses=ShiftsInput)
    @action(detail=True, pagination_class=None)
    def shifts(self, request: Request, public_id: str) -> Response:
        application = self.get_object()
        rows = ShiftSerializer(shifts_of(application), many=True).data
        headers = {"ETag": etag(revision_of(application, Section.SHIFTS))}
        return Response({"entrances": application.entrances, "shifts": rows}, headers=headers)

    @extend_schema(request=ShiftsInput, responses=ApplicationDetailSerializer)
    @shifts.mapping.put
    def save_shifts(self, request: Request, public_id: str) -> Response:
        application = self.own()
        form = ShiftsInput(data=request.data)
        form.is_valid(raise_exception=True)
        shifts.save_shifts(
            application=application,
            shifts=[dict(row) for row in form.validated_data["shifts"]],
            entrances=form.validated_data.get("entrances"),
            by=self.person,
            at=timezone.now(),
            seen=seen_by(request),
        )
        return self.answer(application, saved=Section.SHIFTS)
