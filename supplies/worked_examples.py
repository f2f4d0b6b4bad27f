"""What rules of scarce goods come to (reopening.worked_examples)."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from pydantic import BaseModel

from reopening.policy.body import PolicyBody
from reopening.policy.goods import SupplyGroup, SupplyLadder
from reopening.worked.times import Row, Worked
from supplies.rules import limits_of
from supplies.sharing import Lines, rung, share

# Tier, heads, masks in hand; everybody asks for all that their targets allow.
FIRMS = ((1, 100, 0), (1, 50, 50), (2, 100, 0))


def groups(body: PolicyBody) -> Iterable[Row]:
    rule = body.supplies[0]
    for key in ("daily_life", ""):
        cap = body.cap_for(rule.item, firm_class=key, credit_code="", industry="")
        longest, apart = limits_of(rule, cap)
        kept = body.supplies_for(key, "", "")[0].reserve_days
        said = f"keeps {kept} days, orders for {longest} days at most, {apart} days apart"
        yield f"class `{key or 'none'}`, `{rule.item}`", said


def ladder(body: PolicyBody) -> Iterable[Row]:
    rule = body.supplies[0]
    column: Callable[[int], Any] = lambda place: np.array([firm[place] for firm in FIRMS], np.int64)  # noqa: E731
    lines = Lines(column(0), column(1), column(2), np.full(len(FIRMS), 10_000), np.arange(len(FIRMS)))
    rungs = [rung(each.tiers, each.target_days) for each in body.ladder.rungs]
    for packs in (2, 4, 20):
        shares = share(lines, unit=rule.pack_units, supply=packs, ladder=rungs)
        said = ", ".join(
            f"{given} to tier {tier} ({heads} people, {stock} in hand)"
            for given, (tier, heads, stock) in zip(shares.packs, FIRMS, strict=True)
        )
        yield f"{packs} packs of {rule.pack_units}", said


WORKED: dict[type[BaseModel], Worked] = {
    SupplyGroup: groups,
    SupplyLadder: ladder,
}
