"""Counting supplies in packs, inner packs and loose units, and saying a count in words. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reopening.policy.goods import Supply
from reopening.wording import amount, localise


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
    return localise(rule.pack.both) if rule.pack else _("packs")


def inner_name(rule: Supply) -> str:
    return localise(rule.inner_pack.both) if rule.inner_pack else _("inner packs")


def in_packs(rule: Supply, number: int) -> str:
    """`1 box`, `6 boxes`."""
    if rule.pack:
        return amount(number, rule.pack.both)
    return ngettext("%(count)s pack", "%(count)s packs", number) % {"count": f"{number:,}"}


def in_inner_packs(rule: Supply, number: int) -> str:
    if rule.inner_pack:
        return amount(number, rule.inner_pack.both)
    return ngettext("%(count)s inner pack", "%(count)s inner packs", number) % {"count": f"{number:,}"}


def in_units(rule: Supply, number: int) -> str:
    """`1 piece`, `30 pieces`."""
    return amount(number, rule.unit.both)


def words(rule: Supply, quantity: int) -> str:
    """`2 boxes 1 pack 30 pieces`; parts of which there are none are left out."""
    count = counted(rule, quantity)
    parts = [
        (count.packs, in_packs),
        (count.inner_packs, in_inner_packs),
        (count.loose, in_units),
    ]
    return " ".join(said(rule, number) for number, said in parts if number) or in_units(rule, 0)
