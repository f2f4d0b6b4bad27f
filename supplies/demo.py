"""Departments, depots, scarce masks, a published round and a run on the road for the demo district."""

import random
from datetime import datetime, timedelta

from core.dates import shanghai_day
from core.models import Division, User
from reopening.halts import halted_cases
from reopening.models import Application, Firm
from supplies import demo_orders, demo_requests, demo_runs
from supplies.models import (
    Balance,
    DailyQuota,
    Item,
    LotSource,
    OrderKind,
    Place,
    PlaceKind,
    Round,
    Vehicle,
)
from supplies.services import (
    counts,
    donations,
    fleet,
    items,
    orders,
    plans,
    purchases,
    rounds,
    stock,
    transfers,
)
from supplies.services import places as place_services
from supplies.services.plan_intake import Asked

# kind, name, name in English, division, address, point
PLACES: list[tuple[str, str, str, str, str, tuple[float, float] | None]] = [
    ("supplier", "区应急管理局（演示）", "District Emergency Bureau (demo)", "330106", "", None),
    ("supplier", "区发改局（演示）", "Development and Reform Bureau (demo)", "330106", "", None),
    ("depot", "西湖物资库（演示）", "Xihu depot (demo)", "330106", "文新街道演示路100号", (30.285, 120.085)),
    ("depot", "三墩物资库（演示）", "Sandun depot (demo)", "330106109", "三墩镇演示路8号", (30.327, 120.082)),
    ("supplier", "上城应急管理局（演示）", "Shangcheng Emergency Bureau (demo)", "330102", "", None),
    (
        "depot",
        "上城物资库（演示）",
        "Shangcheng depot (demo)",
        "330102",
        "望江街道演示路6号",
        (30.235, 120.185),
    ),
]
Receipt = tuple[str, str, str, str, int | None, int, str]
# depot, source, item, lot, days to expiry, base units, document
RECEIPTS: list[Receipt] = [
    ("西湖物资库（演示）", "区应急管理局（演示）", "mask", "YJ-0217-A", 180, 1_500, "代购单 0217-01"),
    ("西湖物资库（演示）", "区应急管理局（演示）", "mask", "YJ-0216-C", 45, 300, "代购单 0216-03"),
    ("三墩物资库（演示）", "区发改局（演示）", "mask", "FG-0215-B", 300, 600, "调拨单 0215-09"),
    ("西湖物资库（演示）", "区发改局（演示）", "mask", "FG-0110-X", 4, 200, "调拨单 0110-02"),
    ("西湖物资库（演示）", "区发改局（演示）", "thermometer", "CW-2002", None, 40, "调拨单 0215-10"),
    ("西湖物资库（演示）", "区发改局（演示）", "disinfectant", "XD-0214", 360, 200_000, "调拨单 0215-11"),
    ("上城物资库（演示）", "上城应急管理局（演示）", "mask", "SC-0217-A", 200, 2_500, "代购单 0217-02"),
    ("上城物资库（演示）", "上城应急管理局（演示）", "goggles", "SC-0213-H", None, 120, "捐赠单 0213-01"),
]
# Came after the day's first round: a second one waits to be published
LATE_RECEIPTS: list[Receipt] = [
    ("西湖物资库（演示）", "区发改局（演示）", "mask", "FG-0217-D", 240, 200, "调拨单 0217-04")
]
# depot, number plate, boxes
VEHICLES = [
    ("西湖物资库（演示）", "浙A·演示02", 60),
    ("西湖物资库（演示）", "浙A·演示03", 30),
    ("三墩物资库（演示）", "浙A·演示04", 60),
    ("上城物资库（演示）", "浙A·演示05", 60),
]
QUOTAS = [("区应急管理局（演示）", 15_000), ("上城应急管理局（演示）", 8_000)]


