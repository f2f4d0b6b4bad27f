"""Makers of supply data. Goods come in through the real receipt, orders through the real submission."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core.dates import shanghai_day
from core.models import Division, Role, User
from reopening.models import Application, Firm
from supplies.models import (
    Balance,
    DispatchPlan,
    Errand,
    Item,
    Lodging,
    Lot,
    LotSource,
    Movement,
    Order,
    Place,
    PlaceKind,
    Round,
    Run,
    Transfer,
    Vehicle,
)
from supplies.services import errands, fleet, lodgings, orders, plans, rounds, runs, stock, transfers
from supplies.services.plan_intake import Asked
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    UserFactory,
    street,
    submitted_application,
)

FAR = timedelta(days=365)


def item(code: str = "mask", **fields: Any) -> Item:
    defaults = {
        "name": "口罩",
        "name_en": "Masks",
        "pack_units": 50,
        "inner_pack_units": 10,
        "min_shelf_days": 10,
    }
    row, _created = Item.objects.get_or_create(code=code, defaults=defaults | fields)
    return row


def district() -> Division:
    parent = street().parent
    assert parent is not None
    return parent


def place(
    kind: str = PlaceKind.DEPOT, name: str = "西湖区物资库", division: Division | None = None, **fields: Any
) -> Place:
    source = LotSource.BUREAU if kind == PlaceKind.SUPPLIER else ""
    defaults = {"name_en": "Xihu depot", "source": source} | fields
    row, _created = Place.objects.get_or_create(
        kind=kind, name=name, division=division or district(), defaults=defaults
    )
    return row


def supplier(name: str = "区应急管理局", **fields: Any) -> Place:
    return place(PlaceKind.SUPPLIER, name, **{"name_en": "District Emergency Bureau"} | fields)


def seller() -> Place:
    """Somebody who sells masks."""
    return place(PlaceKind.SUPPLIER, "医药公司", name_en="Medical trader", source=LotSource.ON_BEHALF)


def keeper() -> User:
    """A dispatcher of the district."""
    found = User.objects.filter(username="keeper").first()
    if found:
        return found
    user = UserFactory(username="keeper")
    AppointmentFactory(user=user, role=Role.DISPATCHER, division=district())
    return user


def driver() -> User:
    found = User.objects.filter(username="driver").first()
    if found:
        return found
    user = UserFactory(username="driver")
    AppointmentFactory(user=user, role=Role.COURIER, division=district())
    return user


def received(
    units: int = 1_000, *, depot: Place | None = None, expires_on: date | None = None, **fields: Any
) -> Movement:
    """Masks from the bureau in the depot."""
    values: dict[str, Any] = {
        "supplier": supplier(),
        "item": item(),
        "lot_no": f"L{Lot.objects.count() + 1:03d}",
        "expires_on": expires_on or shanghai_day(timezone.now()) + FAR,
        "source": LotSource.BUREAU,
        "by": keeper(),
        "at": timezone.now(),
    }
    return stock.receive(depot=depot or place(), units=units, **values | fields)


def case(heads: int = 40, *, masks: int = 0, firm: Firm | None = None, **fields: Any) -> Application:
    """A submitted application of a firm that has a member; heads are set past the small roster."""
    firm = firm or MembershipFactory().firm
    application = submitted_application(firm, masks=masks, **fields)
    Application.objects.filter(pk=application.pk).update(heads_on_site=heads)
    application.refresh_from_db()
    return application


def order(
    units: int = 280, *, application: Application | None = None, code: str = "mask", **fields: Any
) -> Order:
    """A submitted order of masks."""
    item(code)
    application = application or case()
    by = application.firm.members.first()
    assert by is not None
    at = timezone.now()
    row = orders.create(application=application, lines={code: units}, by=by, at=at, **fields)
    return orders.submit(order=row, by=by, at=at)


def errand(*, application: Application | None = None, accepted: bool = True, **fields: Any) -> Errand:
    """Two boxes that somebody is to fetch; accepted by the district unless told otherwise."""
    application, at = application or case(), timezone.now()
    words = {"what": "两箱口罩", "fetch_from": "滨江区医药公司", "bring_to": "文三路1号"} | fields
    row = errands.ask(application=application, **words, by=member(application), at=at)
    return errands.accept(errand=row, by=keeper(), at=at) if accepted else row


def lodging(people: int = 600, *, application: Application | None = None, **fields: Any) -> Lodging:
    """So many people for two weeks from tomorrow."""
    application, at = application or case(), timezone.now()
    first = shanghai_day(at) + timedelta(days=1)
    stay = lodgings.Stay(people, first, first + timedelta(days=14))
    return lodgings.ask(application=application, stay=stay, by=member(application), at=at, **fields)


def member(row: Order | Application) -> User:
    user = row.firm.members.first()
    assert user is not None
    return user


def frozen_round(division: Division | None = None) -> Round:
    at = timezone.now()
    row = rounds.create(division=division or district(), day=shanghai_day(at), by=keeper(), at=at)
    return rounds.freeze(round_=row, by=keeper(), at=at)


def computed_round() -> Round:
    return rounds.compute(round_=frozen_round(), by=keeper(), at=timezone.now())


def published_round() -> Round:
    return rounds.publish(round_=computed_round(), by=keeper(), at=timezone.now())


def run(*, depot: Place | None = None) -> Run:
    at = timezone.now()
    row = runs.create(depot=depot or place(), day=shanghai_day(at), courier=driver(), by=keeper(), at=at)
    return runs.plan(run=row, by=keeper(), at=at)


def departed_run() -> Run:
    return runs.depart(run=run(), by=driver(), at=timezone.now())


def other_depot() -> Place:
    return place(name="三墩物资库")


def transfer(units: int = 100) -> Transfer:
    """Some of what lies in the first depot, on the way to the other one."""
    row = Balance.objects.pool().filter(place=place()).order_by("pk")[0]
    goods = [(row, units)]
    return transfers.send(source=place(), target=other_depot(), goods=goods, by=keeper(), at=timezone.now())


def second() -> User:
    """Another dispatcher of the district."""
    user = UserFactory()
    AppointmentFactory(user=user, role=Role.DISPATCHER, division=district())
    return user


def vehicle(name: str = "A", *, depot: Place | None = None, capacity: int = 60, **figures: Any) -> Vehicle:
    at = timezone.now()
    return fleet.add(depot=depot or place(), name=name, capacity=capacity, by=keeper(), at=at, **figures)


def plan(vehicles: list[Vehicle] | None = None, **changes: Any) -> DispatchPlan:
    """Today's plan of the district, not computed yet."""
    at = timezone.now()
    asked = Asked(
        division_code=district().pk,
        day=changes.get("day", shanghai_day(at)),
        vehicles=list(Vehicle.objects.filter(is_in_use=True)) if vehicles is None else vehicles,
        minutes_per_stop=6,
        km_per_hour=20,
        replan=changes.get("replan", True),
    )
    return plans.create(division=district(), asked=asked, by=keeper(), at=at)
