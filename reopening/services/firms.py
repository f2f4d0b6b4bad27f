"""Firms and the people who act for them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError, Stale
from core.models import User
from reopening.models import EDITABLE, Firm, Membership
from reopening.record_marks import mark_of

FIRM_FIELDS = (
    "name",
    "legal_representative",
    "division",
    "address",
    "industry_code",
    "contact_name",
    "contact_phone",
    "staff_total",
)


class AlreadyRegistered(DomainError):
    code = "already_registered"
    message = _(
        "This firm or this user name is registered already. Please sign in, or ask a colleague to invite you."
    )


@transaction.atomic
def sign_up(
    *, credit_code: str, firm: dict[str, Any], username: str, email: str, password: str, at: datetime
) -> Firm:
    """
    Register a firm and its first person, who may sign for it.

    :param firm: values of `FIRM_FIELDS`
    :raises ValidationError: if a value or the password is not acceptable; keys are field names
    :raises AlreadyRegistered: if the firm or the user name is known
    """
    user = User(username=username, email=email, name=firm.get("contact_name", ""))
    row = Firm(credit_code=credit_code, **{field: firm[field] for field in FIRM_FIELDS})
    check(user, password, firm=row)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            row.save()
            Membership.objects.create(user=user, firm=row, is_signatory=True)
    except IntegrityError as error:
        raise AlreadyRegistered from error
    audit.record(row, "firm.sign_up", by=user, at=at, data={"credit_code": row.credit_code})
    return row


def check(user: User, password: str, *, firm: Firm | None = None) -> None:
    """
    A new account, and the firm that comes with it.

    :raises ValidationError: with all that is wrong, by field
    """
    errors: dict[str, Any] = {}
    if firm is not None:
        try:
            firm.clean_fields(exclude=["grams"])
        except ValidationError as error:
            errors |= error.error_dict
        try:
            firm.validate_constraints(exclude=errors)
        except ValidationError as error:
            errors |= error.error_dict
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        errors |= error.error_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.error_list
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def edit(*, firm: Firm, changes: dict[str, Any], by: User, at: datetime, seen: str = "") -> Firm:
    """
    Change the firm's own data (not its credit code). Cases that were submitted keep their snapshot.

    :param seen: `mark_of` the firm as it was shown; empty writes over whatever stands
    :raises Stale: if somebody saved the firm since
    :raises ValidationError: by field
    """
    locked = Firm.objects.select_for_update(of=("self",), no_key=True).get(pk=firm.pk)
    if seen and seen != mark_of(locked, FIRM_FIELDS):
        raise Stale
    before = {field: str(getattr(locked, field)) for field in changes}
    for field, value in changes.items():
        if field not in FIRM_FIELDS:
            raise ValueError(field)
        setattr(locked, field, value)
    locked.full_clean(exclude=["grams", "credit_code"])
    locked.save()
    # What a draft says of the firm has changed: its ETag and its signatures are old.
    locked.applications.filter(status__in=EDITABLE).update(revision=F("revision") + 1)
    audit.record(locked, "firm.edit", by=by, at=at, data={"before": before})
    return locked
