import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.fields import LongJSONField
from core.models import Role, User
from core.numbers import public_token
from core.permissions import prefix_q
from reopening.models import Application, Halt
from reopening.models.policies import DateRange
from reopening.policy.supervision import OVERDUE

OFFICIALS_WHO_SEE_CERTIFICATES = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.AUDITOR)


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


class StateNow(models.TextChoices):
    """What the check page says today; `expired` and `not_yet_valid` follow from the term, `suspended` from a halt."""

    VALID = "valid", _("Valid")
    NOT_YET_VALID = "not_yet_valid", _("Not yet valid")
    EXPIRED = "expired", _("Expired")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


HALTS = Halt.objects.in_force().filter(case_key=OuterRef("case_key"))
# The halt on the firm by itself before that of its area; empty where nothing is in force.
HALT_KIND = Coalesce(Subquery(HALTS.order_by("kind").values("kind")[:1]), Value(""))


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User | AnonymousUser) -> "CertificateQuerySet":
        """Members see their firm's; officials those of their divisions."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(*OFFICIALS_WHO_SEE_CERTIFICATES)
        return self.filter(
            Q(application__firm__in=user.firms.all()) | prefix_q("application__division_code", prefixes)
        )

    def with_halts(self) -> "CertificateQuerySet":
        """With what keeps each from counting now, for a list: no query for each."""
        return self.annotate(halt_kind=HALT_KIND)

    def standing(self, on: date) -> "CertificateQuerySet":
        """Of firms that may be open on a day: begun, and not revoked, replaced, suspended or run out."""
        return self.not_ended(on).filter(valid_from__lte=on)

    def not_ended(self, on: date) -> "CertificateQuerySet":
        """Those that stand on a day, and those whose first day comes later."""
        stands = Q(status=CertificateStatus.VALID) | Q(status=CertificateStatus.REPLACED, replaced_on__gt=on)
        in_term = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        return self.filter(stands, in_term, ~Exists(HALTS))

    def in_state(self, state: str, on: date) -> "CertificateQuerySet":
        """Those of which `state_on` says it."""
        gone = Q(status=CertificateStatus.REVOKED)
        replaced = Q(status=CertificateStatus.REPLACED, replaced_on__lte=on)
        over = Q(valid_until__isnull=False, valid_until__lt=on)
        match state:
            case StateNow.REVOKED:
                return self.filter(gone)
            case StateNow.REPLACED:
                return self.filter(replaced)
            case StateNow.EXPIRED:
                return self.filter(over).exclude(gone | replaced)
            case StateNow.SUSPENDED:
                return self.filter(Exists(HALTS)).exclude(gone | replaced | over)
            case StateNow.NOT_YET_VALID:
                return self.not_ended(on).filter(valid_from__gt=on)
            case _:
                return self.standing(on)


DAY_AFTER = ExpressionWrapper(F("valid_until") + 1, output_field=models.DateField())
# Least knows no null; of one replaced before its first day nothing is left.
VALID_DAYS = DateRange(Least("valid_from", "replaced_on"), Least(DAY_AFTER, "replaced_on"))


def pdf_path(certificate: "Certificate", _name: str) -> str:
    """Below the private folder of files, never below a public address."""
    return f"certificates/{certificate.issued_at:%Y/%m}/{certificate.public_id}.pdf"


class Certificate(models.Model):
    """
    The paper a firm shows. Its words are frozen at the decision; a trigger refuses to change them.

    Only the state (valid, revoked, replaced) and the drawn file are added later; that it is suspended is never
    written on it, it is read from the halts in force on its case (docs/adr/0027). That of an amended version is
    replaced by the next one's on the day from which that one is valid: each day of a case has one at most
    (docs/adr/0017).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="certificates", db_index=False)
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    case_key = models.UUIDField(editable=False)  # of the application: the same for all versions of a case
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    token = models.CharField(max_length=64, unique=True, default=public_token, editable=False)
    wording = LongJSONField(editable=False)
    # What the public may see, beside the words: for lists and searches
    firm_name = models.CharField(_("name of the firm"), max_length=120, editable=False)
    credit_code = models.CharField(max_length=18, editable=False)
    division_code = models.CharField(max_length=9, editable=False)
    industry_code = models.CharField(max_length=5, editable=False)
    mode = models.CharField(max_length=12, editable=False)
    headcount_limit = models.PositiveIntegerField(_("head-count limit"), editable=False)
    valid_from = models.DateField(_("valid from"), editable=False)
    valid_until = models.DateField(_("valid until"), null=True, editable=False)
    # Where the policy that it was issued by lets it stand
    is_in_register = models.BooleanField(default=True, db_default=True, editable=False)
    is_in_lists = models.BooleanField(default=True, db_default=True, editable=False)
    issued_at = models.DateTimeField(editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")

    status = models.CharField(max_length=10, choices=CertificateStatus, default=CertificateStatus.VALID)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    revocation_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    # The first of two who take it back, where the policy asks for two; nothing has happened yet
    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    proposal = models.TextField(max_length=1000, blank=True, editable=False)
    # The first day on which the next version's counts instead
    replaced_on = models.DateField(null=True, editable=False)
    pdf = models.FileField(upload_to=pdf_path, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_problem = models.CharField(max_length=500, blank=True, editable=False)  # why it could not be drawn

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            # One that was rolled back and approved again has another one.
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(status="revoked"),
                name="certificate_one_of_an_application",
            ),
            both_or_neither("revoked_at", "revoked_by", name="certificate_revoked_pair"),
            both_or_neither("proposed_at", "proposed_by", name="certificate_proposed_pair"),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_at__isnull=False) & ~Q(revocation_reason="")
                | ~Q(status="revoked") & Q(revoked_at__isnull=True, revocation_reason=""),
                name="certificate_revoked_has_reason",
                violation_error_message=_("A revocation needs its reason."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="certificate_term",
            ),
            models.CheckConstraint(
                condition=~Q(status="replaced") | Q(replaced_on__isnull=False),
                name="certificate_replaced_has_day",
            ),
            ExclusionConstraint(
                name="certificate_one_valid_at_a_time",
                expressions=[
                    ("case_key", RangeOperators.EQUAL),
                    (VALID_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=~Q(status="revoked"),
                violation_error_message=_("Another certificate of this case is valid on one of these days."),
            ),
            models.CheckConstraint(
                condition=Q(pdf="", pdf_sha256="") | ~Q(pdf="") & ~Q(pdf_sha256=""),
                name="certificate_file_has_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["application", "-id"], name="certificate_latest"),
            models.Index(fields=["division_code", "-id"], name="certificate_area"),
            models.Index(fields=["valid_from", "id"], name="certificate_opening"),
            models.Index(fields=["-id"], condition=Q(is_in_register=True), name="certificate_register"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("approvals:certificate", args=[self.public_id])

    def state_on(self, day: date) -> StateNow:
        """The state that counts at the gate on a day of Shanghai."""
        if self.status == CertificateStatus.REVOKED:
            return StateNow.REVOKED
        if self.status == CertificateStatus.REPLACED and self.replaced_on and day >= self.replaced_on:
            return StateNow.REPLACED
        if self.valid_until and day > self.valid_until:
            return StateNow.EXPIRED
        if self.halt_kind:
            return StateNow.SUSPENDED
        return StateNow.NOT_YET_VALID if day < self.valid_from else StateNow.VALID

    @cached_property
    def halt_kind(self) -> str:
        """What keeps its case from opening now; empty for nothing. A list reads it by `with_halts`."""
        halt = Halt.objects.in_force().filter(case_key=self.case_key).order_by("kind").first()
        return halt.kind if halt else ""

    @property
    def last_day(self) -> date | None:
        """The last day of its term, or the day before the next version's counts instead."""
        ends = [self.valid_until, self.replaced_on and self.replaced_on - timedelta(days=1)]
        return min(filter(None, ends), default=None)

    @property
    def reason_in_words(self) -> dict[str, str]:
        """Why it was revoked: as its official wrote it, or, where a rule ended it, in both languages."""
        written = self.revocation_reason
        return OVERDUE.name.both if written == OVERDUE.name.zh else {"zh": written, "en": written}

    @property
    def check_path(self) -> str:
        return reverse("approvals:verify", args=[self.token])

    @property
    def has_pdf(self) -> bool:
        return bool(self.pdf)
