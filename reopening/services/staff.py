"""People of a roster, one by one: declared by form, screened at once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError, Stale
from core.fields import blind_index
from core.models import User
from core.workflow import lock
from reopening.elsewhere import ListedElsewhere, is_listed_elsewhere, listed_elsewhere
from reopening.models import BY_PERSON, Application, DeclaredBy, StaffMember
from reopening.policy.base import Section
from reopening.screening import Answers, screen
from reopening.services.sections import editing


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _("Please say why the answers change. The reason is kept with the case.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "reason", "code": self.code, "message": self.message}])


class OnRosterAlready(DomainError):
    code = "on_roster_already"
    message = _("This person is on the roster already.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "resident_id", "code": self.code, "message": self.message}])


def add(
    *, application: Application, person: dict[str, Any], answers: Answers, by: User, at: datetime
) -> StaffMember:
    """
    Put a person on the roster.

    :param person: name, resident_id (canonical), mobile, post, place, on_site
    :raises OnRosterAlready: if the resident ID is there
    """
    member = StaffMember(
        application=application, resident_id_hash=blind_index(person["resident_id"]), **person
    )
    classify(member, answers, at)
    member.declared_by, member.declared_at = DeclaredBy.FORM, at
    data: dict[str, Any] = {"staff": str(member.public_id), "act": "add"}
    with editing(application, Section.ROSTER, by=by, at=at, data=data):
        member.clean_fields()
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError as error:
            raise OnRosterAlready from error
        application.people_elsewhere += is_listed_elsewhere(member)
    return member


def edit(
    *,
    member: StaffMember,
    person: dict[str, Any],
    answers: Answers,
    by: User,
    at: datetime,
    reason: str = "",
    seen: datetime | None = None,
) -> StaffMember:
    """
    Correct what was said of a person; class before and after and the reason stay in the case's history.

    What the person declared stands unless it is corrected for a reason; after a consent was withdrawn the firm
    cannot answer in the person's place.

    :param person: as for `add`, without the resident ID
    :param seen: `updated_at` of the person as shown; None writes over whatever stands
    :raises Stale: if somebody saved the person since
    :raises ReasonNeeded: if it changes what the person declared, without a reason
    """
    application = member.application
    data: dict[str, Any] = {"staff": str(member.public_id), "act": "edit", "class_before": member.class_code}
    with editing(application, Section.ROSTER, by=by, at=at, data=data, note=reason):
        lock(member)
        member.application = application
        if seen is not None and seen != member.updated_at:
            raise Stale
        silent = member.declared_by == DeclaredBy.WITHDRAWN
        for name, value in person.items():
            if not (silent and name == "place"):
                setattr(member, name, value)
        if not silent:
            answer(member, answers, at, reason)
        member.clean_fields()
        member.save()
        data["class_after"] = member.class_code
    return member


def answer(member: StaffMember, answers: Answers, at: datetime, reason: str) -> None:
    """
    Put the firm's answers in the place of what stands.

    :raises ReasonNeeded: if the person declared otherwise and there is no reason
    """
    if member.declared_by in BY_PERSON:
        if same_answers(Answers.from_json(member.answers), answers):
            return
        if not reason.strip():
            raise ReasonNeeded
        member.declared_by = DeclaredBy.CORRECTED
    else:
        member.declared_by, member.declared_at = DeclaredBy.FORM, at
    classify(member, answers, at)


def same_answers(before: Answers, now: Answers) -> bool:
    """Whether nothing else is said; the day on which it is said does not count."""
    return replace(now, declared_on=before.declared_on) == before


def remove(*, member: StaffMember, by: User, at: datetime) -> None:
    """Take a person off the roster."""
    data: dict[str, Any] = {"staff": str(member.public_id), "act": "remove"}
    with editing(member.application, Section.ROSTER, by=by, at=at, data=data) as application:
        application.people_elsewhere = max(application.people_elsewhere - is_listed_elsewhere(member), 0)
        member.delete()


def classify(member: StaffMember, answers: Answers, at: datetime) -> None:
    """The class these answers give on the day of `at`, with the answer that caused it."""
    table = member.application.policy_set.rules.screening
    found = screen(answers, on=shanghai_day(at), table=table)
    member.answers = answers.as_json()
    member.class_code = found.class_key
    member.measure = found.measure.value
    member.clear_on = found.clear_on
    member.cause = found.cause(answers)


def count_elsewhere(application: Application) -> ListedElsewhere:
    """Count anew how many people of the roster other firms that have filed list too. The caller saves."""
    found = listed_elsewhere(application)
    application.people_elsewhere = found.people
    return found
