"""Drafts of policy sets through the API: begin, edit, preview, publish, compare."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input, Strict
from core.api.jobs import JobSerializer, accepted
from core.api.revisions import etag, revision_in
from core.api.views import DeskViewSet
from core.models import Division
from reopening.api.serializers import PolicySetDetailSerializer
from reopening.effects import EffectKind
from reopening.models import PolicyEffect, PolicySet
from reopening.policy.differences import differences
from reopening.policy.files import field_path, parse_policy
from reopening.services import policy_drafts, policy_previews, publishing
from reopening.wording.differences import in_words
from reopening.wording.effects import changes_in_words


class DraftInput(Input):
    """From a set (`made_from`), or from the text of a whole TOML file (`toml`)."""

    made_from = serializers.UUIDField(required=False)
    slug = serializers.SlugField(max_length=60, required=False)
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all(), required=False)
    valid_from = serializers.DateField(required=False)
    toml = serializers.CharField(required=False, max_length=1_000_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = [] if "toml" in attrs else ["made_from", "slug", "valid_from"]
        for name in wanted:
            if name not in attrs:
                raise serializers.ValidationError({name: [self.error_messages["required"]]}, code="required")
        return attrs


class DraftChanges(Strict, serializers.ModelSerializer[PolicySet]):
    """Fields of the head, and fields of the body; a field of the body that is left out stays."""

    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    body = serializers.DictField()

    class Meta:
        model = PolicySet
        fields = [*policy_drafts.HEAD_FIELDS, "body"]


class PublishInput(Input):
    notice_number = serializers.CharField(max_length=100)
    notice_on = serializers.DateField()
    notice_title = serializers.CharField(max_length=300)


class EffectSerializer(serializers.ModelSerializer[PolicyEffect]):
    """A case that the draft would change; `words` in the reader's language."""

    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    words = serializers.SerializerMethodField()

    class Meta:
        model = PolicyEffect
        fields = read_only_fields = ["application", "number", "firm_name", "kinds", "changes", "words"]

    def get_words(self, row: PolicyEffect) -> list[dict[str, str]]:
        return [
            {"kind": each.kind, "words": each.words, "before": each.before, "after": each.after}
            for each in changes_in_words(row.changes, row.kinds)
        ]


class LineSerializer(serializers.Serializer[Any]):
    path = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    field = serializers.CharField()


class DraftActions(DeskViewSet):
    """What only the administrators of a place may do; each by the service that its page calls."""

    def answer(self, row: PolicySet, status: int = 200) -> Response:
        shape = PolicySetDetailSerializer(row, context=self.get_serializer_context())
        return Response(shape.data, status=status, headers={"ETag": etag(row.revision)})

    @extend_schema(request=DraftInput, responses={201: PolicySetDetailSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Begin a draft."""
        form = DraftInput(data=request.data)
        form.is_valid(raise_exception=True)
        values, at = form.validated_data, timezone.now()
        if "toml" in values:
            file = parse_policy(values["toml"], file_name="toml")
            return self.answer(policy_drafts.draft_from_file(file=file, by=self.person, at=at), status=201)
        made_from = get_object_or_404(
            PolicySet.objects.visible_to(self.person), public_id=values.pop("made_from")
        )
        return self.answer(
            policy_drafts.draft(made_from=made_from, **values, by=self.person, at=at), status=201
        )

    @extend_schema(request=DraftChanges, responses=PolicySetDetailSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Edit a draft over the revision that `If-Match` names; the answer lists the mistakes that are left."""
        row = self.get_object()
        form = DraftChanges(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        changes = dict(form.validated_data)
        policy_drafts.edit(
            policy_set=row,
            values=changes.pop("body", {}),
            changes=changes,
            by=self.person,
            at=timezone.now(),
            revision=revision_in(request),
        )
        return self.answer(row)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def preview(self, request: Request, public_id: str) -> Response:
        """Look at every open case through the draft; follow the job, then read `effects/`."""
        seen = policy_previews.preview(policy_set=self.get_object(), by=self.person, at=timezone.now())
        return accepted(seen.job)  # type: ignore[arg-type]

    @extend_schema(
        parameters=[OpenApiParameter("kind", enum=[kind.value for kind in EffectKind])],
        responses=EffectSerializer(many=True),
    )
    @action(detail=True)
    def effects(self, request: Request, public_id: str) -> Response:
        """The cases that the newest preview says would change."""
        seen = policy_previews.latest(self.get_object())
        rows = PolicyEffect.objects.filter(preview=seen).select_related("application__firm")
        kinds = [kind.value for kind in EffectKind]
        if kind := request.query_params.get("kind"):
            serializers.ChoiceField(kinds).run_validation(kind)
            rows = rows.filter(kinds__contains=[kind])
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(EffectSerializer(page, many=True).data)

    @extend_schema(request=PublishInput, responses=PolicySetDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request: Request, public_id: str) -> Response:
        """Put the draft in force by a notice; it needs a finished preview of its revision."""
        form = PublishInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = publishing.publish(
            policy_set=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(row)

    @extend_schema(request=None, responses=PolicySetDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def discard(self, request: Request, public_id: str) -> Response:
        return self.answer(
            policy_drafts.discard(policy_set=self.get_object(), by=self.person, at=timezone.now())
        )

    @extend_schema(
        parameters=[OpenApiParameter("with", type=str, required=True)], responses=LineSerializer(many=True)
    )
    @action(detail=True, pagination_class=None, url_path="differences")
    def compare(self, request: Request, public_id: str) -> Response:
        """What this set says differently from the set `with`, in words."""
        row = self.get_object()
        named = serializers.UUIDField().run_validation(request.query_params.get("with"))
        other = get_object_or_404(PolicySet.objects.visible_to(self.person), public_id=named)
        found = [(each, in_words(each)) for each in differences(other.body, row.body)]
        return Response(
            [
                {
                    "path": line.path,
                    "before": line.before,
                    "after": line.after,
                    "field": field_path(tuple(name for name, _row in each.path)),
                }
                for each, line in found
            ]
        )
