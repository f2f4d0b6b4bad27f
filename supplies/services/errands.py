"""
Errands 跑腿: somebody fetches or brings something for a firm (S25).

A dispatcher accepts one and gives it to a person, or to a run as a stop at the firm. It ends done, or with the reason.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core import audit, workflow
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.halts import refuse_halted
from reopening.models import Application
from supplies import codes
from supplies.models import Errand, ErrandStatus, FailReason, Run, RunStatus, Stop
from supplies.permissions import carries, orders_for_firm
from supplies.serials import serial
from supplies.services import runs
from supplies.services.orders import MAY_ORDER, NotInForce, ReasonMissing
from supplies.transitions import ERRAND

IN_THE_YARD = (RunStatus.DRAFT, RunStatus.PLANNED)
ENDINGS = frozenset({"finish", "fail"})  # said at the stop, of an errand that a run takes care of


class NobodyToGoTo(DomainError):
    code = "nobody_to_go_to"
    message = _("Please choose either a person or a run.")


class DoesNotCarry(DomainError):
    code = "does_not_carry"
    message = _("Errands are given to couriers, keepers and dispatchers of this place.")


class RunHasLeft(DomainError):
    status = 409
    code = "run_has_left"
    message = _("This run has left, or it is over. Please choose another one.")


class OtherDistrict(DomainError):
    code = "other_district"
    message = _("This run belongs to another district.")


class OnTheRoad(DomainError):
    status = 409
    code = "errand_on_the_road"
    message = _("The courier is on the way with it. Please ask the dispatcher.")


class EndsAtItsStop(DomainError):
    status = 409
    code = "errand_ends_at_its_stop"
    message = _("A run takes care of it: the courier says at the stop how it ended.")


class BadReason(DomainError):
    code = "bad_reason"
    message = _("Please say why it could not be done.")


@transaction.atomic
def ask(
    *,
    application: Application,
    what: str,
    fetch_from: str,
    bring_to: str,
    needed_by: datetime | None = None,
    note: str = "",
    by: User,
    at: datetime,
) -> Errand:
    """
    Ask for an errand; that of a draft application is heard of once the application is handed in.

    :raises NotInForce: if the application has ended
    :raises StandsStill: while the firm is stopped, sealed or suspended
    """
    errand = Errand(
        application=application,
        firm_id=application.firm_id,
        division_code=application.division_code,
        number=serial("E", application.division_code, at),
        what=what,
        fetch_from=fetch_from,
        bring_to=bring_to,
        needed_by=needed_by,
        note=note,
        asked_at=at,
        asked_by=by,
    )
    if not orders_for_firm(by, errand):
        raise PermissionDenied
    if application.status not in MAY_ORDER:
        raise NotInForce
    refuse_halted(application)
    errand.save(force_insert=True)
    data = {"what": what} | ERRAND.remarks(errand, by=by)
    audit.record(errand, "errand.ask", by=by, at=at, to_status=errand.status, data=data)
    return errand


@transaction.atomic
def accept(*, errand: Errand, answer: str = "", by: User, at: datetime) -> Errand:
    """The district takes it on."""
    with ERRAND.transition(errand, "accept", by=by, at=at, note=answer):
        errand.answer = answer
    tell(errand, "supplies.errand_accepted", by=by)
    return errand


@transaction.atomic
def decline(*, errand: Errand, answer: str, by: User, at: datetime) -> Errand:
    """:raises ReasonMissing: if the firm is not told why"""
    with ERRAND.transition(errand, "decline", by=by, at=at, note=answer):
        if not answer.strip():
            raise ReasonMissing
        errand.answer = answer
        end(errand, by=by, at=at)
    tell(errand, "supplies.errand_declined", by=by)
    return errand


@transaction.atomic
def assign(
    *, errand: Errand, person: User | None = None, run: Run | None = None, by: User, at: datetime
) -> Errand:
    """
    Give it to a person, or to a run that has not left; whoever had it before has it no more.

    :raises NobodyToGoTo: unless exactly one of the two is named
    :raises DoesNotCarry: if the person works in none of the roles that carry things here
    :raises RunHasLeft: if the run, or the one that has it now, has left
    """
    lock_runs(errand, run)
    to = str(person or run)
    with ERRAND.transition(errand, "assign", by=by, at=at, data={"to": to}):
        if (person is None) == (run is None):
            raise NobodyToGoTo
        if person is not None and not carries(person, errand.division_code):
            raise DoesNotCarry
        if errand.stop is not None and errand.stop.run.status not in IN_THE_YARD:
            raise RunHasLeft
        left = take_off(errand)
        errand.assignee, errand.stop = person, None if run is None else stop_on(run, errand)
    if left is not None and left.pk != errand.stop_id:
        left.delete()
    for touched in {each for each in (run, left and left.run) if each and each.status == RunStatus.PLANNED}:
        runs.plan(run=touched, by=by, at=at)
    if person is not None:
        notify(
            [person], "supplies.errand_assigned",
            params={"errand": errand.number, "firm": errand.firm.name, "what": errand.what},
            url=errand.get_absolute_url(),
        )  # fmt: skip
    return errand


def lock_runs(errand: Errand, run: Run | None) -> None:
    """Runs before errands. :raises RunHasLeft: if one of them is no longer in the yard"""
    before = Run.objects.filter(stops__errands=errand).first()
    rows = workflow.lock_in_order(Run.objects.filter(pk__in=[each.pk for each in (run, before) if each]))
    for row in rows:
        if row.status not in IN_THE_YARD:
            raise RunHasLeft
        if row.depot.division_id[:6] != errand.division_code[:6]:
            raise OtherDistrict


def take_off(errand: Errand) -> Stop | None:
    """The stop it leaves, if nothing else keeps the stop on its run."""
    stop = errand.stop
    if stop is None or stop.items.exists() or stop.errands.exclude(pk=errand.pk).exists():
        return None
    return stop


def stop_on(run: Run, errand: Errand) -> Stop:
    """The run's stop at the firm; a new one at the end of the tour if it does not go there yet."""
    place = runs.firm_places([errand.firm_id])[errand.firm_id]
    last = run.stops.aggregate(last=Max("sequence"))["last"] or 0
    stop, _new = Stop.objects.get_or_create(
        run=run,
        firm_id=errand.firm_id,
        defaults={
            "place": place,
            "address": place.address,
            "sequence": last + 1,
            "nonce": codes.new_nonce(),
        },
    )
    return stop


