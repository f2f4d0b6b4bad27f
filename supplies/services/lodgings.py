"""Lodging for staff who arrive (S29): asked for alone or with goods, answered with a place or a refusal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.halts import refuse_halted
from reopening.models import Application
from supplies.models import MOST_PEOPLE, Lodging, Order
from supplies.permissions import orders_for_firm
from supplies.serials import serial
from supplies.services import orders
from supplies.services.orders import MAY_ORDER, NotInForce, ReasonMissing
from supplies.transitions import LODGING


class BadStay(DomainError):
    code = "bad_stay"
    message = _("Please give a number of people from 1 to 100,000, and a last day later than the first.")


class OtherApplication(DomainError):
    code = "order_of_another_application"
    message = _("This order belongs to another application.")


class BadPlace(DomainError):
    code = "bad_place"
    message = _(
        "Please say where, and how many of the people it takes: at least one, at most those asked for."
    )


@dataclass(frozen=True)
class Stay:
    """How many people, from when to when (the last day is the day of leaving)."""

    people: int
    from_on: date
    until_on: date


@transaction.atomic
def ask(
    *,
    application: Application,
    stay: Stay,
    note: str = "",
    order: Order | None = None,
    by: User,
    at: datetime,
) -> Lodging:
    """
    Ask for lodging; that of a draft application is heard of once the application is handed in.

    :param order: the order of goods that it comes with
    :raises BadStay: for no people, or a stay that ends before it begins
    :raises NotInForce: if the application has ended
    :raises StandsStill: while the firm is stopped, sealed or suspended
    """
    check_stay(stay)
    if order is not None and order.application_id != application.pk:
        raise OtherApplication
    lodging = Lodging(
        application=application,
        firm_id=application.firm_id,
        division_code=application.division_code,
        number=serial("L", application.division_code, at),
        **asdict(stay),
        note=note,
        order=order,
        asked_at=at,
        asked_by=by,
    )
    if not orders_for_firm(by, lodging):
        raise PermissionDenied
    if application.status not in MAY_ORDER:
        raise NotInForce
    refuse_halted(application)
    lodging.save(force_insert=True)
    data = {"people": stay.people} | LODGING.remarks(lodging, by=by)
    audit.record(lodging, "lodging.ask", by=by, at=at, to_status=lodging.status, data=data)
    return lodging


def check_stay(stay: Stay) -> None:
    if not 1 <= stay.people <= MOST_PEOPLE or stay.until_on <= stay.from_on:
        raise BadStay


@transaction.atomic
def ask_with_goods(
    *,
    application: Application,
    lines: Mapping[str, int],
    stay: Stay | None,
    kind: str,
    note: str = "",
    urgent_reason: str = "",
    by: User,
    at: datetime,
) -> Order:
    """A firm's whole package in one breath (S29): the goods, and lodging if `stay` is given; all or nothing."""
    order = orders.place(
        application=application,
        lines=lines,
        kind=kind,
        note=note,
        urgent_reason=urgent_reason,
        by=by,
        at=at,
    )
    if stay is not None:
        ask(application=application, stay=stay, order=order, by=by, at=at)
    return order


@transaction.atomic
def provide(
    *,
    lodging: Lodging,
    place: str,
    address: str,
    lodged: int,
    contact: str = "",
    answer: str = "",
    by: User,
    at: datetime,
) -> Lodging:
    """
    A place was found, for all of the people or for some.

    :param lodged: how many of the people it takes
    :raises BadPlace: if that is none, or more than were asked for, or it is not said where
    """
    with LODGING.transition(lodging, "provide", by=by, at=at, note=answer, data={"lodged": lodged}):
        if not 1 <= lodged <= lodging.people or not place.strip() or not address.strip():
            raise BadPlace
        lodging.place, lodging.address, lodging.contact = place, address, contact
        lodging.lodged, lodging.answer = lodged, answer
        lodging.answered_at, lodging.answered_by = at, by
    tell(lodging, "supplies.lodging_provided", by=by)
    return lodging


@transaction.atomic
def decline(*, lodging: Lodging, answer: str, by: User, at: datetime) -> Lodging:
    """:raises ReasonMissing: if the firm is not told why"""
    with LODGING.transition(lodging, "decline", by=by, at=at, note=answer):
        if not answer.strip():
            raise ReasonMissing
        lodging.answer = answer
        lodging.answered_at, lodging.answered_by = at, by
    tell(lodging, "supplies.lodging_declined", by=by)
    return lodging


@transaction.atomic
def cancel(*, lodging: Lodging, reason: str, by: User, at: datetime) -> Lodging:
    """
    The firm needs it no more, or the district can no longer give the place.

    :raises ReasonMissing: if no reason is given
    """
    with LODGING.transition(lodging, "cancel", by=by, at=at, note=reason):
        if not reason.strip():
            raise ReasonMissing
        lodging.answer = reason
    tell(lodging, "supplies.lodging_cancelled", by=by)
    return lodging


def tell(lodging: Lodging, kind: str, *, by: User) -> None:
    """The firm's people, except who did it; who had found the place hears that it is not needed."""
    people = list(lodging.firm.members.exclude(pk=by.pk))
    if kind == "supplies.lodging_cancelled" and lodging.answered_by and lodging.answered_by_id != by.pk:
        people.append(lodging.answered_by)
    params = {
        "firm": lodging.firm.name,
        "lodging": lodging.number,
        "place": lodging.place,
        "lodged": f"{lodging.lodged or 0:,}",
        "people": f"{lodging.people:,}",
        "answer": lodging.answer,
    }
    notify(people, kind, params=params, url=lodging.get_absolute_url())
