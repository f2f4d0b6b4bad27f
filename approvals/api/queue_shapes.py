"""Shapes of the queue: its lines, counts, views, workload and comparisons."""

from typing import Any

from rest_framework import serializers

from approvals.facets import Facet
from approvals.models import SavedView
from approvals.priorities import priorities
from approvals.queries.queue import QueueRow
from core.api.inputs import Input
from core.models import User
from reopening.transitions import APPLICATION


class PrioritySerializer(serializers.Serializer[Any]):
    """One of the four priorities: whether it holds, and the fact behind it."""

    title = serializers.CharField()
    holds = serializers.BooleanField()
    fact = serializers.CharField()


class QueueSerializer(serializers.Serializer[QueueRow]):
    """A line of the queue."""

    id = serializers.UUIDField(source="case.public_id")
    number = serializers.CharField(source="case.number")
    firm_name = serializers.CharField(source="case.firm_name")
    credit_code = serializers.CharField(source="case.credit_code")
    division = serializers.CharField(source="case.division_code")
    office = serializers.CharField(source="case.office_code")
    trade_office = serializers.CharField(source="case.trade_office")
    status = serializers.CharField(source="case.status")
    phase = serializers.CharField(source="case.phase")
    lane = serializers.CharField(source="case.lane")
    escalated_to = serializers.CharField(source="case.escalated_to")
    firm_class = serializers.CharField(source="case.judged_class")
    heads_on_site = serializers.IntegerField(source="case.heads_on_site", allow_null=True)
    staff_on_roster = serializers.IntegerField(source="case.staff_on_roster")
    staff_held = serializers.IntegerField(source="case.people_held")
    points_to_note = serializers.IntegerField(source="case.points_to_note")
    cover_days = serializers.SerializerMethodField()
    is_short = serializers.BooleanField(source="case.is_short")
    is_resubmitted = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(source="case.submitted_at")
    due_at = serializers.DateTimeField(source="case.due_at")
    priorities = serializers.SerializerMethodField()
    claimed_by = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    def get_cover_days(self, row: QueueRow) -> str:
        return "" if row.case.cover_days is None else str(row.case.cover_days)

    def get_priorities(self, row: QueueRow) -> list[dict[str, Any]]:
        return [dict(PrioritySerializer(each).data) for each in priorities(row.case, row.words)]

    def get_claimed_by(self, row: QueueRow) -> str | None:
        return str(row.officer.public_id) if row.officer else None

    def get_allowed_actions(self, row: QueueRow) -> list[str]:
        return APPLICATION.verbs_for(row.case, by=self.context["request"].user)


class FacetSerializer(serializers.Serializer[Any]):
    """One value of a filter, and how many cases it would leave."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.SerializerMethodField()
    exact = serializers.SerializerMethodField()

    def get_count(self, facet: Facet) -> int:
        return facet.count[0]

    def get_exact(self, facet: Facet) -> bool:
        return facet.count[1]


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """`query`: filters as in an address; `division`: the office it is shared with."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = SavedView
        fields = read_only_fields = ["id", "name", "query", "division", "saved_at"]


class SavedViewInput(Input):
    name = serializers.CharField(max_length=40)
    query = serializers.CharField(max_length=500)
    share_with = serializers.CharField(max_length=9, required=False, allow_blank=True, default="")


class LoadSerializer(serializers.Serializer[Any]):
    """One officer's work; `answered`: in the last seven days."""

    officer = serializers.UUIDField(source="officer.public_id")
    name = serializers.CharField(source="officer")
    is_appointed = serializers.BooleanField()
    in_hand = serializers.IntegerField()
    due_today = serializers.IntegerField()
    overdue = serializers.IntegerField()
    answered = serializers.IntegerField()


class MoveInput(Input):
    """Cases to hand over, at most 100 at once, and who takes them."""

    applications = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=100)
    to = serializers.SlugRelatedField(slug_field="public_id", queryset=User.objects.all())
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class MovedSerializer(serializers.Serializer[Any]):
    """What became of one case; `refusal` is empty when it was handed over."""

    id = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    refusal = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    first = serializers.CharField()
    second = serializers.CharField()
    decides = serializers.BooleanField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """Numbers of both cases, the one that comes first first, and why."""

    first = serializers.CharField(source="first.number")
    second = serializers.CharField(source="second.number")
    sentence = serializers.CharField()
    steps = StepSerializer(many=True)
