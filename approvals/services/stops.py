"""Supervision of one approved firm: stop, seal, and open again (docs/adr/0027)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from approvals.models import Outcome
from approvals.services import chain
from approvals.services.reasons import chosen
from core.models import User
from core.notifications import notify
from reopening.models import Application, Halt
from reopening.services import halts
from reopening.services.halts import Why


@transaction.atomic
def stop(*, application: Application, reasons: list[str], note: str, by: User, at: datetime) -> Halt:
    """
    Order the firm to stand still until it has mended what is wrong.

    :param reasons: codes of the policy's reasons to stop a firm
    :raises UnknownReason: if a code is not one of them
    :raises ReasonNeedsNote: if one of them needs an explanation
    :raises HaltedAlready: if the firm is stopped or sealed
    """
    return close(halts.stop, application, Outcome.STOPPED, reasons=reasons, note=note, by=by, at=at)


@transaction.atomic
def seal(*, application: Application, reasons: list[str], note: str, by: User, at: datetime) -> Halt:
    """
    Close the premises (查封). What is refused as in `stop`; a stop in force gives way to the seal.

    :raises HaltedAlready: if they are sealed
    """
    return close(halts.seal, application, Outcome.SEALED, reasons=reasons, note=note, by=by, at=at)


def close(
    act: Callable[..., Halt],
    application: Application,
    outcome: Outcome,
    *,
    reasons: list[str],
    note: str,
    by: User,
    at: datetime,
) -> Halt:
    words = chosen(application.policy_set.rules.stops.reasons, reasons, note)
    halt = act(application=application, why=Why(words, note), by=by, at=at)
    chain.write(chain.Words(application, outcome, words, note), by=by, at=at)
    tell(application, f"application.{outcome.value}")
    return halt


@transaction.atomic
def reopen(*, application: Application, note: str, by: User, at: datetime) -> Halt:
    """
    End a stop.

    :raises NotHalted: if the firm is not stopped
    """
    halt = halts.reopen(application=application, note=note, by=by, at=at)
    chain.write(chain.Words(application, Outcome.REOPENED, note=note), by=by, at=at)
    tell(application, "application.reopened")
    return halt


@transaction.atomic
def unseal(*, application: Application, note: str, by: User, at: datetime) -> Halt:
    """
    Open sealed premises again.

    :raises NotHalted: if they are not sealed
    """
    halt = halts.unseal(application=application, note=note, by=by, at=at)
    chain.write(chain.Words(application, Outcome.UNSEALED, note=note), by=by, at=at)
    tell(application, "application.reopened")
    return halt


def tell(application: Application, kind: str) -> None:
    """Everybody who acts for the firm."""
    params = {"number": application.number, "firm": application.firm.name}
    notify(application.firm.members.all(), kind, params=params, url=application.get_absolute_url())
