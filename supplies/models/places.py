import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.models.items import Item

SEE_STOCK = (Role.DISPATCHER, Role.DEPOT_KEEPER, Role.AUDITOR)


class PlaceKind(models.TextChoices):
    """Where goods can be. From a supplier they come; at a firm or in the waste they end."""

    SUPPLIER = "supplier", _("Source department or supplier")
    DEPOT = "depot", _("Depot")
    IN_TRANSIT = "in_transit", _("On the way")
    FIRM = "firm", _("Firm")
    WASTE = "waste", _("Written off")
    ADJUSTMENT = "adjustment", _("Count differences")


class PlaceStatus(models.TextChoices):
    OPEN = "open", _("In use")
    CLOSED = "closed", _("Not in use")


class LotSource(models.TextChoices):
    """How goods come, and so what kind of source brings them."""

    BUREAU = "bureau", _("from a department")
    DONATED = "donated", _("donated")
    ON_BEHALF = "on_behalf", _("bought on behalf of a firm")


# Goods enter the books from these, so their balance may fall below zero.
OUTSIDE = frozenset({PlaceKind.SUPPLIER, PlaceKind.ADJUSTMENT})


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user: User | AnonymousUser) -> "PlaceQuerySet":
        """Those who work with stock see the places of their divisions."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*SEE_STOCK)))

    def depots(self) -> "PlaceQuerySet":
        return self.filter(kind=PlaceKind.DEPOT, status=PlaceStatus.OPEN)

    def suppliers(self) -> "PlaceQuerySet":
        return self.filter(kind=PlaceKind.SUPPLIER, status=PlaceStatus.OPEN)


class Place(models.Model):
    """One side of every stock movement."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind)
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    firm = models.OneToOneField(Firm, models.PROTECT, null=True, blank=True, related_name="place")
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=PlaceStatus, default=PlaceStatus.OPEN)
    source = models.CharField(_("kind of source"), max_length=10, choices=LotSource, blank=True)
    near_expiry_days = models.PositiveSmallIntegerField(
        _("goods are near their day when so many days are left"), default=30
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        constraints = [
            both_or_neither("latitude", "longitude", name="place_point_pair"),
            models.CheckConstraint(
                condition=Q(kind="firm", firm__isnull=False) | ~Q(kind="firm") & Q(firm__isnull=True),
                name="place_firm_only_of_firms",
            ),
            models.CheckConstraint(
                condition=Q(kind="supplier") & ~Q(source="") | ~Q(kind="supplier") & Q(source=""),
                name="place_source_of_suppliers",
            ),
            models.UniqueConstraint(
                fields=["division", "kind"],
                condition=Q(kind__in=["in_transit", "waste", "adjustment"]),
                name="place_one_of_its_kind",
            ),
        ]

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None for a place that is not on the map."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("supplies:place", args=[self.public_id])

    @property
    def is_outside(self) -> bool:
        return self.kind in OUTSIDE


class FigureQuerySet(models.QuerySet[Any]):
    """Numbers that belong to a place."""

    def visible_to(self, user: User | AnonymousUser) -> "FigureQuerySet":
        """Whoever sees the place."""
        return self.filter(place__in=Place.objects.visible_to(user))


class DailyQuota(models.Model):
    """What a source department provides per day, e.g. 15,000 masks (S27)."""

    place = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="quotas")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    units = models.PositiveBigIntegerField(_("units a day"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily quota")
        constraints = [models.UniqueConstraint(fields=["place", "item"], name="daily_quota_once")]

    def __str__(self) -> str:
        return f"{self.place} · {self.item}: {self.units}"


class StockFloor(models.Model):
    """Below how many free base units a depot runs low of an item."""

    place = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="floors")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    units = models.PositiveBigIntegerField(_("least base units"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("least stock")
        constraints = [models.UniqueConstraint(fields=["place", "item"], name="stock_floor_once")]

    def __str__(self) -> str:
        return f"{self.place} · {self.item}: {self.units}"
