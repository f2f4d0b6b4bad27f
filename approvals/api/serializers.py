"""Shapes of what is decided, and of what is asked for it."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.conditions import StateOfCondition
from approvals.models import Batch, BatchMember, Certificate, DeficiencyNotice
from approvals.queries.batch_verbs import verbs_of
from approvals.queries.batches import FillRule
from approvals.services import revocations
from core.api.inputs import Input
from core.dates import shanghai_day
from core.models import Division, User
from reopening.models import Application


class TextSerializer(serializers.Serializer[Any]):
    """One text in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()
    section = serializers.CharField(required=False)


class NoticeSerializer(serializers.ModelSerializer[DeficiencyNotice]):
    reasons = ReasonSerializer(many=True)

    class Meta:
        model = DeficiencyNotice
        fields = read_only_fields = ["reasons", "note", "issued_at"]


class ReasonsInput(Input):
    """Codes of the policy's reasons, several at once."""

    reasons = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=50
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class LetterReasonsInput(ReasonsInput):
    """`note_en`: the note for the English half of the letter; left out, `note` stands in both."""

    note_en = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class HandOverInput(Input):
    to = serializers.SlugRelatedField(slug_field="public_id", queryset=User.objects.all())
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class HandBackInput(Input):
    note = serializers.CharField(max_length=1000)


class TermsInput(Input):
    opens_on = serializers.DateField()
    quota_firms = serializers.IntegerField(min_value=1, max_value=100_000)
    quota_heads = serializers.IntegerField(min_value=1, max_value=10_000_000)


class BatchInput(TermsInput):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    phase = serializers.CharField(max_length=40)


class BatchLetterInput(Input):
    """Places such as `{firm}` are filled in for each case."""

    zh = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    en = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class BatchListSerializer(serializers.ListSerializer[Batch]):
    """What the person may do is read for all rows together."""

    def to_representation(self, data: Any) -> list[Any]:
        rows, shape = list(data), cast(BatchSerializer, self.child)
        shape.verbs = verbs_of(rows, by=self.context["request"].user, at=timezone.now())
        return super().to_representation(rows)


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """`allowed_actions`: those that would succeed now."""

    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    allowed_actions = serializers.SerializerMethodField()
    verbs: dict[int, list[str]] | None = None  # of all rows of a list, by key

    class Meta:
        model = Batch
        list_serializer_class = BatchListSerializer
        fields = read_only_fields = [
            "id",
            "number",
            "division",
            "phase",
            "opens_on",
            "quota_firms",
            "quota_heads",
            "status",
            "created_at",
            "proposed_at",
            "signed_at",
            "published_at",
            "job",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Batch) -> list[str]:
        by = self.context["request"].user
        known = verbs_of([row], by=by, at=timezone.now()) if self.verbs is None else self.verbs
        return known[row.pk]


class CaseNamedSerializer(serializers.ModelSerializer[Application]):
    application = serializers.UUIDField(source="public_id")
    firm_name = serializers.CharField(source="firm.name")

    class Meta:
        model = Application
        fields = read_only_fields = ["application", "number", "firm_name"]


class FilledSerializer(BatchSerializer):
    """`taken_elsewhere`: the cases that were wanted and that another batch has."""

    taken_elsewhere = serializers.SerializerMethodField()

    class Meta(BatchSerializer.Meta):
        fields = read_only_fields = [*BatchSerializer.Meta.fields, "taken_elsewhere"]

    @extend_schema_field(CaseNamedSerializer(many=True))
    def get_taken_elsewhere(self, row: Batch) -> Any:
        return CaseNamedSerializer(self.context["elsewhere"], many=True).data


class FillInput(Input):
    rule = serializers.ChoiceField(choices=FillRule.choices, default=FillRule.DUE)


class MembersInput(Input):
    """Applications to take in or out, by id."""

    add = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    remove = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=500
    )


class ResultSerializer(serializers.ModelSerializer[BatchMember]):
    """A member with its result."""

    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    refusal = ReasonSerializer(allow_null=True)
    certificate = serializers.SerializerMethodField()

    class Meta:
        model = BatchMember
        fields = read_only_fields = [
            "application",
            "number",
            "firm_name",
            "heads",
            "result",
            "refusal",
            "certificate",
        ]

    def get_certificate(self, row: BatchMember) -> str | None:
        papers = row.application.certificates.all()
        return str(papers[0].public_id) if papers and row.result == "approved" else None


class PreflightSerializer(serializers.Serializer[Any]):
    application = serializers.UUIDField(source="member.application.public_id")
    number = serializers.CharField(source="member.application.number")
    is_ready = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    state = serializers.SerializerMethodField()
    check_url = serializers.SerializerMethodField()
    has_pdf = serializers.BooleanField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = read_only_fields = [
            "id",
            "number",
            "application",
            "firm_name",
            "credit_code",
            "mode",
            "headcount_limit",
            "valid_from",
            "valid_until",
            "issued_at",
            "status",
            "state",
            "revoked_at",
            "revocation_reason",
            "replaced_on",
            "check_url",
            "has_pdf",
            "pdf_sha256",
            "allowed_actions",
        ]

    def get_state(self, row: Certificate) -> str:
        return row.state_on(shanghai_day(self.context["at"])).value

    def get_check_url(self, row: Certificate) -> str:
        return str(row.wording["check"]["url"])

    def get_allowed_actions(self, row: Certificate) -> list[str]:
        return revocations.verbs_for(row, by=self.context["request"].user)


class RevokeInput(Input):
    reason = serializers.CharField(min_length=2, max_length=1000)


class ConditionNowSerializer(TextSerializer):
    """A condition in the words of the paper, and how it stands now; never who met it."""

    state = serializers.ChoiceField(choices=[each.value for each in StateOfCondition])
    due_on = serializers.DateField(allow_null=True)
    met_on = serializers.DateField(allow_null=True)


class FileIssuedSerializer(serializers.Serializer[Any]):
    """A PDF that was handed out under this number."""

    sha256 = serializers.CharField()
    issued_at = serializers.DateTimeField()


class VerifySerializer(serializers.Serializer[Any]):
    """What a guard may know; never staff."""

    state = serializers.CharField()
    number = serializers.CharField()
    firm = serializers.CharField()
    headcount_limit = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)  # the number of the certificate that counts instead
    conditions = ConditionNowSerializer(many=True)
    checked_at = serializers.DateTimeField()
    pdf_sha256 = serializers.CharField(allow_blank=True)  # of the newest file
    files = FileIssuedSerializer(many=True)  # every one that was handed out, the newest first


class RegisterSerializer(serializers.ModelSerializer[Certificate]):
    """A line of the public register."""

    firm = serializers.CharField(source="firm_name")
    division = serializers.CharField(source="division_code")
    industry = serializers.CharField(source="industry_code")
    decision = serializers.CharField(source="mode")
    opens_on = serializers.DateField(source="valid_from")
    valid_until = serializers.DateField(source="last_day", allow_null=True)

    class Meta:
        model = Certificate
        fields = read_only_fields = [
            "firm",
            "credit_code",
            "division",
            "industry",
            "decision",
            "number",
            "headcount_limit",
            "opens_on",
            "valid_until",
        ]
