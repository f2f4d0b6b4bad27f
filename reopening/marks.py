"""
What a line of the queue shows of a submission: counted once, when it is handed in, and kept in columns.

Pure: the same marks follow from the same policy and the same snapshot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from reopening.cover import Cover, cover, supplies_of
from reopening.findings import FindingLevel
from reopening.flags import flags_of
from reopening.policy.body import PolicyBody
from reopening.policy.goods import Supply
from reopening.policy.priorities import Factor
from reopening.routing import route

BITS = {factor: 1 << number for number, factor in enumerate(Factor)}


def queue_columns(body: PolicyBody, snapshot: dict[str, Any]) -> dict[str, Any]:
    """The columns of a submission that the queue is made of: its marks, and the office it goes to."""
    marks = marks_of(body, snapshot)
    way = route(
        body,
        division_code=snapshot["division"],
        heads=snapshot.get("heads_on_site") or 0,
        firm_class=marks.judged_class,
        credit_code=snapshot["firm"]["credit_code"],
        industry=snapshot["firm"]["industry_code"],
        flags=flags_of(marks, snapshot.get("findings", [])),
        change=snapshot.get("amendment_kind", ""),
    )
    office = {"office_code": way.office_code, "trade_office": way.trade_office, "route": way.why}
    return vars(marks) | office


@dataclass(frozen=True)
class Marks:
    """
    :param judged_class: the class that counted, by list or by choice
    :param people_held: people on the roster who must stay away
    :param points_to_note: findings that are not met
    :param cover_days: how long the masks last, rounded down to tenths; None where nobody uses any
    :param factors: the priorities (S03) that hold, as bits of `BITS`
    :param factor_rank: 0 … 15, the factors in the policy's order; whose first factors hold comes first
    """

    judged_class: str
    people_held: int
    points_to_note: int
    cover_days: Decimal | None
    is_short: bool
    factors: int
    factor_rank: int


def marks_of(body: PolicyBody, snapshot: dict[str, Any]) -> Marks:
    """The marks of what was submitted, judged by `body`."""
    judged = body.class_of(snapshot["firm_class"], credit_code=snapshot["firm"]["credit_code"])
    by_class = snapshot.get("staff_by_class", {})
    held = people_held(body, by_class)
    findings = snapshot.get("findings", [])
    points = sum(finding["level"] != FindingLevel.PASS for finding in findings)
    heads = snapshot.get("heads_on_site") or 0
    holding = {
        Factor.DAILY_LIFE: body.firm_class(judged) is not None and body.tier_of(snapshot["phase"]) == 1,
        Factor.MANY_POSTS: heads >= body.priorities.many_heads,
        Factor.STAFF_WELL: held == 0,
        Factor.MEASURES: points == 0,
    }
    masks = cover_of_masks(
        supplies_of(body, snapshot),
        heads=heads,
        exposed=snapshot.get("exposed_heads") or 0,
        area_m2=snapshot.get("area_m2") or 0,
        inventory=snapshot.get("inventory", {}),
    )
    return Marks(
        judged_class=judged,
        people_held=held,
        points_to_note=points,
        cover_days=Decimal(masks.days_shown) if masks and masks.days_shown else None,
        is_short=masks is not None and not masks.is_enough,
        factors=sum(BITS[factor] for factor, holds in holding.items() if holds),
        factor_rank=sum(
            (not holding[factor]) << place for place, factor in enumerate(reversed(body.priorities.order))
        ),
    )


def people_held(body: PolicyBody, by_class: dict[str, int]) -> int:
    return sum(by_class.get(each.key, 0) for each in body.screening.classes if not each.may_work)


def cover_of_masks(
    supplies: Iterable[Supply], *, heads: int, exposed: int, area_m2: int, inventory: dict[str, int]
) -> Cover | None:
    """Cover of the first item that the policy asks a reserve of: the masks, wherever there are any."""
    rule = next((supply for supply in supplies if not supply.hint_only), None)
    if rule is None:
        return None
    return cover(rule, heads=heads, exposed=exposed, area_m2=area_m2, on_hand=inventory.get(rule.item, 0))


QUEUE_COLUMNS = (*(each.name for each in fields(Marks)), "office_code", "trade_office", "route")
