"""Firms that must stand still: halts are begun, reported as mended, and ended (docs/adr/0027)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.inserting import insert_many
from core.models import User
from core.notifications import notify
from reopening.models import Application, Condition, Halt, HaltKind
from reopening.transitions import APPLICATION


class HaltedAlready(DomainError):
    status = 409
    code = "halted_already"
    message = _("This firm is stopped or sealed already.")


class NotHalted(DomainError):
    status = 409
    code = "not_halted"
    message = _("Nothing of this kind is in force for this firm.")


@dataclass(frozen=True)
class Why:
    """Why a firm is halted: coded reasons as the policy says them, what the official adds, or what is overdue."""

    reasons: list[dict[str, str]] = field(default_factory=list)
    note: str = ""
    condition: Condition | None = None  # that was not met in time

    @property
    def codes(self) -> list[str]:
        return [each["code"] for each in self.reasons]


@transaction.atomic
def stop(*, application: Application, why: Why, by: User, at: datetime) -> Halt:
    """
    Order an approved firm to stand still until it has mended what is wrong.

    :raises HaltedAlready: if it is stopped or sealed
    """
    with APPLICATION.transition(
        application, "stop", by=by, at=at, note=why.note, data={"reasons": why.codes}
    ):
        if alone(application) is not None:
            raise HaltedAlready
        return begin(application, HaltKind.STOP, why, by=by, at=at)


@transaction.atomic
def seal(*, application: Application, why: Why, by: User, at: datetime) -> Halt:
    """
    Close the premises (查封); a stop that is in force gives way to it.

    :raises HaltedAlready: if they are sealed
    """
    with APPLICATION.transition(
        application, "seal", by=by, at=at, note=why.note, data={"reasons": why.codes}
    ):
        standing = alone(application)
        if standing is not None:
            if standing.kind == HaltKind.SEAL:
                raise HaltedAlready
            end(standing, by=by, at=at)
        return begin(application, HaltKind.SEAL, why, by=by, at=at)


@transaction.atomic
def report_mended(*, application: Application, words: str, by: User, at: datetime) -> Halt:
    """
    The firm says that what was wrong is mended; an official looks.

    :raises NotHalted: if it is neither stopped nor sealed
    """
    with APPLICATION.transition(application, "report_mended", by=by, at=at, note=words):
        halt = alone(application)
        if halt is None:
            raise NotHalted
        halt.reported_at, halt.reported_by, halt.report = at, by, words
        halt.save(update_fields=["reported_at", "reported_by", "report"])
        params = {"number": application.number, "firm": application.firm.name}
        url = f"/queue/{application.public_id}/"
        notify([halt.begun_by], "application.reported_mended", params=params, url=url)
    return halt


@transaction.atomic
def reopen(*, application: Application, note: str, by: User, at: datetime) -> Halt:
    """
    End a stop: the firm may open again, unless its area is suspended.

    :raises NotHalted: if it is not stopped
    """
    return lift(application, "reopen", HaltKind.STOP, note=note, by=by, at=at)


@transaction.atomic
def unseal(*, application: Application, note: str, by: User, at: datetime) -> Halt:
    """
    Open sealed premises again.

    :raises NotHalted: if they are not sealed
    """
    return lift(application, "unseal", HaltKind.SEAL, note=note, by=by, at=at)


def lift(application: Application, verb: str, kind: str, *, note: str, by: User, at: datetime) -> Halt:
    with APPLICATION.transition(application, verb, by=by, at=at, note=note):
        halt = alone(application)
        if halt is None or halt.kind != kind:
            raise NotHalted
        end(halt, by=by, at=at, note=note)
    return halt


def alone(application: Application) -> Halt | None:
    """The stop or seal in force on this case, read under the lock of its application."""
    return Halt.objects.in_force().alone().filter(case_key=application.case_key).first()


def begin(application: Application, kind: str, why: Why, *, by: User, at: datetime) -> Halt:
    """:raises HaltedAlready: if another version of the case was stopped at the same instant"""
    try:
        with transaction.atomic():
            return begin_many([application], kind, why, by=by, at=at)[0]
    except IntegrityError as error:
        raise HaltedAlready from error


def begin_many(
    applications: Sequence[Application], kind: str, why: Why, *, by: User, at: datetime
) -> list[Halt]:
    """Write down halts of locked cases, in one INSERT; the acts themselves are the caller's to record."""
    rows: list[dict[str, Any]] = [
        {"application": each, "case_key": each.case_key, "division_code": each.division_code}
        for each in applications
    ]
    return insert_many(
        [
            Halt(
                **row,
                kind=kind,
                reasons=why.reasons,
                note=why.note,
                condition=why.condition,
                begun_at=at,
                begun_by=by,
            )
            for row in rows
        ]
    )


def end(halt: Halt, *, by: User, at: datetime, note: str = "") -> None:
    halt.ended_at, halt.ended_by, halt.end_note = at, by, note
    halt.save(update_fields=["ended_at", "ended_by", "end_note"])
