import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import User
from reopening.models.firms import Firm


class MandateKind(models.TextChoices):
    HOTLINE = "hotline", _("Hotline")
    UMBRELLA = "umbrella", _("Umbrella filing")


class Relation(models.TextChoices):
    """What the person who gives a mandate is to the firm."""

    LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
    MANAGER = "manager", _("Manager")
    EMPLOYEE = "employee", _("Employee in charge")
    OTHER = "other", _("Somebody authorised by the firm")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self) -> "MandateQuerySet":
        return self.filter(ended_at__isnull=True, until__gt=Now())

    def held_by(self, user: User) -> "MandateQuerySet":
        """Given to this person, or to a firm that this person acts for."""
        return self.filter(Q(holder=user) | Q(holder_firm__in=user.firms.order_by().values("pk")))


class Mandate(models.Model):
    """
    Who files for a firm that does not file itself, why, on whose word, and until when.

    A clerk of the hotline holds one for the length of a call or a day; the operator of a mall holds one for each
    tenant. It is written once; it can only be ended. What names the giver may be blanked when its time is over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=MandateKind)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="mandates")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    holder_firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, null=True, related_name="+")
    giver_name = models.CharField(_("name"), max_length=60, blank=True)
    giver_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    giver_relation = models.CharField(_("relation to the firm"), max_length=24, choices=Relation)
    words = models.CharField(_("words of the authorisation"), max_length=200, blank=True)
    consent = models.CharField(
        max_length=40
    )  # the version of the text that was read out (`reopening.mandate_texts`)
    consent_language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="mandate_ended_pair"),
            models.CheckConstraint(
                condition=Q(kind="hotline", holder__isnull=False, holder_firm__isnull=True)
                | Q(kind="umbrella", holder__isnull=True, holder_firm__isnull=False),
                name="mandate_one_holder",
                violation_error_message=_("A clerk or an operator holds a mandate, never both."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("given_at")),
                name="mandate_has_a_span",
                violation_error_message=_("A mandate ends after it is given."),
            ),
            models.CheckConstraint(
                condition=Q(holder_firm__isnull=True) | ~Q(holder_firm=F("firm")),
                name="mandate_for_others",
                violation_error_message=_("A firm needs no mandate for itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-id"], name="mandate_holder"),
            models.Index(fields=["holder_firm", "-id"], name="mandate_holder_firm"),
        ]

    def __str__(self) -> str:
        return self.number


class TakeOverCode(models.Model):
    """
    A one-time code by which a firm that others filed for gets its first person of its own.

    Only a keyed hash is kept; a new code puts the earlier ones out of use, and so do too many wrong tries.
    """

    firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, related_name="take_over_codes")
    code_hash = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("take-over code")
        constraints = [
            both_or_neither("used_at", "used_by", name="take_over_code_used_pair"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="take_over_code_has_a_span",
                violation_error_message=_("A code expires after it is made."),
            ),
        ]
        indexes = [models.Index(fields=["firm", "-id"], name="take_over_code_latest")]

    def __str__(self) -> str:
        return str(self.firm)
