import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from supplies.models.rounds import Round, RoundLine


class OverrideStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", pgettext_lazy("override", "Granted")
    REJECTED = "rejected", pgettext_lazy("override", "Refused")


class OverrideQuerySet(models.QuerySet["Override"]):
    def visible_to(self, user: User | AnonymousUser) -> "OverrideQuerySet":
        return self.filter(line__round_item__round__in=Round.objects.visible_to(user))


class Override(models.Model):
    """
    Packs beyond a published award, by hand: asked for by one dispatcher with a reason, granted by another.

    The round and its result stay as they were computed; what is granted is set aside beside them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(RoundLine, models.PROTECT, related_name="overrides")
    packs = models.PositiveBigIntegerField(_("packs more"))
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(max_length=10, choices=OverrideStatus, default=OverrideStatus.PROPOSED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception to a round")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="override_answered_pair"),
            models.CheckConstraint(
                condition=Q(packs__gte=1) & ~Q(reason=""),
                name="override_says_why",
                violation_error_message=_("Please say how many packs, and why."),
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", answered_by__isnull=True)
                | ~Q(status="proposed") & ~Q(answered_by=F("asked_by")),
                name="override_four_eyes",
                violation_error_message=_("Whoever asks does not grant it."),
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(status="proposed"),
                name="override_one_open",
                violation_error_message=_("An exception for this firm waits for its answer already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: +{self.packs}"
