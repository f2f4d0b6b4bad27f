"""Quantities as people count them, in packs, with the base units beside."""

from django.utils.translation import gettext as _

from reopening import packs
from reopening.policy.body import PolicyBody
from supplies.models import Item


def in_packs(item: Item, units: int, policy: PolicyBody) -> str:
    """`5 boxes 4 packs (290 pieces)`; base units alone where the policy knows no pack, or less than one is meant."""
    rule = policy.supply(item.code)
    plain = packs.in_units(rule, units) if rule else item.in_units(units)
    if rule is None or rule.pack_units == 1 or units < (rule.inner_pack_units or rule.pack_units):
        return plain
    return _("%(packs)s (%(units)s)") % {"packs": packs.words(rule, units), "units": plain}
