"""Taking a firm over that others filed for: a one-time code instead of a sign-up."""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.fields import blind_index
from core.models import User
from reopening.models import Firm, Mandate, Membership, TakeOverCode
from reopening.permissions import acts_for
from reopening.services.firms import AlreadyRegistered, check

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that sounds or looks like something else
LENGTH = 8
LASTS = timedelta(days=30)
WRONG_TRIES = 8


class FirmHasPeople(DomainError):
    code = "firm_has_people"
    message = _("This firm has people of its own here. They can invite the person.")


class WrongCode(DomainError):
    code = "wrong_code"
    message = _(
        "This credit code and this one-time code do not belong together, or the code is used up. Please compare "
        "both, or ask for a new code."
    )


@transaction.atomic
def make_code(*, firm: Firm, by: User, at: datetime) -> str:
    """
    A new one-time code, shown once; earlier ones are put out of use.

    :raises PermissionDenied: unless `by` acts for the firm
    :raises FirmHasPeople: if nobody is needed to take it over
    """
    if not acts_for(by, firm):
        raise PermissionDenied
    Firm.objects.select_for_update(of=("self",), no_key=True).get(pk=firm.pk)
    if firm.memberships.exists():
        raise FirmHasPeople
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    TakeOverCode.objects.create(
        firm=firm, code_hash=hash_of(firm, code), made_at=at, made_by=by, expires_at=at + LASTS
    )
    audit.record(firm, "firm.make_code", by=by, at=at)
    return f"{code[:4]}-{code[4:]}"


def take_over(
    *, credit_code: str, code: str, name: str, username: str, email: str, password: str, at: datetime
) -> Firm:
    """
    Make an account that may sign for the firm; whoever filed for it does so no longer.

    A wrong try is counted even though it is refused, and a wrong firm is refused in the same words.

    :raises WrongCode: also when the firm has people, or the code is old, used or tried too often
    :raises ValidationError: if a value or the password is not acceptable; keys are field names
    :raises AlreadyRegistered: if the user name is known
    """
    user = User(username=username, email=email, name=name)
    check(user, password)
    if not try_code(credit_code=credit_code, code=code, at=at):
        raise WrongCode
    user.set_password(password)
    return join(credit_code=credit_code, user=user, at=at)


@transaction.atomic
def try_code(*, credit_code: str, code: str, at: datetime) -> bool:
    """Whether the firm's latest code is this one; a wrong one is counted."""
    row = latest(credit_code)
    if row is None or row.used_at or row.expires_at <= at or row.wrong_tries >= WRONG_TRIES:
        return False
    if compare_digest(row.code_hash, hash_of(row.firm, canonical(code))):
        return True
    row.wrong_tries += 1
    row.save(update_fields=["wrong_tries"])
    return False


@transaction.atomic
def join(*, credit_code: str, user: User, at: datetime) -> Firm:
    """:raises WrongCode: if somebody else was quicker"""
    row = latest(credit_code)
    if row is None or row.used_at or row.firm.memberships.exists():
        raise WrongCode
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    Membership.objects.create(user=user, firm=row.firm, is_signatory=True)
    row.used_at, row.used_by = at, user
    row.save(update_fields=["used_at", "used_by"])
    standing = Mandate.objects.in_force().filter(firm=row.firm)
    numbers = list(standing.values_list("number", flat=True))
    standing.update(ended_at=at, ended_by=user)
    audit.record(row.firm, "firm.take_over", by=user, at=at, data={"mandates_ended": numbers})
    return row.firm


def latest(credit_code: str) -> TakeOverCode | None:
    """The firm's last code, locked."""
    rows = TakeOverCode.objects.select_for_update(of=("self",), no_key=True).select_related("firm")
    return rows.filter(firm__credit_code=credit_code).order_by("-pk").first()


def canonical(code: str) -> str:
    return "".join(character for character in code.upper() if character in ALPHABET)


def hash_of(firm: Firm, code: str) -> str:
    return blind_index(f"take-over:{firm.pk}:{code}")
