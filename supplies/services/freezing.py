"""Freeze a round: write down who asks, what they have and what the depots hold, before anything is shared."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F, QuerySet

from core.dates import shanghai_day
from reopening.halts import halted_cases
from reopening.models import ApplicationStatus, InventoryLine
from reopening.policy.body import PolicyBody
from reopening.policy.goods import SupplyKind
from supplies import needs, picking
from supplies.digests import digest
from supplies.models import (
    Balance,
    Ineligible,
    Item,
    LotStatus,
    Order,
    OrderKind,
    OrderLine,
    Place,
    Round,
    RoundItem,
    RoundLine,
    RoundStock,
)
from supplies.planner import analyze
from supplies.queries.deliveries import Key, recent
from supplies.rules import ItemRule, basis, ladder_of, rule_of
from supplies.services.orders import IN_FORCE
from supplies.sharing import LIMIT, MICRO, Ladder

BATCH = 1_000
# What was filed weighs more than all the rest of an application, and no need is measured by it.
UNREAD = ("order__application__snapshot", "order__application__route")


@dataclass(frozen=True)
class Intake:
    """What every line of a round is measured against."""

    round: Round
    policy: PolicyBody
    depots: list[Place]
    arrived: dict[Key, list[needs.Delivery]]
    counted: dict[tuple[int, str], int]
    halted: set[uuid.UUID]  # cases of firms that are stopped
    at: datetime


def take_in(round_: Round, at: datetime) -> str:
    """Replace what was frozen before; the SHA-256 of the new input."""
    round_.items.all().delete()
    policy = round_.policy_set.rules
    depots = list(Place.objects.depots().filter(division__code__startswith=round_.division_id).order_by("pk"))
    lines = open_lines(round_.division_id)
    if round_.order_id is not None:
        lines = lines.filter(order=round_.order_id)
    arrived = recent(lines.values("order__firm"), at, days=policy.ladder.history_days)
    halted = halted_cases(lines.values_list("order__application__case_key", flat=True))
    intake = Intake(round_, policy, depots, arrived, counted_later(lines), halted, at)
    by_item: dict[Item, list[OrderLine]] = defaultdict(list)
    rows = lines.select_related("item", "order__application", "order__firm").defer(*UNREAD)
    for line in rows.order_by("pk"):
        by_item[line.item].append(line)
    for item in sorted(by_item, key=lambda item: item.code):
        freeze_item(intake, item, by_item[item])
    analyze(RoundItem, RoundLine, RoundStock)
    return input_digest(round_)


def open_lines(division_code: str) -> QuerySet[OrderLine]:
    """Needs of a division that nobody has promised yet; those of drafts are no business of the office."""
    lines = OrderLine.objects.unmet(OrderKind.GOVERNMENT)
    return lines.filter(order__division_code__startswith=division_code).exclude(
        order__application__status=ApplicationStatus.DRAFT
    )


def counted_later(lines: QuerySet[OrderLine]) -> dict[tuple[int, str], int]:
    """What firms counted when they filed after they had ordered, by application and item code."""
    filed = lines.filter(order__submitted_at__lt=F("order__application__submitted_at"))
    rows = InventoryLine.objects.filter(application__in=filed.values("order__application"))
    return {(row.application_id, row.item_code): row.quantity for row in rows}


def freeze_item(intake: Intake, item: Item, lines: list[OrderLine]) -> None:
    rule = rule_of(item, intake.policy)
    ladder = ladder_of(intake.policy, rule)
    stock = stock_of(intake.depots, item)
    day, shelf = intake.round.day, item.min_shelf_days
    # The pack is chosen by what could go out loose; its size then decides which lots hold a whole one.
    loose, _skipped = picking.usable(stock, ship_on=day, min_shelf_days=shelf, unit=1)
    unit = needs.issue_unit(rule.packs, supply=picking.supply(loose, 1), lines=len(lines))
    good, skipped = picking.usable(stock, ship_on=day, min_shelf_days=shelf, unit=unit)
    round_item = RoundItem.objects.create(
        round=intake.round,
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
    RoundLine.objects.bulk_create(
        (freeze_line(intake, round_item, rule, ladder, line) for line in lines), batch_size=BATCH
    )


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


def freeze_line(
    intake: Intake, round_item: RoundItem, rule: ItemRule, ladder: Ladder, line: OrderLine
) -> RoundLine:
    order = line.order
    application = order.application
    count = basis(rule, heads=application.heads_on_site, area_m2=application.area_m2)
    deliveries = intake.arrived.get((order.firm_id, line.item_id), [])
    reported, reported_at = stated(intake, line)
    on_its_way = line.awarded - line.delivered
    use = Fraction(0) if rule.kind == SupplyKind.DURABLE else rule.use
    tier = min(intake.policy.tier_of(application.phase), max(max(step.tiers) for step in ladder))
    frozen = RoundLine(
        round_item=round_item,
        order_line=line,
        firm_id=order.firm_id,
        credit_code=order.firm.credit_code,
        phase=application.phase,
        tier=tier,
        heads=count,
        reported=reported,
        ledger_floor=needs.known_stock(
            reported,
            shanghai_day(reported_at),
            deliveries,
            heads=count,
            burn=use,
            today=intake.round.day,
        ),
        on_its_way=on_its_way,
        received=sum(row.units for row in deliveries) + on_its_way,
        requested=line.open_units,
        awarded_before=line.awarded,
        home_depot_id=home_of(intake.depots, order),
    )
    is_halted = application.case_key in intake.halted
    frozen.ineligible = Ineligible.HALTED if is_halted else why_not(frozen, round_item, ladder, order)
    return frozen


def stated(intake: Intake, line: OrderLine) -> tuple[int, datetime]:
    """What the firm said it has, and when: with the order, or with an application that was filed after it."""
    order, filed_at = line.order, line.order.application.submitted_at
    ordered_at = order.submitted_at or intake.at
    if filed_at is None or filed_at <= ordered_at:
        return line.reported, ordered_at
    return intake.counted.get((order.application_id, line.item.code), 0), filed_at


def home_of(depots: list[Place], order: Order) -> int | None:
    nearest = picking.nearest_first({depot.pk: depot.division_id for depot in depots}, order.division_code)
    return nearest[0] if nearest else None


def why_not(line: RoundLine, round_item: RoundItem, ladder: Ladder, order: Order) -> str:
    """Why a line stays out of the sharing; empty when it takes part."""
    if order.application.status not in IN_FORCE:
        return Ineligible.NOT_IN_FORCE
    if not line.heads:
        return Ineligible.NOBODY_ON_SITE
    demand, stock, unit = needs.scaled(
        heads=line.heads,
        burn=Fraction(round_item.use_units, round_item.use_per),
        in_hand=line.in_hand,
        unit=round_item.unit,
    )
    top = max(step.target for step in ladder)
    if demand > MICRO * unit or demand * top > LIMIT // 2 * MICRO or stock > LIMIT // 2:
        return Ineligible.OUT_OF_BOUNDS
    return ""


def input_digest(round_: Round) -> str:
    """SHA-256 over everything the award depends on, in one order."""
    items = [
        {
            "item": row.item.code,
            "unit": row.unit,
            "use": [row.use_units, row.use_per],
            "ladder": row.ladder,
            "stock": list(row.stock.order_by("balance").values_list("balance", "available", "skipped")),
            "lines": list(
                row.lines.order_by("order_line").values_list(
                    "order_line", "credit_code", "tier", "heads", "reported", "ledger_floor", "on_its_way",
                    "received", "requested", "home_depot", "ineligible",
                )
            ),
        }
        for row in round_.items.select_related("item").order_by("item__code")
    ]  # fmt: skip
    words = [
        round_.division_id,
        round_.day,
        round_.policy_set.digest,
        round_.algorithm,
        round_.seed_commitment,
    ]
    return digest([*words, items])
