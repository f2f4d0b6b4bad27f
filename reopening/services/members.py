"""Who acts for a firm, and who may sign for it."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import audit, workflow
from core.background import enqueue
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import Firm, Invitation, InvitationStatus, Membership
from reopening.permissions import forget_memberships
from reopening.transitions import INVITATION

LIVES = timedelta(days=7)
MOST_IN_AN_HOUR = 20  # invitations of one firm


class LastSignatory(DomainError):
    code = "last_signatory"
    message = _("Somebody must be able to sign for the firm. Please give another person signing power first.")


class TooManyInvitations(DomainError):
    status = 429
    code = "too_many_invitations"
    message = _("Too many invitations in one hour. Please try again later.")


class InvitationOver(DomainError):
    status = 409
    code = "invitation_over"
    message = _("This invitation is no longer valid. Please ask for a new one.")


class MemberAlready(DomainError):
    code = "member_already"
    message = _("You act for this firm already.")


class NameTaken(DomainError):
    code = "name_taken"
    message = _("This user name is taken. Please choose another one.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "username", "code": self.code, "message": self.message}])


def token_of(invitation: Invitation) -> str:
    """The secret of the link, made again from the server's key whenever it is needed; it is never stored."""
    return salted_hmac("reopening.invitation", str(invitation.public_id), algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, firm: Firm, email: str, is_signatory: bool, by: User, at: datetime) -> Invitation:
    """
    Ask a colleague by e-mail. The answer is the same whether or not the address is known here.

    :raises PermissionDenied: if `by` may not sign for the firm
    :raises TooManyInvitations: after twenty in an hour
    """
    workflow.lock(firm)
    refuse_others(firm, by)
    recent = Invitation.objects.filter(firm=firm, invited_at__gt=at - timedelta(hours=1))
    if recent.count() >= MOST_IN_AN_HOUR:
        raise TooManyInvitations
    row = Invitation(
        firm=firm, email=email, is_signatory=is_signatory, invited_at=at, invited_by=by, expires_at=at + LIVES
    )
    row.digest = digest_of(token_of(row))
    Invitation._meta.get_field("email").clean(email, row)
    row.save()
    enqueue("reopening.tasks.send_invitation", by=by, invitation_id=row.pk)
    audit.record(row, "invitation.invite", by=by, at=at, data={"signatory": is_signatory})
    return row


def refuse_others(firm: Firm, by: User) -> None:
    """:raises PermissionDenied: if `by` may not sign for the firm, as the database says now"""
    if not Membership.objects.filter(firm=firm, user=by, is_signatory=True).exists():
        raise PermissionDenied


@transaction.atomic
def send(*, invitation: Invitation, at: datetime) -> None:
    """The e-mail with the link, once."""
    workflow.lock(invitation)
    if invitation.mailed_at is not None or invitation.status != InvitationStatus.OPEN:
        return
    address = settings.SITE_URL + reverse("reopening:invitation", args=[token_of(invitation)])
    with translation.override(invitation.invited_by.language or settings.LANGUAGE_CODE):
        params = {"by": invitation.invited_by, "firm": invitation.firm, "days": LIVES.days, "url": address}
        EmailMessage(
            subject=gettext("[Reopening Desk] %(by)s asks you to act for %(firm)s") % params,
            body=gettext(
                "%(by)s asks you to act for %(firm)s at the reopening desk.\n\n"
                "Open this address within %(days)s days to join:\n%(url)s\n\n"
                "If you do not know this firm, please ignore this message."
            )
            % params,
            to=[invitation.email],
        ).send()
    invitation.mailed_at = at
    invitation.save(update_fields=["mailed_at"])


def invitation_of(token: str, at: datetime) -> Invitation:
    """
    The open invitation of a link.

    :raises InvitationOver: the same for an unknown, a used, a withdrawn and an old one
    """
    row = Invitation.objects.select_related("firm", "invited_by").filter(digest=digest_of(token)).first()
    if row is None or row.status != InvitationStatus.OPEN or row.expires_at < at:
        raise InvitationOver
    return row


