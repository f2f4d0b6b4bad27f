"""Freeze a round: write down who asks, what they have and what the depots hold, before anything is shared."""

from collections.abc import Iterator
from datetime import datetime

from core.copying import copy_rows
from core.progress import QUIET, Course, Tell
from core.stretches import STRETCH, stretches
from supplies import needs, picking
from supplies.digests import digest
from supplies.models import (
    Award,
    Balance,
    Item,
    LotStatus,
    Place,
    Round,
    RoundItem,
    RoundLine,
    RoundStock,
)
from supplies.planner import analyze
from supplies.rules import ItemRule, ladder_of, rule_of
from supplies.services.asking import FACTS, Asking, Measure, by_item, known_of, open_lines
from supplies.sharing import Ladder

# Of a frozen line, what an award depends on
WEIGHED = (
    "order_line", "credit_code", "tier", "heads", "reported", "ledger_floor", "on_its_way",
    "received", "requested", "home_depot", "ineligible",
)  # fmt: skip


def take_in(round_: Round, at: datetime, tell: Tell) -> str:
    """Replace what was frozen before; the SHA-256 of the new input."""
    policy, code = round_.policy_set.rules, round_.division_id
    depots = list(Place.objects.depots().filter(division__code__startswith=code).order_by("pk"))
    lines = open_lines(code)
    if round_.order_id is not None:
        lines = lines.filter(order=round_.order_id)
    course = Course(tell, total=2 * lines.count())  # written, then hashed
    forget(round_, course)
    for item, count, asking in by_item(lines):
        rule = rule_of(item, policy)
        ladder = ladder_of(policy, rule)
        round_item = freeze_item(round_, item, rule, ladder, stock=stock_of(depots, item), lines=count)
        measure = Measure(
            item=item,
            rule=rule,
            ladder=ladder,
            unit=round_item.unit,
            policy=policy,
            depots={depot.pk: depot.division_id for depot in depots},
            day=round_.day,
            at=at,
        )
        freeze_lines(round_item, measure, course.along(asking))
    analyze(RoundItem, RoundLine, RoundStock)
    return input_digest(round_, course)


def forget(round_: Round, course: Course) -> None:
    """
    What was frozen and computed before, table by table and a stretch at a time: as objects they would be read into
    memory to be deleted.
    """
    of_round = RoundLine.objects.filter(round_item__round=round_)
    for rows in (
        Award.objects.filter(line__in=of_round),
        of_round,
        RoundStock.objects.filter(round_item__round=round_),
        round_.items.all(),
    ):
        keys = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=STRETCH)
        for stretch in stretches(keys):
            some = rows.model._base_manager.filter(pk__in=stretch)
            some._raw_delete(some.db)
            course.go(0)  # it is alive


def freeze_item(
    round_: Round, item: Item, rule: ItemRule, ladder: Ladder, *, stock: list[picking.LotStock], lines: int
) -> RoundItem:
    """An item with what the depots hold of it. :param lines: how many ask for it"""
    day, shelf = round_.day, item.min_shelf_days
    # The pack is chosen by what could go out loose; its size then decides which lots hold a whole one.
    loose, _skipped = picking.usable(stock, ship_on=day, min_shelf_days=shelf, unit=1)
    unit = needs.issue_unit(rule.packs, supply=picking.supply(loose, 1), lines=lines)
    good, skipped = picking.usable(stock, ship_on=day, min_shelf_days=shelf, unit=unit)
    round_item = RoundItem.objects.create(
        round=round_,
        item=item,
        unit=unit,
        use_units=rule.use.numerator,
        use_per=rule.use.denominator,
        supply=picking.supply(good, unit),
        ladder=[{"tiers": sorted(step.tiers), "target": step.target} for step in ladder],
    )
    reasons = {row.key: reason for row, reason in skipped}
    RoundStock.objects.bulk_create(
        RoundStock(
            round_item=round_item,
            balance_id=row.key,
            available=row.available,
            skipped=reasons.get(row.key, ""),
        )
        for row in stock
    )
    return round_item


def freeze_lines(round_item: RoundItem, measure: Measure, asking: Iterator[Asking]) -> None:
    days = measure.policy.ladder.history_days
    for stretch in stretches(asking):
        known = known_of(stretch, measure.item, at=measure.at, days=days)
        columns = ["round_item_id", "is_told", *FACTS]
        facts = (measure.facts(row, known) for row in stretch)
        copy_rows(RoundLine, columns, ((round_item.pk, False, *row) for row in facts))


def stock_of(depots: list[Place], item: Item) -> list[picking.LotStock]:
    """Everything of an item in these depots, usable or not."""
    rows = (
        Balance.objects.filter(on_hand__gt=0, place__in=depots, lot__item=item)
        .select_related("lot")
        .order_by("pk")
    )
    return [lot_stock(row) for row in rows]


def lot_stock(row: Balance) -> picking.LotStock:
    return picking.LotStock(
        key=row.pk,
        depot=row.place_id,
        lot=row.lot.lot_no,
        expires_on=row.lot.expires_on,
        available=row.available,
        status=picking.RELEASED if row.lot.status == LotStatus.RELEASED else row.lot.status,
        owned=row.owner_id is not None,
    )


def input_digest(round_: Round, course: Course = QUIET) -> str:
    """SHA-256 over everything the award depends on, in one order."""
    items = [
        {
            "item": row.item.code,
            "unit": row.unit,
            "use": [row.use_units, row.use_per],
            "ladder": row.ladder,
            "stock": row.stock.order_by("balance").values_list("balance", "available", "skipped").iterator(),
            "lines": course.along(row.lines.order_by("order_line").values_list(*WEIGHED).iterator()),
        }
        for row in round_.items.select_related("item").order_by("item__code")
    ]
    words = [
        round_.division_id,
        round_.day,
        round_.policy_set.digest,
        round_.algorithm,
        round_.seed_commitment,
    ]
    return digest([*words, items])
