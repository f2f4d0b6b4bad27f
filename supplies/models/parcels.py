from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reopening.models import Firm
from supplies.models.lots import Lot
from supplies.models.orders import OrderLine
from supplies.models.places import Place
from supplies.models.rounds import Award


class AwardLotState(models.TextChoices):
    RESERVED = "reserved", _("Set aside")
    LOADED = "loaded", _("On its way")
    ENDED = "ended", _("Handed over or returned")
    EXPIRED = "expired", _("Not picked in time")


class AwardLot(models.Model):
    """
    A parcel: so much of a lot that a depot keeps for one order line, by a published award or bought on its behalf.

    `owner`: the firm whose own goods it holds; empty for goods of the public pool.
    """

    award = models.ForeignKey(
        Award, models.CASCADE, null=True, db_constraint=False, db_index=False, related_name="lots"
    )
    purchase_line = models.ForeignKey(
        "supplies.PurchaseLine", models.PROTECT, null=True, db_index=False, related_name="parcels"
    )
    order_line = models.ForeignKey(OrderLine, models.PROTECT, db_constraint=False, related_name="parcels")
    owner = models.ForeignKey(Firm, models.PROTECT, null=True, db_index=False, related_name="+")
    depot = models.ForeignKey(Place, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, db_constraint=False, related_name="+")
    units = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=AwardLotState, default=AwardLotState.RESERVED)
    # Set aside by hand beside the round's own result (docs/adr/0043)
    override = models.ForeignKey(
        "supplies.Override", models.PROTECT, null=True, db_index=False, related_name="lots"
    )
    # The parcel whose vehicle dropped out, and whose goods and promise this one took over (docs/adr/0066)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="successor")

    class Meta:
        verbose_name = _("parcel")
        constraints = [
            models.UniqueConstraint(
                fields=["award", "depot", "lot", "override", "follows"],
                condition=Q(award__isnull=False),
                name="award_lot_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(award__isnull=False, purchase_line__isnull=True, owner__isnull=True)
                | Q(
                    award__isnull=True,
                    purchase_line__isnull=False,
                    owner__isnull=False,
                    override__isnull=True,
                ),
                name="award_lot_given_or_bought",
            ),
            models.CheckConstraint(condition=Q(units__gte=1), name="award_lot_positive"),
        ]
        indexes = [
            models.Index(fields=["depot", "id"], condition=Q(state="reserved"), name="award_lot_waiting"),
            models.Index(
                fields=["purchase_line"], condition=Q(purchase_line__isnull=False), name="award_lot_bought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.units}"
