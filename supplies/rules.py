"""What the policy set in force says about an item, in the words of the award rule. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from reopening.models import Application
from reopening.policy.body import PolicyBody
from reopening.policy.goods import Supply, SupplyCap, SupplyKind
from supplies.models import Item
from supplies.sharing import MICRO, Rung

LONGEST_ORDER_DAYS = 7


@dataclass(frozen=True, slots=True)
class ItemRule:
    """
    How an item is used, packed and ordered.

    :param exposed_times: as how many people one on an exposed post uses it up
    :param use: base units per head and day (consumable), per head (durable) or per m² and day (area)
    :param packs: sizes a depot may hand out, in base units
    """

    kind: SupplyKind
    use: Fraction
    packs: tuple[int, ...]
    max_order_days: int
    order_interval_days: int
    exposed_times: int = 1

    @property
    def longest_days(self) -> int:
        """For how many days' use one may order; a durable is wanted once."""
        return 1 if self.kind == SupplyKind.DURABLE else self.max_order_days


def rule_for(item: Item, application: Application) -> ItemRule:
    """The rule of `rule_of` with the limits of the group of firms that the application's firm belongs to."""
    policy, firm = application.policy_set.rules, application.firm
    rule = rule_of(item, policy)
    cap = policy.cap_for(
        item.code,
        firm_class=policy.class_of(application.firm_class, credit_code=firm.credit_code),
        credit_code=firm.credit_code,
        industry=firm.industry_code,
    )
    longest, apart = limits_of(rule, cap)
    return replace(rule, max_order_days=longest, order_interval_days=apart)


def limits_of(rule: ItemRule | Supply, cap: SupplyCap | None) -> tuple[int, int]:
    """For how many days one may order, and days between orders: the group's own where it says them."""
    longest, apart = rule.max_order_days, rule.order_interval_days
    return (cap.max_order_days or longest, cap.order_interval_days or apart) if cap else (longest, apart)


def rule_of(item: Item, policy: PolicyBody) -> ItemRule:
    """The policy's word on the item; the item's own figures where the policy is silent."""
    supply = policy.supply(item.code)
    if supply is None:
        return ItemRule(
            kind=SupplyKind(item.kind),
            use=Fraction(item.use_units, item.use_per),
            packs=sizes(item.pack_units, item.inner_pack_units, loose=item.loose_allowed),
            max_order_days=LONGEST_ORDER_DAYS,
            order_interval_days=1,
        )
    return ItemRule(
        kind=supply.kind,
        use=supply.use,
        packs=sizes(supply.pack_units, supply.inner_pack_units, loose=supply.loose_allowed),
        max_order_days=supply.max_order_days,
        order_interval_days=supply.order_interval_days,
        exposed_times=supply.exposed_times,
    )


def sizes(pack: int, inner: int | None, *, loose: bool) -> tuple[int, ...]:
    return tuple(sorted({pack, *([inner] if inner else []), *([1] if loose else [])}, reverse=True))


def ladder_of(policy: PolicyBody, rule: ItemRule) -> tuple[Rung, ...]:
    """The published ladder; a durable is wanted once, so its days become the full number per head."""
    most = rule.longest_days if rule.kind == SupplyKind.DURABLE else None
    return tuple(
        Rung(frozenset(step.tiers), MICRO * (min(step.target_days, most) if most else step.target_days))
        for step in policy.ladder.rungs
    )


def basis(rule: ItemRule, *, heads: int | None, exposed: int | None, area_m2: int | None) -> int:
    """
    What the use is counted by: floor area, or people on site, those on exposed posts as often as the policy says.

    :param exposed: of the people on site
    """
    if rule.kind == SupplyKind.AREA:
        return area_m2 or 0
    return (heads or 0) + (rule.exposed_times - 1) * (exposed or 0)


def basis_of(rule: ItemRule, application: Application) -> int:
    """As `basis`, of an application."""
    return basis(
        rule,
        heads=application.heads_on_site,
        exposed=application.exposed_heads,
        area_m2=application.area_m2,
    )


def largest_order(rule: ItemRule, basis_units: int) -> int:
    """The most base units one order may ask for, rounded up to a whole smallest pack."""
    need = rule.use * basis_units * rule.longest_days
    return -(-need.numerator // need.denominator)
