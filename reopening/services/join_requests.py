"""Asking to join a firm that is registered already; a signatory or the office of the place confirms it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import Firm, JoinRequest
from reopening.services import members
from reopening.transitions import JOIN_REQUEST

MOST_IN_A_DAY = 5  # requests of one person


class UnknownFirm(DomainError):
    code = "unknown_firm"
    message = _("No firm is registered under this code. You can sign it up.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "credit_code", "code": self.code, "message": self.message}])


class AskedAlready(DomainError):
    code = "asked_already"
    message = _("You have asked to join this firm already, or act for it.")


class TooManyRequests(DomainError):
    status = 429
    code = "too_many_requests"
    message = _("Too many requests in one day. Please try again tomorrow.")


@transaction.atomic
def ask(*, credit_code: str, note: str, by: User, at: datetime) -> JoinRequest:
    """
    Say that one acts for a firm. Its signatories are told; one of them, or the office, confirms it.

    :raises UnknownFirm: if no firm is registered under the code
    :raises AskedAlready: if one waits already, or acts for it
    """
    firm = Firm.objects.filter(credit_code=credit_code).first()
    if firm is None:
        raise UnknownFirm
    if firm.memberships.filter(user=by).exists():
        raise AskedAlready
    if by.join_requests.filter(asked_at__gt=at - timedelta(days=1)).count() >= MOST_IN_A_DAY:
        raise TooManyRequests
    row = JoinRequest(firm=firm, user=by, note=note, asked_at=at)
    JoinRequest._meta.get_field("note").clean(note, row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AskedAlready from error
    audit.record(row, "joinrequest.ask", by=by, at=at, to_status=row.status)
    signatories = firm.memberships.filter(is_signatory=True).select_related("user")
    notify(
        [each.user for each in signatories],
        "member.asks",
        params={"firm": firm.name, "who": str(by)},
        url=members.members_path(firm),
    )
    return row


@transaction.atomic
def ask_as_new(
    *, credit_code: str, note: str, username: str, name: str, email: str, password: str, at: datetime
) -> JoinRequest:
    """Set up an account that belongs to no firm yet, and ask. Raises as `ask` and `members.create_account`."""
    user = members.create_account(username=username, name=name, email=email, password=password)
    return ask(credit_code=credit_code, note=note, by=user, at=at)


@transaction.atomic
def admit(*, request: JoinRequest, by: User, at: datetime) -> JoinRequest:
    """Confirm that the person acts for the firm; signing power is given by the firm, if at all."""
    with JOIN_REQUEST.transition(request, "admit", by=by, at=at):
        request.ended_at, request.ended_by = at, by
        members.join(request.firm, request.user, is_signatory=False, by=by, at=at)
    tell(request, "member.admitted")
    return request


@transaction.atomic
def refuse(*, request: JoinRequest, reason: str, by: User, at: datetime) -> JoinRequest:
    with JOIN_REQUEST.transition(request, "refuse", by=by, at=at, note=reason):
        request.ended_at, request.ended_by, request.reason = at, by, reason
    tell(request, "member.refused")
    return request


def tell(request: JoinRequest, kind: str) -> None:
    params = {"firm": request.firm.name, "reason": request.reason}
    notify([request.user], kind, params=params, url="/")
