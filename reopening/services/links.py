"""The link at which people declare: opened, closed, given another address; and reminding who is missing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import sms
from core.background import enqueue
from core.errors import DomainError
from core.models import User
from core.numbers import public_token
from reopening.declared import to_remind
from reopening.models import Application, DeclarationLink, StaffMember
from reopening.transitions import APPLICATION

REMIND_AGAIN = timedelta(hours=20)  # ours: once a day, whatever the hour of the day before


class NoLink(DomainError):
    code = "no_link"
    message = _("Please make the link for your people first.")


def link_of(application: Application) -> DeclarationLink:
    """:raises NoLink: before it was made"""
    link = DeclarationLink.objects.filter(application=application).defer("slips").first()
    if link is None:
        raise NoLink
    return link


def open_link(*, application: Application, by: User, at: datetime) -> DeclarationLink:
    """Make the link, or open the closed one again at the same address."""
    with APPLICATION.transition(application, "edit", by=by, at=at, data={"act": "open_link"}):
        link, made = DeclarationLink.objects.get_or_create(
            application=application, defaults={"opened_at": at, "opened_by": by}
        )
        if not made and not link.is_open:
            link.closed_at = link.closed_by = None
            link.opened_at, link.opened_by = at, by
            link.save(update_fields=["closed_at", "closed_by", "opened_at", "opened_by"])
    return link


def close_link(*, application: Application, by: User, at: datetime) -> DeclarationLink:
    """Nobody gets in any more; what was declared stays. :raises NoLink: before it was made"""
    with APPLICATION.transition(application, "edit", by=by, at=at, data={"act": "close_link"}):
        link = link_of(application)
        if link.is_open:
            link.closed_at, link.closed_by = at, by
            link.save(update_fields=["closed_at", "closed_by"])
    return link


def renew_link(*, application: Application, by: User, at: datetime) -> DeclarationLink:
    """Another address; the old one, its posters and its list of codes are void. :raises NoLink: before the first"""
    with APPLICATION.transition(application, "edit", by=by, at=at, data={"act": "renew_link"}):
        link = link_of(application)
        link.token, link.slips, link.slips_at, link.job = public_token(), "", None, None
        link.save(update_fields=["token", "slips", "slips_at", "job"])
    return link


def allow_joining(*, application: Application, allowed: bool, by: User, at: datetime) -> DeclarationLink:
    """Whether people who have no code may add themselves. :raises NoLink: before it was made"""
    data = {"act": "allow_joining", "allowed": allowed}
    with APPLICATION.transition(application, "edit", by=by, at=at, data=data):
        link = link_of(application)
        link.allows_joining = allowed
        link.save(update_fields=["allows_joining"])
    return link


@transaction.atomic
def save_link(
    *, application: Application, changes: dict[str, bool], by: User, at: datetime
) -> DeclarationLink:
    """
    Open or close the link, and allow or forbid joining, at once.

    :param changes: `is_open`, `allows_joining`; what is left out stays
    :raises NoLink: if it is to be closed or changed before it was made
    """
    if "is_open" in changes:
        (open_link if changes["is_open"] else close_link)(application=application, by=by, at=at)
    if "allows_joining" in changes:
        allow_joining(application=application, allowed=changes["allows_joining"], by=by, at=at)
    return link_of(application)


def remind(*, application: Application, by: User, at: datetime, member: StaffMember | None = None) -> int:
    """
    Note that everybody missing (or `member` alone) is reminded, and send text messages where there is a gateway.

    Who was reminded in the last `REMIND_AGAIN` is left in peace. How many were reminded.

    :raises NoLink: before it was made
    """
    data: dict[str, object] = {"act": "remind"}
    with APPLICATION.transition(application, "edit", by=by, at=at, data=data):
        link_of(application)
        rows = to_remind(application, at, again_after=REMIND_AGAIN)
        if member is not None:
            rows = rows.filter(pk=member.pk)
        data["people"] = people = rows.update(reminded_at=at)
        if people and sms.is_configured():
            enqueue(
                "reopening.tasks.send_reminders",
                by=by,
                application_id=application.pk,
                reminded_at=at.isoformat(),
            )
    return people