@transaction.atomic
def finish(*, errand: Errand, answer: str = "", by: User, at: datetime) -> Errand:
    """:raises EndsAtItsStop: if a run takes care of it"""
    return mark_done(errand, answer, by=by, at=at, stop=None)


@transaction.atomic
def fail(*, errand: Errand, reason: str, answer: str = "", by: User, at: datetime) -> Errand:
    """
    It could not be done, and why.

    :param reason: one of `FailReason`; :param answer: more words for the firm
    :raises EndsAtItsStop: if a run takes care of it
    """
    return mark_failed(errand, reason, answer, by=by, at=at, stop=None)


def end_at_stop(stop: Stop, *, reason: str = "", by: User, at: datetime) -> None:
    """What the stop was also for ends with it: done, or not for the same `reason`."""
    for errand in stop.errands.filter(status=ErrandStatus.ACCEPTED).order_by("pk"):
        if reason:
            mark_failed(errand, reason, "", by=by, at=at, stop=stop)
        else:
            mark_done(errand, "", by=by, at=at, stop=stop)


def mark_done(errand: Errand, answer: str, *, by: User, at: datetime, stop: Stop | None) -> Errand:
    with ERRAND.transition(errand, "finish", by=by, at=at, note=answer):
        refuse_elsewhere(errand, stop)
        errand.answer = answer or errand.answer
        end(errand, by=by, at=at)
    tell(errand, "supplies.errand_done", by=by)
    return errand


def mark_failed(
    errand: Errand, reason: str, answer: str, *, by: User, at: datetime, stop: Stop | None
) -> Errand:
    if reason not in FailReason.values:
        raise BadReason
    with ERRAND.transition(errand, "fail", by=by, at=at, note=answer, data={"reason": reason}):
        refuse_elsewhere(errand, stop)
        errand.fail_reason, errand.answer = reason, answer or errand.answer
        end(errand, by=by, at=at)
    tell(errand, "supplies.errand_failed", by=by)
    return errand


def refuse_elsewhere(errand: Errand, stop: Stop | None) -> None:
    if errand.stop_id != (stop.pk if stop else None):
        raise EndsAtItsStop


def end(errand: Errand, *, by: User, at: datetime) -> None:
    errand.ended_at, errand.ended_by = at, by


@transaction.atomic
def cancel(*, errand: Errand, reason: str, by: User, at: datetime) -> Errand:
    """
    The firm needs it no more, or the district takes its word back.

    :raises ReasonMissing: if no reason is given
    :raises OnTheRoad: once the courier of its run is on the way
    """
    if not reason.strip():
        raise ReasonMissing
    try:
        lock_runs(errand, None)
    except RunHasLeft as error:
        raise OnTheRoad from error
    with ERRAND.transition(errand, "cancel", by=by, at=at, note=reason):
        left, errand.stop = take_off(errand), None
        errand.answer = reason
        end(errand, by=by, at=at)
    if left is not None:
        left.delete()
    tell(errand, "supplies.errand_cancelled", by=by)
    return errand


def tell(errand: Errand, kind: str, *, by: User) -> None:
    """The firm's people, except who did it; one who carries it hears that it was cancelled."""
    people = list(errand.firm.members.exclude(pk=by.pk))
    if kind == "supplies.errand_cancelled" and errand.assignee is not None and errand.assignee_id != by.pk:
        people.append(errand.assignee)
    params = {"firm": errand.firm.name, "errand": errand.number, "what": errand.what, "answer": errand.answer}
    notify(people, kind, params=params, url=errand.get_absolute_url())
