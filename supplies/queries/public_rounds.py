"""
A published round for everybody: the rule, the numbers and the hashes, and no firm's name.

`written` is what `static/rederive.py` reads. A line is known by `line`, a keyed hash that its firm sees on its order.
"""

from collections.abc import Iterator
from typing import Any

from core.stretches import STRETCH
from supplies import needs
from supplies.digests import pieces
from supplies.models import Override, OverrideStatus, Reason, Round, RoundItem, RoundStatus
from supplies.queries.rounds import cutoff_of, line_mark

COLUMNS = (
    "pk", "tier", "heads", "reported", "ledger_floor", "on_its_way",
    "award__request_packs", "award__tie_rank", "award__packs",
)  # fmt: skip


def written(round_: Round) -> Iterator[str]:
    """Everything an award follows from, as JSON, a stretch of the lines in memory at a time; each has its row."""
    return pieces(facts_of(round_), between=",\n")


def facts_of(round_: Round) -> dict[str, Any]:
    """Stock, demand and unit are scaled to integers as `supplies.needs` does."""
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
            {"line": line_mark(row.line_id), "packs": row.packs, "reason": row.reason}
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
    return {
        "item": row.item.code,
        "unit": row.unit * row.use_per,
        "supply": row.supply,
        "granted": row.granted,
        "ladder": row.ladder,
        "cutoff": [cut.rung, cut.level, cut.tie, cut.k] if cut else None,
        "left_out": row.lines.filter(award__reason=Reason.INELIGIBLE).count(),
        "lines": lines_of(row),
    }


def lines_of(row: RoundItem) -> Iterator[dict[str, Any]]:
    """Those that took part, by their lot; none before the round is computed."""
    lines = row.lines.filter(award__isnull=False).exclude(award__reason=Reason.INELIGIBLE)
    columns = lines.order_by("award__tie_rank").values_list(*COLUMNS).iterator(chunk_size=STRETCH)
    for pk, tier, heads, reported, floor, coming, request, tie, packs in columns:
        in_hand = max(reported, floor) + coming
        demand, stock, _unit = needs.scaled(heads=heads, burn=row.use, in_hand=in_hand, unit=row.unit)
        yield {
            "line": line_mark(pk),
            "tier": tier,
            "demand": demand,
            "stock": stock,
            "request": request,
            "tie": tie,
            "packs": packs,
        }
