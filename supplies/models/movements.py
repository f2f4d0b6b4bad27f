import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Division, User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.models.lots import Lot
from supplies.models.places import SEE_STOCK, Place


class MovementKind(models.TextChoices):
    RECEIVE = "receive", _("Received")
    TRANSFER = "transfer", _("Moved between depots")
    ISSUE = "issue", _("Loaded for delivery")
    DELIVER = "deliver", _("Delivered")
    RETURN = "return", _("Returned")
    WRITE_OFF = "write_off", _("Written off")
    COUNT = "count", _("Corrected by count")
    REVERSE = "reverse", _("Reversed")


class MovementQuerySet(models.QuerySet["Movement"]):
    def visible_to(self, user: User | AnonymousUser) -> "MovementQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*SEE_STOCK)))


class Movement(models.Model):
    """Goods changing places, as one double entry. Append-only: a mistake is reversed by a new one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind)
    division = models.ForeignKey(Division, models.PROTECT, db_index=False, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    stop = models.ForeignKey("supplies.Stop", models.PROTECT, null=True, related_name="movements")
    run = models.ForeignKey("supplies.Run", models.PROTECT, null=True, related_name="movements")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock movement")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False) & ~Q(reason="")
                | ~Q(kind="reverse") & Q(reverses__isnull=True),
                name="movement_reversal_names_what_and_why",
                violation_error_message=_("A reversal names the movement it reverses, and the reason."),
            )
        ]
        indexes = [models.Index(fields=["division", "-id"], name="movement_latest")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Posting(models.Model):
    """One leg of a movement. The legs sum to zero for every lot and owner, by a deferred trigger."""

    movement = models.ForeignKey(Movement, models.PROTECT, db_index=False, related_name="postings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="postings")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="postings")
    owner = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+")
    quantity = models.BigIntegerField()  # base units; in is positive

    class Meta:
        verbose_name = _("posting")
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="posting_moves_something"),
            models.UniqueConstraint(
                fields=["movement", "place", "lot", "owner"], name="posting_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.quantity:+}"
