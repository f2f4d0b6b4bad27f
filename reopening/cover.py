"""Days of cover: how long stock lasts, and what is short of the reserve. Whole units, exact fractions."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from reopening.policy.body import PolicyBody
from reopening.policy.goods import Supply, SupplyKind


@dataclass(frozen=True, slots=True)
class Cover:
    """
    One item of one firm, in base units.

    :param days: days the stock lasts; None for what is not used up, or when nobody uses it yet
    :param need: units that make the reserve (consumable, area) or should be at hand (durable)
    :param short: units missing from `need`
    :param packs: whole packs that make up for it
    """

    item: str
    on_hand: int
    daily_use: Fraction
    days: Fraction | None
    need: int
    short: int
    packs: int

    @property
    def is_enough(self) -> bool:
        return self.short == 0

    @property
    def days_shown(self) -> str:
        """One decimal, rounded down: 2.99 days are not 3."""
        if self.days is None:
            return ""
        tenths = int(self.days * 10)
        return f"{tenths // 10}.{tenths % 10}"


def cover(
    rule: Supply, *, heads: int, area_m2: int, on_hand: int, exposed: int = 0, days: int | None = None
) -> Cover:
    """
    Cover of one item for `heads` people on site, `exposed` of them on exposed posts, and `area_m2` of floor.

    :param days: the reserve to reach; the policy's own when None
    """
    reserve = rule.reserve_days if days is None else days
    if rule.kind == SupplyKind.DURABLE:
        daily, lasts, need = Fraction(0), None, ceil(rule.use * heads)
    else:
        daily = rule.use * (area_m2 if rule.kind == SupplyKind.AREA else rule.users(heads, exposed))
        lasts = on_hand / daily if daily else None
        need = ceil(daily * reserve)
    short = max(need - on_hand, 0)
    return Cover(rule.item, on_hand, daily, lasts, need, short, -(-short // rule.pack_units))


def supplies_of(body: PolicyBody, snapshot: dict[str, Any]) -> tuple[Supply, ...]:
    """The items with the reserve that the firm of a submission keeps."""
    firm = snapshot.get("firm", {})
    credit_code, industry = firm.get("credit_code", ""), firm.get("industry_code", "")
    firm_class = body.class_of(snapshot.get("firm_class", ""), credit_code=credit_code)
    return body.supplies_for(firm_class, credit_code, industry)


def covers(
    supplies: tuple[Supply, ...], *, heads: int, exposed: int, area_m2: int, inventory: dict[str, int]
) -> list[tuple[Supply, Cover]]:
    """Every item of the policy with its cover; what the firm did not state counts as none."""
    return [
        (
            rule,
            cover(rule, heads=heads, exposed=exposed, area_m2=area_m2, on_hand=inventory.get(rule.item, 0)),
        )
        for rule in supplies
    ]