def load(*, password: str, at: datetime) -> None:
    """Items always; the rest once."""
    items.load()
    if Place.objects.filter(kind=PlaceKind.DEPOT).exists() or not Firm.objects.exists():
        return
    dispatcher, courier = (User.objects.get(username=name) for name in ("dispatcher", "courier"))
    places = open_places()
    receive_all(places, dispatcher, at - timedelta(hours=5), RECEIPTS)
    put_firms_on_the_map()
    for depot, name, boxes in VEHICLES:
        fleet.add(depot=places[depot], name=name, capacity=boxes, by=dispatcher, at=at)
    late = demo_orders.late_firms()
    order_all(at - timedelta(hours=4), late)
    for code, depot in (("330106", "西湖物资库（演示）"), ("330102", "上城物资库（演示）")):
        share(code, dispatcher, at - timedelta(hours=3))
        demo_runs.drive(places[depot], dispatcher, courier, at - timedelta(hours=1))
    demo_runs.break_off(places["上城物资库（演示）"], dispatcher, courier, at - timedelta(minutes=20))
    keep(places, dispatcher, at)
    for code in ("330106", "330102"):
        buy(code, dispatcher, at)
    demo_requests.load(dispatcher, courier, at)
    receive_all(places, dispatcher, at - timedelta(minutes=30), LATE_RECEIPTS)
    demo_orders.order_urgently(late[0], dispatcher, at - timedelta(minutes=25))
    for application in late[1:-2]:
        demo_orders.order_late(application, at - timedelta(minutes=22))
    demo_orders.bring_list(late[-2:], dispatcher, at)
    plan("330106", dispatcher, at)
    share("330106", dispatcher, at - timedelta(minutes=20), publish=False)


def open_places() -> dict[str, Place]:
    places = {}
    for kind, name, name_en, division, address, point in PLACES:
        places[name] = Place.objects.create(
            kind=kind,
            source=LotSource.BUREAU if kind == PlaceKind.SUPPLIER else "",
            name=name,
            name_en=name_en,
            division_id=division,
            address=address,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
        )
    masks = Item.objects.get(code="mask")
    for name, units in QUOTAS:
        DailyQuota.objects.create(place=places[name], item=masks, units=units)
    return places


def receive_all(places: dict[str, Place], by: User, at: datetime, receipts: list[Receipt]) -> None:
    goods = {item.code: item for item in Item.objects.all()}
    for depot, source, code, lot_no, days, units, document in receipts:
        stock.receive(
            depot=places[depot],
            supplier=places[source],
            item=goods[code],
            lot_no=lot_no,
            expires_on=None if days is None else shanghai_day(at) + timedelta(days=days),
            units=units,
            document=document,
            by=by,
            at=at,
        )


def keep(places: dict[str, Place], by: User, at: datetime) -> None:
    """A gift, a depot that runs low, a transfer on the way, a closed day whose correction waits for a signature."""
    depot, other = places["西湖物资库（演示）"], places["三墩物资库（演示）"]
    masks, suits = Item.objects.get(code="mask"), Item.objects.get(code="protective_suit")
    donations.take_in(
        donor="西溪慈善基金会（演示）",
        depot=depot,
        item=suits,
        units=60,
        lot_no="JZ-0216",
        expires_on=shanghai_day(at) + timedelta(days=20),
        document="捐赠协议 2020-018",
        by=by,
        at=at - timedelta(minutes=50),
    )
    place_services.set_floor(depot=other, item=masks, units=1_000, by=by, at=at)
    thermometers = Balance.objects.get(place=depot, lot__lot_no="CW-2002")
    transfers.send(
        source=depot,
        target=other,
        goods=[(thermometers, 10)],
        document="调拨单 0217-07",
        by=by,
        at=at - timedelta(minutes=40),
    )
    yesterday = shanghai_day(at) - timedelta(days=1)
    counts.close_day(depot=depot, day=yesterday, by=by, at=at)
    counts.propose(
        balance=thermometers, day=yesterday, difference=-1, reason="盘点时发现一台损坏", by=by, at=at
    )


