"""Sharing scarce goods."""

import time
from datetime import timedelta
from functools import partial

import numpy as np
from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, median_seconds, megabytes, peak_resident, side_by_side
from core.models import Division, Role, User
from supplies import sharing
from supplies.models import Item, LotSource, Place, PlaceKind, Round
from supplies.services import items, rounds, stock

CITY = "3301"
LINES = 330_000
PROVINCE = 33_000  # lines of a whole round: a tenth of a province, for a tenth of its time
MEMORY = 150  # megabytes
WHOLE = 30  # seconds
FOSHAN = (4_261, 15_000)  # firms that asked on the first day, and the masks that came
LINE = "JOIN supplies_rounditem item ON item.id = line.round_item_id WHERE item.round_id = {key}"
AWARD = f"JOIN supplies_roundline line ON line.id = award.line_id {LINE}"
# What a round writes: what was frozen of each line, what it got, and from which lot
WRITTEN = {
    "supplies_roundline": f"SELECT line.* FROM supplies_roundline line {LINE}",
    "supplies_award": f"SELECT award.* FROM supplies_award award {AWARD}",
    "supplies_awardlot": f"SELECT lot.* FROM supplies_awardlot lot JOIN supplies_award award ON award.id = award_id "
    f"{AWARD}",
}


def allocation() -> list[Row]:
    """Sharing 15,000 packs among 330,000 lines, beside one sort of as many numbers."""
    chance = np.random.default_rng(1)
    heads = chance.integers(1, 300, LINES)
    lines = sharing.Lines(
        tier=chance.integers(1, 4, LINES),
        demand=heads,
        stock=(heads * chance.random(LINES) * 5).astype(np.int64),
        request=chance.integers(1, 40, LINES),
        tie=chance.permutation(LINES),
    )
    ladder = [
        sharing.rung([1], 1), sharing.rung([1, 2], 1), sharing.rung([1, 2, 3], 1),
        sharing.rung([1], 7), sharing.rung([1, 2], 7), sharing.rung([1, 2, 3], 7),
    ]  # fmt: skip
    numbers = chance.random(LINES)
    ours, sort = side_by_side(
        lambda: sharing.share(lines, unit=10, supply=15_000, ladder=ladder), lambda: np.sort(numbers), times=5
    )
    return [Row(f"allocation of {LINES:,} lines", ours, sort, "one np.sort", "under 1 s", ours < 1)]


def whole_round() -> list[Row]:
    """From the freeze to the publication, beside COPY of the rows that this writes."""
    data.small_district()
    items.load()
    data.many_cases(PROVINCE + 1_000)
    (firms, came), rows, by = FOSHAN, [], dispatcher()
    for lines, units in ((firms, came), (PROVINCE, came * PROVINCE // firms)):
        data.open_orders(lines, "mask")
        stock_up(units, by)
        baselines.analyse()
        before, start = peak_resident("self", reset=True), time.perf_counter()
        made = published(by)
        ours, grown = time.perf_counter() - start, peak_resident("self") - before
        frozen = made.items.get().lines.count()
        plain = median_seconds(partial(write_again, ready(made)), times=3)
        name = f"from freeze to published, {frozen:,} lines"
        limit = 30 * frozen / LINES
        goal = f"under {limit:.1f} s: 30 s for {LINES:,}"
        rows.append(Row(name, ours, plain, "COPY of the rows it writes", goal, ours < limit))
        name = f"memory that a round of {frozen:,} lines takes"
        rows.append(Row(name, grown, MEMORY, megabytes(MEMORY), "≤ 1", grown <= MEMORY, unit=megabytes))
    return rows


def province() -> list[Row]:
    """The three acts of a round of a whole province, and the memory of each, beside the time for all of them."""
    data.small_district()
    items.load()
    data.many_cases(LINES + 1_000)
    data.open_orders(LINES, "mask")
    (firms, came), rows, by = FOSHAN, [], dispatcher()
    stock_up(came * LINES // firms, by)
    baselines.analyse()
    at = timezone.now()
    made = rounds.create(division=Division.objects.get(pk=CITY), day=data.today(), by=by, at=at)
    for act in (rounds.freeze, rounds.compute, rounds.publish):
        before, start = peak_resident("self", reset=True), time.perf_counter()
        made = act(round_=made, by=by, at=at)
        ours, grown = time.perf_counter() - start, peak_resident("self") - before
        name = f"{act.__name__} {LINES:,} lines"
        rows.append(Row(name, ours, WHOLE, "30 s for all three", "together ≤ 1", ours < WHOLE))
        row = Row(
            f"memory to {name}", grown, MEMORY, megabytes(MEMORY), "≤ 1", grown <= MEMORY, unit=megabytes
        )
        rows.append(row)
    return rows


def dispatcher() -> User:
    """Of the city."""
    person, is_new = User.objects.get_or_create(username="bench-dispatcher")
    if is_new:
        person.appointments.create(role=Role.DISPATCHER, division_id=CITY)
    return person


def stock_up(units: int, by: User) -> None:
    """So much more of the item comes into the city's depot."""
    places = {"division_id": CITY, "name": "bench"}
    depot, _new = Place.objects.get_or_create(kind=PlaceKind.DEPOT, **places)
    supplier, _new = Place.objects.get_or_create(
        kind=PlaceKind.SUPPLIER, **places, defaults={"source": LotSource.BUREAU}
    )
    stock.receive(
        depot=depot,
        supplier=supplier,
        item=Item.objects.get(code="mask"),
        lot_no=f"bench-{units}",
        units=units,
        expires_on=data.today() + timedelta(days=365),
        by=by,
        at=timezone.now(),
    )


def published(by: User) -> Round:
    """A round of the city, one act after the other as every morning."""
    at = timezone.now()
    round_ = rounds.create(division=Division.objects.get(pk=CITY), day=data.today(), by=by, at=at)
    for act in (rounds.freeze, rounds.compute, rounds.publish):
        round_ = act(round_=round_, by=by, at=at)
    return round_


def ready(made: Round) -> dict[str, bytes]:
    """The rows of the round as bytes, by the empty twin of their table."""
    return {
        baselines.bare_twin_of(table): baselines.ready_rows(select.format(key=made.pk))
        for table, select in WRITTEN.items()
    }


def write_again(rows: dict[str, bytes]) -> None:
    for twin, content in rows.items():
        baselines.copy_bytes(f"COPY {twin} FROM STDIN", content)
