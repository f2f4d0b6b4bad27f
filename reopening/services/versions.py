"""The versions of one case: which may follow which, and what becomes of the one that is followed (docs/adr/0017)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from reopening.counts import Move
from reopening.models import Application, ApplicationStatus, Condition
from reopening.queries import CaseFacts
from reopening.services import conditions
from reopening.transitions import APPLICATION
from reopening.versions import changes_of

Refusals = dict[int, DomainError | PermissionDenied]


class AmendedGone(TransitionNotAllowed):
    """The approved version was revoked, or another version has followed it."""

    code = "amended_gone"
    message = _(
        "The version that this one amends is no longer approved. Please withdraw it and start a new application."
    )


class NothingChanged(DomainError):
    code = "nothing_changed"
    message = _("Nothing differs from the version that was approved, so there is nothing to submit.")


def refuse_amendment(application: Application, facts: CaseFacts) -> None:
    """
    :raises AmendedGone: if the version it amends no longer stands
    :raises NothingChanged: if it says the same
    """
    if application.amends is None:
        return
    if application.amends.status != ApplicationStatus.APPROVED:
        raise AmendedGone(current=application.amends.status)
    if changes_of(application, facts.snapshot()).is_empty:
        raise NothingChanged


def lock_amended(applications: Sequence[Application]) -> dict[int, Application]:
    """The versions these amend, by key, locked in the order of their keys; waits for who holds one."""
    keys = [application.amends_id for application in applications if application.amends_id]
    rows = Application.objects.filter(pk__in=keys).order_by("pk").defer("snapshot")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def approve_many(
    applications: Sequence[Application],
    *,
    by: User,
    at: datetime,
    data: dict[str, Any] | None = None,
    verb: str = "approve",
) -> Refusals:
    """
    Approve locked cases, by hand or by a verb of the desk itself; in the same breath the version that each amends is
    superseded, never the one without the other. Why not, by its key, for each that cannot be. The number of queries
    does not grow with the cases.
    """
    amended = lock_amended(applications)
    refused: Refusals = {
        each.pk: AmendedGone(current=amended[each.amends_id].status)
        for each in applications
        if each.amends_id and amended[each.amends_id].status != ApplicationStatus.APPROVED
    }
    ready = [each for each in applications if each.pk not in refused]
    follow = {
        each.amends_id: each for each in ready if each.amends_id and APPLICATION.allows(each, verb, by=by)
    }
    moves: list[Move] = []  # counted once, in one order: in two rounds, two signings could block each other
    kept = supersede_many([amended[key] for key in follow], moves, by=by, at=at)
    refused |= {follow[key].pk: reason for key, reason in kept.items()}
    ready = [each for each in ready if each.pk not in refused]
    refused |= APPLICATION.transition_many(ready, verb, by=by, at=at, data=data, counted_later=moves)
    APPLICATION.count(moves)
    return refused


def supersede_many(amended: Sequence[Application], moves: list[Move], *, by: User, at: datetime) -> Refusals:
    """
    Close locked versions that a newer one follows; what was still asked of them is asked of the newer one.

    :param moves: takes what the caller is to count
    """
    if not amended:
        return {}
    refused = APPLICATION.transition_many(amended, "supersede", by=by, at=at, counted_later=moves)
    closed = [each.pk for each in amended if each.pk not in refused]
    conditions.lapse(Condition.objects.filter(application__in=closed))
    return refused
