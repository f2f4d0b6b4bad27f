"""Counting supplies in packs, inner packs and loose units, and saying a count in words. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reopening.policy.goods import Supply
from reopening.wording import localise


@dataclass(frozen=True, slots=True)
class Count:
    """As people count: `2 boxes 1 pack 30 pieces`. None: nobody has counted it."""

    packs: int | None = None
    inner_packs: int | None = None
    loose: int | None = None

    @property
    def is_stated(self) -> bool:
        return any(part is not None for part in (self.packs, self.inner_packs, self.loose))


def units(rule: Supply, count: Count) -> int:
    """Base units."""
    inner = (count.inner_packs or 0) * (rule.inner_pack_units or 0)
    return (count.packs or 0) * rule.pack_units + inner + (count.loose or 0)


def counted(rule: Supply, quantity: int) -> Count:
    """The fewest packs that make `quantity`; an item without packs is counted loose."""
    packs, rest = divmod(quantity, rule.pack_units) if rule.pack_units > 1 else (0, quantity)
    inner, loose = divmod(rest, rule.inner_pack_units or 1) if has_inner(rule) else (0, rest)
    return Count(packs, inner, loose)


def has_inner(rule: Supply) -> bool:
    return bool(rule.inner_pack_units and 1 < rule.inner_pack_units < rule.pack_units)


def pack_name(rule: Supply) -> str:
    return localise(rule.pack.model_dump()) if rule.pack else _("packs")


def inner_name(rule: Supply) -> str:
    return localise(rule.inner_pack.model_dump()) if rule.inner_pack else _("inner packs")


def words(rule: Supply, quantity: int) -> str:
    """`2 boxes 1 pack 30 pieces`; parts of which there are none are left out."""
    count = counted(rule, quantity)
    parts = [
        (count.packs or 0, pack_name(rule)),
        (count.inner_packs or 0, inner_name(rule)),
        (count.loose or 0, localise(rule.unit.model_dump())),
    ]
    said = [
        _("%(count)s %(unit)s") % {"count": f"{number:,}", "unit": name} for number, name in parts if number
    ]
    return " ".join(said) or _("%(count)s %(unit)s") % {"count": 0, "unit": parts[-1][1]}
