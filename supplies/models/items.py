from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, ngettext_lazy, npgettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """Base units: what quantities count."""

    PIECE = "piece", _("pieces")
    PAIR = "pair", _("pairs")
    MILLILITRE = "ml", _("ml")


# `1 piece`, `2 pieces`
COUNTS = {
    Unit.PIECE: ngettext_lazy("%(count)s piece", "%(count)s pieces", "number"),
    Unit.PAIR: ngettext_lazy("%(count)s pair", "%(count)s pairs", "number"),
    Unit.MILLILITRE: _("%(count)s ml"),
}


# Goods that Chinese counts with a word of their own, as the policies write it.
UNITS_OF = {
    "mask": pgettext_lazy("of masks", "pieces"),
    "thermometer": pgettext_lazy("of thermometers", "pieces"),
}
COUNTS_OF = {
    "mask": npgettext_lazy("of masks", "%(count)s piece", "%(count)s pieces", "number"),
    "thermometer": npgettext_lazy("of thermometers", "%(count)s piece", "%(count)s pieces", "number"),
}


class ItemKind(models.TextChoices):
    """What the need for it follows."""

    CONSUMABLE = "consumable", _("used up per head and day")
    DURABLE = "durable", _("kept per head, not used up")
    AREA = "area", _("used up per floor area and day")


class Item(models.Model):
    """
    A kind of goods, counted in whole base units.

    Use and packs here hold where the policy set in force says nothing about the item.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.PIECE)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, default=ItemKind.CONSUMABLE)
    use_units = models.PositiveIntegerField(_("use (base units)"), default=1)
    use_per = models.PositiveIntegerField(_("for so many heads or m²"), default=1)
    pack_units = models.PositiveIntegerField(_("units in a box"))
    inner_pack_units = models.PositiveIntegerField(_("units in an inner pack"), null=True, blank=True)
    loose_allowed = models.BooleanField(_("may be handed out loose"), default=False)
    min_shelf_days = models.PositiveIntegerField(_("least days before expiry"), default=0)

    class Meta:
        verbose_name = _("item")
        constraints = [
            models.CheckConstraint(
                condition=Q(use_units__gte=1, use_per__gte=1, pack_units__gte=1),
                name="item_amounts_positive",
                violation_error_message=_("Use and pack must be at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(inner_pack_units__isnull=True) | Q(inner_pack_units__gte=1),
                name="item_inner_pack_positive",
            ),
        ]

    @property
    def unit_name(self) -> str:
        """`pieces`: what its quantities count."""
        return str(UNITS_OF.get(self.code, self.get_unit_display()))

    def in_units(self, number: int) -> str:
        """`1 piece`, `1,200 pieces`."""
        counts = COUNTS_OF.get(self.code, COUNTS[Unit(self.unit)])
        return str(counts % {"count": f"{number:,}", "number": number})

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name
