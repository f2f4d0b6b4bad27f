"""The hotline: a clerk files for a firm whose caller has agreed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import OPEN, Application, Firm, Mandate, MandateKind, PolicySet
from reopening.permissions import is_clerk
from reopening.services import applications, mandates, take_overs
from reopening.services.firms import FIRM_FIELDS
from reopening.services.mandates import Giver


class NoConsent(DomainError):
    code = "no_consent"
    message = _("Please read the text out, and go on only when the caller has agreed.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "agreed", "code": self.code, "message": self.message}])


class OwnCase(DomainError):
    code = "own_case"
    message = _("You review this firm's case, so a colleague must take this call.")


@dataclass(frozen=True)
class Call:
    """What a call brought: the mandate, the open application if there is one, and the code to read out."""

    mandate: Mandate
    application: Application | None
    code: str


@transaction.atomic
def take_call(
    *, credit_code: str, firm: dict[str, Any], giver: Giver, agreed: bool, by: User, at: datetime
) -> Call:
    """
    Record the caller and their consent, and open the firm's application for this clerk.

    :param credit_code: canonical
    :param firm: values of `FIRM_FIELDS` for a firm that the desk does not know; else not looked at
    :raises NoConsent: if the caller has not agreed to the text that is read out
    :raises PermissionDenied: unless `by` is a clerk of the firm's place
    :raises OwnCase: if `by` has the firm's case on the desk
    :raises ValidationError: if the new firm's values are not acceptable
    """
    if not agreed:
        raise NoConsent
    row = known_or_new(credit_code, firm, by=by, at=at)
    if not is_clerk(by, row):
        raise PermissionDenied
    standing = row.applications.filter(status__in=OPEN).select_related("firm", "policy_set").first()
    if standing is not None and standing.claimed_by_id == by.pk:
        raise OwnCase
    mandate = mandates.give(
        firm=row, kind=MandateKind.HOTLINE, giver=giver, until=lasts_until(row, at), by=by, at=at
    )
    tell_members(row, mandate)
    code = "" if row.memberships.exists() else take_overs.make_code(firm=row, by=by, at=at)
    return Call(mandate, standing or begin(row, by=by, at=at), code)


def known_or_new(credit_code: str, values: dict[str, Any], *, by: User, at: datetime) -> Firm:
    """The firm; one that the desk does not know is entered, without members."""
    row = Firm.objects.filter(credit_code=credit_code).first()
    if row is not None:
        return row
    missing = [field for field in FIRM_FIELDS if not values.get(field)]
    if missing:
        raise ValidationError({field: _("This field is required.") for field in missing})
    row = Firm(credit_code=credit_code, **{field: values[field] for field in FIRM_FIELDS})
    if not is_clerk(by, row):
        raise PermissionDenied
    row.full_clean(exclude=["grams"])
    row.save()
    audit.record(row, "firm.enter", by=by, at=at, data={"credit_code": credit_code})
    return row


def lasts_until(firm: Firm, at: datetime) -> datetime:
    """As the policy of the place says; never beyond the day for which the caller consented."""
    policy_set = PolicySet.objects.effective(firm.division_id, shanghai_day(at))
    rule = policy_set.rules.hotline if policy_set else None
    tonight = mandates.end_of_day(at)
    return rule.lasts_until(at, tonight) if rule else tonight


def begin(firm: Firm, *, by: User, at: datetime) -> Application | None:
    """A draft, where the place asks for a filing."""
    try:
        with transaction.atomic():
            return applications.start(firm=firm, by=by, at=at)
    except (applications.NoFilingNeeded, applications.AlreadyOpen):
        return None


def tell_members(firm: Firm, mandate: Mandate) -> None:
    """People of the firm learn that somebody called in its name."""
    members = list(firm.members.all())
    if members:
        params = {"firm": firm.name, "number": mandate.number}
        notify(members, "mandate.given", params=params, url=f"/firms/{firm.public_id}/mandates/")
