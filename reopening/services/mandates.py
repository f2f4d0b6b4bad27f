"""Mandates: given on somebody's word, ended by whoever holds or gave them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day, start_of
from core.errors import DomainError
from core.models import User
from core.numbers import check_character, next_number
from core.workflow import lock
from reopening import mandate_texts
from reopening.models import Application, Firm, Mandate, MandateKind
from reopening.permissions import forget_mandates, mandate_for, memberships


class MandateOver(DomainError):
    status = 409
    code = "mandate_over"
    message = _("This mandate has ended already.")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives a mandate: `relation` is a `Relation`; `phone` is canonical, or empty where it is not known."""

    name: str
    relation: str
    phone: str = ""


@transaction.atomic
def give(
    *,
    firm: Firm,
    kind: MandateKind,
    giver: Giver,
    until: datetime,
    by: User,
    at: datetime,
    operator: Firm | None = None,
    words: str = "",
) -> Mandate:
    """
    Put down that somebody may file for `firm`: a clerk (`by`), or an operator's people.

    The text of the consent is the one in use, in the language of the page.
    """
    mandate = Mandate(
        number=new_number(firm.division_id, at),
        kind=kind,
        firm=firm,
        holder=None if operator else by,
        holder_firm=operator,
        giver_name=giver.name,
        giver_phone=giver.phone,
        giver_relation=giver.relation,
        words=words,
        consent=mandate_texts.current(kind).version,
        consent_language=translation.get_language() or "",
        given_at=at,
        recorded_by=by,
        until=until,
    )
    mandate.clean_fields(exclude=["number", "holder", "holder_firm", "ended_at", "ended_by"])
    mandate.save()
    forget_mandates(by)
    data = {"mandate": mandate.number, "kind": kind, "consent": mandate.consent, "until": until}
    audit.record(firm, "mandate.give", by=by, at=at, data=data)
    return mandate


def new_number(division_code: str, at: datetime) -> str:
    """`D330106-20200217-0012-4`: district, day, serial of the day, check character (ISO 7064 MOD 37,36)."""
    district, day = division_code[:6], f"{shanghai_day(at):%Y%m%d}"
    stem = f"D{district}-{day}-{next_number(f'mandate:{district}:{day}'):04d}"
    return f"{stem}-{check_character(stem)}"


def end_of_day(at: datetime) -> datetime:
    """Midnight in Shanghai."""
    return start_of(shanghai_day(at) + timedelta(days=1))


@transaction.atomic
def end(*, mandate: Mandate, by: User, at: datetime) -> Mandate:
    """
    End it before its time. Its holder may, and the people of the firm it is for.

    :raises PermissionDenied: for everybody else
    :raises MandateOver: if it has ended
    """
    lock(mandate)
    mine = {mandate.firm_id, mandate.holder_firm_id} & set(memberships(by))
    if mandate.holder_id != by.pk and not mine:
        raise PermissionDenied
    if mandate.ended_at is not None or mandate.until <= at:
        raise MandateOver
    mandate.ended_at, mandate.ended_by = at, by
    mandate.save(update_fields=["ended_at", "ended_by"])
    forget_mandates(by)
    audit.record(mandate.firm, "mandate.end", by=by, at=at, data={"mandate": mandate.number})
    return mandate


@transaction.atomic
def look(*, application: Application, reason: str, by: User, at: datetime) -> None:
    """
    Note that somebody under a mandate looks at the people of the roster, before they are shown.

    :raises PermissionDenied: without a mandate in force
    """
    mandate = mandate_for(by, application.firm_id)
    if mandate is None:
        raise PermissionDenied
    data = {"mandate": mandate.number}
    audit.record(application, "roster.look", by=by, at=at, note=reason, data=data)