def buy(code: str, by: User, at: datetime) -> None:
    """Goggles that a few firms want to have bought: one has agreed, the others are asked."""
    seller = place_services.add(
        place=Place(
            kind=PlaceKind.SUPPLIER,
            source=LotSource.ON_BEHALF,
            name="浙江某医药公司（演示）",
            name_en="Zhejiang medical trader (demo)",
            division_id=code,
        ),
        by=by,
        at=at,
    )
    rows = Application.objects.filter(status__in=orders.IN_FORCE, division_code__startswith=code)
    mine = rows.filter(firm__members__username="applicant")
    others = rows.filter(firm__members__isnull=False).exclude(firm__members__username="applicant").distinct()
    for application in [*mine, *others.order_by("pk")[:3]]:
        member = application.firm.members.order_by("pk")[0]
        kind = OrderKind.PURCHASE_ON_BEHALF
        orders.place(application=application, lines={"goggles": 20}, kind=kind, by=member, at=at)
    pooled = purchases.pool().filter(order__division_code__startswith=code)
    purchase = purchases.propose(
        division=Division.objects.get(pk=code),
        item=Item.objects.get(code="goggles"),
        seller=seller,
        order_lines=list(pooled.filter(item__code="goggles").order_by("pk")),
        price_fen=2_800,
        price_units=1,
        freight_fen=1_500,
        by=by,
        at=at,
    )
    for line in purchase.lines.exclude(firm__members__username="applicant").order_by("pk")[:1]:
        purchases.agree(line=line, by=line.firm.members.order_by("pk")[0], at=at)


def plan(code: str, by: User, at: datetime) -> None:
    """What is set aside and on no run yet, as tours that wait to be accepted."""
    asked = Asked(
        division_code=code,
        day=shanghai_day(at),
        vehicles=list(Vehicle.objects.filter(depot__division__code__startswith=code)),
        minutes_per_stop=6,
        km_per_hour=20,
        replan=False,
    )
    made = plans.create(division=Division.objects.get(pk=code), asked=asked, by=by, at=at)
    plans.solve(plan=made, at=at, tell=lambda done, total: None)


def put_firms_on_the_map() -> None:
    """Made-up points near the real districts."""
    chance = random.Random(20200217)  # noqa: S311 - the same map each time
    middle = {"330106": (30.28, 120.10), "330102": (30.24, 120.17), "330302": (28.01, 120.65)}
    for firm in Firm.objects.order_by("pk"):
        latitude, longitude = middle.get(firm.division_id[:6], (30.25, 120.15))
        Place.objects.create(
            kind=PlaceKind.FIRM,
            name=firm.name,
            firm=firm,
            division_id=firm.division_id,
            address=firm.address,
            latitude=round(latitude + chance.uniform(-0.04, 0.04), 5),
            longitude=round(longitude + chance.uniform(-0.05, 0.05), 5),
        )


def order_all(at: datetime, late: list[Application]) -> None:
    """Every submitted firm that lacks masks orders them with one click, except those who are late or stand still."""
    rows = Application.objects.filter(status__in=orders.IN_FORCE).exclude(pk__in=[row.pk for row in late])
    still = halted_cases(rows.values_list("case_key", flat=True))
    rows = rows.exclude(case_key__in=still).select_related("firm", "policy_set")
    for application in rows.order_by("pk"):
        by = application.firm.members.order_by("pk").first()
        if by is None:
            continue
        try:
            orders.order_shortfall(application=application, by=by, at=at)
        except orders.NothingShort:
            continue


def share(code: str, by: User, at: datetime, *, publish: bool = True) -> Round:
    round_ = rounds.create(division=Division.objects.get(pk=code), day=shanghai_day(at), by=by, at=at)
    rounds.freeze(round_=round_, by=by, at=at)
    rounds.compute(round_=round_, by=by, at=at)
    return rounds.publish(round_=round_, by=by, at=at) if publish else round_
