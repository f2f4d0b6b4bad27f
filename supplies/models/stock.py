from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.models.lots import Lot
from supplies.models.places import SEE_STOCK, Place, PlaceKind


class BalanceQuerySet(models.QuerySet["Balance"]):
    def visible_to(self, user: User | AnonymousUser) -> "BalanceQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("place__division__code", user.role_prefixes(*SEE_STOCK)))

    def in_depots(self) -> "BalanceQuerySet":
        return self.filter(place__kind=PlaceKind.DEPOT)

    def pool(self) -> "BalanceQuerySet":
        """What the public may share: goods bought on behalf of a firm never enter it."""
        return self.in_depots().filter(owner__isnull=True, on_hand__gt=0)


class Balance(models.Model):
    """
    What lies of a lot in a place: the sum of its postings, kept in the same transaction.

    `owner` is the firm it was bought for; none means the public pool. Only `services.stock` writes here.
    """

    place = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="balances")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances")
    owner = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+")
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    may_be_negative = models.BooleanField(default=False)  # of places outside the books

    objects = BalanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "lot", "owner"], name="balance_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0)
                & (Q(on_hand__gte=F("reserved")) | Q(may_be_negative=True, reserved=0)),
                name="balance_never_below_zero",
                violation_error_message=_("There is not that much in stock."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.lot}: {self.on_hand}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved
