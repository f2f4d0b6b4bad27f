"""Shapes of an application and what belongs to it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.inputs import Input, Strict
from core.models import AuditEvent, Division
from reopening import packs
from reopening.clocks import clock_of
from reopening.findings import Finding
from reopening.halts import fitting, halts_of
from reopening.models import Application, Condition, Halt, PolicySet, PolicyStatus
from reopening.policy.files import field_path
from reopening.policy.goods import Supply
from reopening.policy.mistakes import mistakes_in
from reopening.services.policy_previews import latest
from reopening.services.sections import EDITABLE_FIELDS
from reopening.transitions import APPLICATION, POLICY_SET


class ConditionSerializer(serializers.ModelSerializer[Condition]):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Condition
        fields = read_only_fields = [
            "id",
            "kind",
            "detail",
            "status",
            "due_on",
            "overdue_at",
            "set_at",
            "fulfilled_at",
        ]


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    id = serializers.UUIDField(source="public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    division = serializers.CharField(source="division_id")
    policy_set = serializers.CharField(source="policy_set.slug")
    amends = serializers.UUIDField(source="amends.public_id", default=None)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = read_only_fields = [
            "id",
            "number",
            "firm",
            "firm_name",
            "policy_set",
            "version",
            "amends",
            "amendment_kind",
            "amendment_note",
            "status",
            "revision",
            *EDITABLE_FIELDS,
            "phase",
            "lane",
            "submitted_at",
            "submissions",
            "due_at",
            "escalated_to",
            "escalated_at",
            "staff_on_roster",
            "snapshot_digest",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Application) -> list[str]:
        return APPLICATION.verbs_for(row, by=self.context["request"].user)


class PauseSerializer(serializers.Serializer[Any]):
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class ClockSerializer(serializers.Serializer[Any]):
    """The time of the answer; `due_at` is null while the firm must answer and time is left."""

    limit = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_since = serializers.DateTimeField(allow_null=True)
    breached_since = serializers.DateTimeField(allow_null=True)
    pauses = PauseSerializer(many=True)
    then = serializers.CharField(help_text="What the policy does by itself if nobody answers.")


class StandstillSerializer(serializers.ModelSerializer[Halt]):
    """Why the firm must stand still, in both languages, and what it has answered."""

    reasons = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))

    class Meta:
        model = Halt
        fields = read_only_fields = ["kind", "reasons", "note", "begun_at", "reported_at", "report"]


class ApplicationDetailSerializer(ApplicationSerializer):
    conditions = ConditionSerializer(many=True)
    clock = serializers.SerializerMethodField()
    halts = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = read_only_fields = [*ApplicationSerializer.Meta.fields, "conditions", "clock", "halts"]

    @extend_schema_field(ClockSerializer(allow_null=True))
    def get_clock(self, row: Application) -> dict[str, Any] | None:
        clock = clock_of(row, timezone.now())
        return dict(ClockSerializer(clock).data) if clock else None

    @extend_schema_field(StandstillSerializer(many=True))
    def get_halts(self, row: Application) -> Any:
        return StandstillSerializer(halts_of(row), many=True).data

    def get_allowed_actions(self, row: Application) -> list[str]:
        return fitting(super().get_allowed_actions(row), halts_of(row))


class ApplicationInput(Strict, serializers.ModelSerializer[Application]):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())

    class Meta:
        model = Application
        fields = list(EDITABLE_FIELDS)


class StartInput(Input):
    firm = serializers.UUIDField()


class SubmitInput(Input):
    committed = serializers.BooleanField()


class NoteInput(Input):
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class CountInput(Input):
    """Packs, inner packs and loose units of one item."""

    packs = serializers.IntegerField(min_value=0, max_value=1_000_000_000, required=False)
    inner_packs = serializers.IntegerField(min_value=0, max_value=1_000_000_000, required=False)
    loose = serializers.IntegerField(min_value=0, max_value=1_000_000_000, required=False)


class InventoryInput(Input):
    """By item code: base units in `quantities`, or packs and loose units in `counts`."""

    quantities = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=1_000_000_000), required=False
    )
    counts = serializers.DictField(child=CountInput(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "quantities" not in attrs and "counts" not in attrs:
            raise serializers.ValidationError({"quantities": [_("Please fill in this field.")]})
        return attrs

    def units(self, supplies: Iterable[Supply]) -> dict[str, int]:
        """
        What is on hand, in base units by item.

        :raises ValidationError: for packs of an item that the policy does not know, or too many of them
        """
        found, known = dict(self.validated_data.get("quantities", {})), {each.item: each for each in supplies}
        for item, count in self.validated_data.get("counts", {}).items():
            if item not in known:
                raise serializers.ValidationError(
                    {f"counts.{item}": [_("The policy does not know this item.")]}
                )
            found[item] = packs.units(known[item], packs.Count(**count))
            if found[item] > 1_000_000_000:
                raise serializers.ValidationError({f"counts.{item}": [_("This number is too large.")]})
        return found


class CoverSerializer(serializers.Serializer[Any]):
    """One item as the policy sees it: what is on hand, needed and short, and until when it lasts."""

    item = serializers.CharField(source="supply.item")
    on_hand = serializers.IntegerField(source="state.on_hand")
    count = serializers.SerializerMethodField()
    need = serializers.IntegerField(source="state.need")
    short = serializers.IntegerField(source="state.short")
    short_packs = serializers.IntegerField(source="state.packs")
    days = serializers.CharField(source="state.days_shown")
    runs_out_on = serializers.DateField()
    evidence = serializers.CharField()

    def get_count(self, row: Any) -> dict[str, int]:
        count = packs.counted(row.supply, row.state.on_hand)
        return {"packs": count.packs or 0, "inner_packs": count.inner_packs or 0, "loose": count.loose or 0}


class InventoryOutput(serializers.Serializer[Any]):
    quantities = serializers.DictField(child=serializers.IntegerField())
    items = CoverSerializer(many=True)


class PlanInput(Input):
    """Text by section of the plan."""

    texts = serializers.DictField(child=serializers.CharField(max_length=5000, allow_blank=True))


class FindingSerializer(serializers.Serializer[Finding]):
    rule = serializers.CharField()
    level = serializers.CharField()
    section = serializers.CharField()
    message = serializers.CharField()
    evidence = serializers.CharField()
    remedy = serializers.CharField()
    source_text = serializers.CharField()


class EventSerializer(serializers.ModelSerializer[AuditEvent]):
    """An act as the people of the case may read it: no name of an official to the firm, no data."""

    class Meta:
        model = AuditEvent
        fields = read_only_fields = ["verb", "at", "from_status", "to_status", "note"]


class PolicySetSerializer(serializers.ModelSerializer[PolicySet]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = PolicySet
        fields = read_only_fields = [
            "id",
            "slug",
            "version",
            "division",
            "title",
            "title_en",
            "source",
            "valid_from",
            "valid_until",
            "status",
            "revision",
            "notice_number",
            "notice_on",
            "published_at",
            "digest",
            "body",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: PolicySet) -> list[str]:
        return POLICY_SET.verbs_for(row, by=self.context["request"].user)


class PolicySetDetailSerializer(PolicySetSerializer):
    """`mistakes`: what is still wrong with a draft, by field; `preview`: the newest look at the open cases."""

    mistakes = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField()

    class Meta(PolicySetSerializer.Meta):
        fields = read_only_fields = [*PolicySetSerializer.Meta.fields, "mistakes", "preview"]

    def get_mistakes(self, row: PolicySet) -> list[dict[str, str]]:
        found = mistakes_in(row.body) if row.status == PolicyStatus.DRAFT else []
        return [
            {"path": field_path(("body", *each.where)), "code": each.code, "message": str(each.message)}
            for each in found
        ]

    def get_preview(self, row: PolicySet) -> dict[str, Any] | None:
        seen = latest(row) if row.status == PolicyStatus.DRAFT else None
        if seen is None:
            return None
        return {"revision": seen.revision, "finished_at": seen.finished_at, "counts": seen.counts}
