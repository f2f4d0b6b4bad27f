"""A person's own declaration: consent, answers, correction, withdrawal (docs/adr/0019). No account is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day
from core.errors import DomainError, TransitionNotAllowed
from core.fields import blind_index
from core.folding import fold
from core.models import User
from core.workflow import lock
from reopening.codes import NoCode
from reopening.consents import consent_on
from reopening.elsewhere import is_listed_elsewhere
from reopening.models import EDITABLE, Application, DeclarationLink, DeclaredBy, StaffMember
from reopening.screening import Answers
from reopening.services.staff import classify
from reopening.transitions import APPLICATION

MOST_TO_CONFIRM = 200  # people of one application who added themselves and wait; ours, against a flood


class HandedIn(TransitionNotAllowed):
    code = "handed_in"
    message = _(
        "Your firm has handed in its application, so nothing can be changed here any more. If something is "
        "wrong, please tell your firm."
    )


class ConsentNeeded(DomainError):
    code = "consent_needed"
    message = _("Please read and agree to the text before you declare. It has changed since you read it.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "consent", "code": self.code, "message": self.message}])


class JoiningClosed(DomainError):
    code = "joining_closed"
    message = _("You cannot add yourself here. Please ask your firm for a code.")


@contextmanager
def held(member: StaffMember) -> Iterator[Application]:
    """
    The person's row, locked, while the application is the firm's to edit.

    The application is held in share: thousands declare side by side, and a submission waits for those under way.

    :raises HandedIn: once it is with the officials
    :raises NoCode: if the person has been taken off the roster
    """
    application = member.application
    status = hold(application)
    if status not in EDITABLE:
        raise HandedIn(current=status)
    try:
        lock(member)
    except StaffMember.DoesNotExist as error:
        raise NoCode from error
    member.application = application
    yield application


def hold(application: Application) -> str:
    """The application's status, which nobody changes before the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM reopening_application WHERE id = %s FOR SHARE", [application.pk])
        (status,) = cursor.fetchone()
    return str(status)


@transaction.atomic
def agree(*, member: StaffMember, version: str, at: datetime) -> StaffMember:
    """
    Record the consent, with the version of the text and the time.

    :raises ConsentNeeded: if `version` is not the one asked for today
    """
    with held(member):
        take_consent(member, version, at)
        member.save(update_fields=["consent_version", "consent_at"])
        audit.record(member, "declaration.agree", by=None, at=at, data={"consent": version})
    return member


def take_consent(member: StaffMember, version: str, at: datetime) -> None:
    """:raises ConsentNeeded: if `version` is not the one asked for today"""
    if version != consent_on(shanghai_day(at)).version:
        raise ConsentNeeded
    if member.consent_version != version:
        member.consent_version, member.consent_at = version, at


@transaction.atomic
def declare(*, member: StaffMember, answers: Answers, consent: str, at: datetime) -> StaffMember:
    """
    Take what the person says; it replaces what the firm typed. Class before and after stay in the person's history.

    :param consent: the version of the text the person agreed to
    :raises ConsentNeeded: if that is not today's
    :raises HandedIn: once the application is with the officials
    """
    with held(member):
        data = {"class_before": member.class_code, "declared_before": member.declared_by}
        take_consent(member, consent, at)
        classify(member, answers, at)
        member.place = answers.here
        member.declared_by, member.declared_at = DeclaredBy.PERSON, at
        member.clean_fields()
        member.save()
        data |= {"class_after": member.class_code, "consent": consent}
        audit.record(member, "declaration.declare", by=None, at=at, data=data)
    return member


@transaction.atomic
def withdraw(*, member: StaffMember, at: datetime) -> StaffMember:
    """
    Take the consent back: the answers and what followed from them are deleted, the row stays and is missing.

    :raises HandedIn: once the application is with the officials
    """
    with held(member):
        data = {"class_before": member.class_code, "consent": member.consent_version}
        empty(member, DeclaredBy.WITHDRAWN)
        member.consent_version, member.consent_at = "", None
        member.save()
        audit.record(member, "declaration.withdraw", by=None, at=at, data=data)
    return member


def empty(member: StaffMember, state: DeclaredBy) -> None:
    """No answers, and nothing that followed from them."""
    member.declared_by, member.declared_at = state, None
    member.answers, member.cause, member.clear_on = {}, {}, None
    member.class_code = member.measure = member.place = ""


@transaction.atomic
def join(
    *, link: DeclarationLink, name: str, resident_id: str, mobile: str, consent: str, at: datetime
) -> StaffMember:
    """
    Find the person of the roster by ID number and name, or put a new one on it, to be confirmed by the firm.

    Somebody with a known number under another name is put beside the known one: no answer here tells whether a
    number is on the roster.

    :param resident_id: canonical
    :raises JoiningClosed: if the firm does not allow it, or too many wait to be confirmed
    :raises ConsentNeeded: if `consent` is not today's version
    :raises HandedIn: once the application is with the officials
    """
    application = link.application
    lock(application)
    if not application.is_editable:
        raise HandedIn(current=application.status)
    waiting = application.staff.filter(to_confirm=True).count()
    if not (link.is_open and link.allows_joining) or waiting >= MOST_TO_CONFIRM:
        raise JoiningClosed
    member = same_person(application, name, resident_id) or stranger(application, name, resident_id, mobile)
    take_consent(member, consent, at)
    if member._state.adding:
        member.clean_fields()
        application.people_elsewhere += is_listed_elsewhere(member)
        application.save(update_fields=["people_elsewhere"])
    member.save()
    audit.record(member, "declaration.join", by=None, at=at, data={"consent": consent})
    return member


def hashes(name: str, resident_id: str) -> tuple[str, str]:
    """The hash of the number, and the one of a number that another name holds already."""
    return blind_index(resident_id), blind_index(f"{resident_id}:{plain(name)}")


def plain(name: str) -> str:
    """A name for comparing: as people write it without spaces, full width and capitals."""
    return "".join(fold(name).split()).casefold()


def same_person(application: Application, name: str, resident_id: str) -> StaffMember | None:
    """Who has this number and this name."""
    rows = application.staff.filter(resident_id_hash__in=hashes(name, resident_id))
    return next((row for row in rows if plain(row.name) == plain(name)), None)


def stranger(application: Application, name: str, resident_id: str, mobile: str) -> StaffMember:
    """Somebody new, not saved yet."""
    own, beside = hashes(name, resident_id)
    is_taken = application.staff.filter(resident_id_hash=own).exists()
    member = StaffMember(
        application=application,
        name=name,
        resident_id=resident_id,
        resident_id_hash=beside if is_taken else own,
        mobile=mobile,
        to_confirm=True,
    )
    empty(member, DeclaredBy.NOBODY)
    return member


def is_beside(member: StaffMember) -> bool:
    """Whether another row of the roster has the same number under another name."""
    return member.resident_id_hash != blind_index(member.resident_id)


def confirm(*, member: StaffMember, by: User, at: datetime) -> StaffMember:
    """The firm says that the person is theirs; an older row with the same number under another name gives way."""
    application = member.application
    data: dict[str, Any] = {"staff": str(member.public_id), "act": "confirm"}
    with APPLICATION.transition(application, "edit", by=by, at=at, data=data):
        lock(member)
        if is_beside(member):
            own = blind_index(member.resident_id)
            if older := application.staff.filter(resident_id_hash=own).first():
                data["replaced"] = str(older.public_id)
                older.delete()
            member.resident_id_hash = own
        member.to_confirm = False
        member.save()
    return member