@transaction.atomic
def accept(*, invitation: Invitation, by: User, at: datetime) -> Membership:
    """
    Join the firm, once for each invitation.

    :raises InvitationOver: if it is used, withdrawn or too old
    :raises MemberAlready: if `by` acts for the firm already
    """
    workflow.lock(invitation)
    if invitation.status != InvitationStatus.OPEN or invitation.expires_at < at:
        raise InvitationOver
    with INVITATION.transition(invitation, "accept", by=by, at=at):
        invitation.ended_at, invitation.ended_by = at, by
        row = join(invitation.firm, by, is_signatory=invitation.is_signatory, by=by, at=at)
    notify([invitation.invited_by], "member.joined", params=words(row), url=members_path(invitation.firm))
    return row


@transaction.atomic
def accept_as_new(
    *, invitation: Invitation, username: str, name: str, password: str, at: datetime
) -> Membership:
    """
    Set up an account and join.

    :raises ValidationError: by field
    :raises NameTaken: if the user name is
    """
    user = create_account(username=username, name=name, email=invitation.email, password=password)
    return accept(invitation=invitation, by=user, at=at)


def create_account(*, username: str, name: str, email: str, password: str) -> User:
    """:raises ValidationError: by field; :raises NameTaken: if the user name is"""
    user = User(username=username, name=name, email=email)
    user.clean_fields(exclude=["password"])
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise NameTaken from error
    return user


def withdraw(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Take an invitation back; its link ends."""
    with INVITATION.transition(invitation, "withdraw", by=by, at=at):
        invitation.ended_at, invitation.ended_by = at, by
    return invitation


def join(firm: Firm, user: User, *, is_signatory: bool, by: User, at: datetime) -> Membership:
    """:raises MemberAlready: if the person acts for the firm already"""
    try:
        with transaction.atomic():
            row = Membership.objects.create(firm=firm, user=user, is_signatory=is_signatory)
    except IntegrityError as error:
        raise MemberAlready from error
    forget_memberships(user)
    audit.record(firm, "firm.join", by=by, at=at, data={"user": user.username, "signatory": is_signatory})
    return row


def give_power(*, member: Membership, by: User, at: datetime) -> Membership:
    """Let a member sign for the firm."""
    return change(member, "give_power", lambda row: setattr(row, "is_signatory", True), by=by, at=at)


def take_power(*, member: Membership, by: User, at: datetime) -> Membership:
    """:raises LastSignatory: if nobody else could sign"""
    return change(member, "take_power", lambda row: setattr(row, "is_signatory", False), by=by, at=at)


@transaction.atomic
def change(
    member: Membership, verb: str, edit: Callable[[Membership], None], *, by: User, at: datetime
) -> Membership:
    firm = member.firm
    workflow.lock(firm)
    refuse_others(firm, by)
    member.refresh_from_db(fields=["is_signatory"])
    edit(member)
    if not member.is_signatory:
        refuse_last(member)
    member.save(update_fields=["is_signatory"])
    audit.record(firm, f"firm.{verb}", by=by, at=at, data={"user": member.user.username})
    notify([member.user], f"member.{verb}", params=words(member), url=members_path(firm))
    return member


@transaction.atomic
def remove(*, member: Membership, by: User, at: datetime) -> None:
    """
    End a person's acting for the firm; everybody may leave by themselves.

    :raises LastSignatory: if nobody else could sign
    """
    firm, user = member.firm, member.user
    workflow.lock(firm)
    if by != user:
        refuse_others(firm, by)
    refuse_last(member)
    told = words(member)
    member.delete()
    forget_memberships(user)
    audit.record(firm, "firm.remove", by=by, at=at, data={"user": user.username})
    if by != user:
        notify([user], "member.removed", params=told, url="/")


def refuse_last(member: Membership) -> None:
    """:raises LastSignatory: if nobody else may sign. The firm's row is locked, so that two cannot go at once."""
    others = Membership.objects.filter(firm=member.firm_id, is_signatory=True).exclude(pk=member.pk)
    if not others.exists():
        raise LastSignatory


def words(member: Membership) -> dict[str, str]:
    return {"firm": member.firm.name, "who": str(member.user)}


def members_path(firm: Firm) -> str:
    return reverse("reopening:members", args=[firm.public_id])
