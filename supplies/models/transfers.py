import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.models.lots import Lot
from supplies.models.places import SEE_STOCK, Place


class TransferStatus(models.TextChoices):
    ON_THE_WAY = "on_the_way", _("On the way")
    ARRIVED = "arrived", _("Arrived")
    CALLED_BACK = "called_back", _("Called back")


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User | AnonymousUser) -> "TransferQuerySet":
        """Those who keep either of the two depots."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(*SEE_STOCK)
        return self.filter(
            prefix_q("source__division__code", prefixes) | prefix_q("target__division__code", prefixes)
        )


class Transfer(models.Model):
    """Goods sent from one depot to another: on the way until the other depot has counted them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    source = models.ForeignKey(Place, models.PROTECT, related_name="+")
    target = models.ForeignKey(Place, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=TransferStatus, default=TransferStatus.ON_THE_WAY)
    document = models.CharField(_("document"), max_length=120, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="transfer_ended_pair"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="transfer_between_two_depots",
                violation_error_message=_("Please choose another depot."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:transfer", args=[self.public_id])


class TransferLine(models.Model):
    """What was sent of a lot, and what came; a difference has its reason."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, db_index=False, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+")
    sent = models.PositiveBigIntegerField()
    arrived = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a transfer")
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "lot", "owner"], name="transfer_line_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(sent__gte=1), name="transfer_line_positive"),
            models.CheckConstraint(
                condition=Q(arrived__isnull=True) | Q(arrived=F("sent")) | ~Q(reason=""),
                name="transfer_line_says_why",
                violation_error_message=_("Please say why another quantity arrived."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.sent}"
