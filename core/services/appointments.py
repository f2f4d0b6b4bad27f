"""Who holds which role where. Only administrators appoint, and never themselves."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import Appointment, Division, Role, User
from core.permissions import in_jurisdiction


class AppointedAlready(DomainError):
    code = "appointed_already"
    message = _("This person already holds this role there.")


class NotCombined(DomainError):
    """Who configures does not decide or audit (separation of duties)."""

    code = "not_combined"
    message = _("Administrator and auditor cannot be combined with another role.")


class NobodyThere(DomainError):
    code = "nobody_there"
    message = _("There is no such person. Give an e-mail address to invite them.")


def may_appoint(user: User, division: Division) -> bool:
    return in_jurisdiction(user, Role.ADMINISTRATOR, division.pk)


@transaction.atomic
def appoint(
    *, user: User, role: str, division: Division, trade_office: str = "", by: User | None, at: datetime
) -> Appointment:
    """
    Give `user` a role in a division and everything below it.

    :param trade_office: key of the bureau there that they work for; empty: the ordinary office
    :param by: None when the operator does it on the machine itself
    :raises PermissionDenied: unless `by` administers the division and is somebody else
    :raises NotCombined: if the roles must stay apart
    :raises AppointedAlready: if it stands already
    """
    if by is not None and (by == user or not may_appoint(by, division)):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    roles = set(user.appointments.values_list("role", flat=True)) | {role}
    if len(roles) > 1 and roles & {Role.ADMINISTRATOR, Role.AUDITOR}:
        raise NotCombined
    try:
        with transaction.atomic():
            row = Appointment.objects.create(
                user=user, role=role, division=division, trade_office=trade_office
            )
    except IntegrityError as error:
        raise AppointedAlready from error
    data = {"role": role, "division": division.pk, "user": user.username}
    data |= {"trade_office": trade_office} if trade_office else {}
    audit.record(user, "user.appoint", by=by, at=at, data=data)
    return row


@transaction.atomic
def dismiss(*, appointment: Appointment, by: User, at: datetime) -> None:
    """:raises PermissionDenied: unless `by` administers the division and is somebody else"""
    if by == appointment.user or not may_appoint(by, appointment.division):
        raise PermissionDenied
    data = {
        "role": appointment.role,
        "division": appointment.division_id,
        "user": appointment.user.username,
    }
    audit.record(appointment.user, "user.dismiss", by=by, at=at, data=data)
    appointment.delete()


@transaction.atomic
def invite(*, username: str, name: str, email: str, by: User | None, at: datetime) -> User:
    """A new account without a password: its owner sets one by “forgotten password”."""
    user = User(username=username, name=name, email=email)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    audit.record(user, "user.invite", by=by, at=at, data={"user": username})
    return user


@transaction.atomic
def appoint_or_invite(
    *,
    username: str,
    name: str,
    email: str,
    role: str,
    division: Division,
    trade_office: str = "",
    by: User | None,
    at: datetime,
) -> Appointment:
    """
    Appoint the person of that user name; a new account is made where an e-mail address is given.

    :raises NobodyThere: if there is no such person and no address to invite one
    """
    user = User.objects.filter(username=username).first()
    if user is None and not email:
        raise NobodyThere
    user = user or invite(username=username, name=name, email=email, by=by, at=at)
    return appoint(user=user, role=role, division=division, trade_office=trade_office, by=by, at=at)
