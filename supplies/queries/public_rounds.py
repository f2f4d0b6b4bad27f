"""
A published round for everybody: the rule, the numbers and the hashes, and no firm's name.

`file_of` is what `static/rederive.py` reads. A line is known by `line`, a keyed hash that its firm sees on its order.
"""

from typing import Any

from supplies import needs
from supplies.models import Override, OverrideStatus, Reason, Round, RoundItem, RoundLine, RoundStatus
from supplies.queries.rounds import cutoff_of, line_mark


def file_of(round_: Round) -> dict[str, Any]:
    """Everything an award follows from. Stock, demand and unit are scaled to integers as `supplies.needs` does."""
    return {
        "round": round_.number,
        "division": round_.division_id,
        "day": round_.day.isoformat(),
        "policy_set": round_.policy_set.slug,
        "policy_sha256": round_.policy_set.digest,
        "algorithm": round_.algorithm,
        "seed_commitment": round_.seed_commitment,
        "seed": round_.seed if round_.status == RoundStatus.PUBLISHED else None,
        "input_sha256": round_.input_sha256,
        "result_sha256": round_.result_sha256,
        "items": [item_of(row) for row in round_.items.select_related("item").order_by("item__code")],
        "exceptions": [
            {"line": line_mark(row.line), "packs": row.packs, "reason": row.reason}
            for row in exceptions(round_)
        ],
    }


def exceptions(round_: Round) -> list[Override]:
    rows = Override.objects.filter(
        line__round_item__round=round_, status=OverrideStatus.APPROVED
    ).select_related("line", "line__round_item__item")
    return list(rows.order_by("pk"))


def item_of(row: RoundItem) -> dict[str, Any]:
    cut = cutoff_of(row)
    lines = row.lines.exclude(award__reason=Reason.INELIGIBLE).select_related("award")
    return {
        "item": row.item.code,
        "unit": row.unit * row.use_per,
        "supply": row.supply,
        "granted": row.granted,
        "ladder": row.ladder,
        "cutoff": [cut.rung, cut.level, cut.tie, cut.k] if cut else None,
        "left_out": row.lines.filter(award__reason=Reason.INELIGIBLE).count(),
        "lines": [line_of(row, line) for line in lines.order_by("award__tie_rank")],
    }


def line_of(row: RoundItem, line: RoundLine) -> dict[str, Any]:
    demand, stock, _unit = needs.scaled(heads=line.heads, burn=row.use, in_hand=line.in_hand, unit=row.unit)
    return {
        "line": line_mark(line),
        "tier": line.tier,
        "demand": demand,
        "stock": stock,
        "request": line.award.request_packs,
        "tie": line.award.tie_rank,
        "packs": line.award.packs,
    }
