"""How people come to act for a firm: by invitation, or by asking to join."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models.firms import Firm


class InvitationStatus(models.TextChoices):
    OPEN = "open", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Taken back")


class Invitation(models.Model):
    """
    A colleague asked by e-mail to act for the firm. Who has the link joins, once, until `expires_at`.

    Of the link's secret only the SHA-256 is kept.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, related_name="invitations")
    email = models.EmailField(_("e-mail of the colleague"))
    is_signatory = models.BooleanField(_("may sign for the firm"), default=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=InvitationStatus, default=InvitationStatus.OPEN)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="invitation_ended_pair"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True)
                | ~Q(status="open") & Q(ended_at__isnull=False),
                name="invitation_ended_has_time",
            ),
        ]
        indexes = [models.Index(fields=["firm", "-invited_at"], name="invitation_of_firm")]

    def __str__(self) -> str:
        return str(self.firm)


class JoinRequestStatus(models.TextChoices):
    OPEN = "open", _("Waiting")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> "JoinRequestQuerySet":
        """One's own; members those for their firm; reviewers those for firms of their divisions."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(Role.REVIEWER)
        return self.filter(
            Q(user=user) | Q(firm__in=user.firms.all()) | prefix_q("firm__division__code", prefixes)
        )


class JoinRequest(models.Model):
    """A person who says that they act for a registered firm; a signatory or the office confirms it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    note = models.CharField(_("who you are in the firm"), max_length=200)
    status = models.CharField(max_length=10, choices=JoinRequestStatus, default=JoinRequestStatus.OPEN)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join a firm")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="join_request_ended_pair"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True)
                | ~Q(status="open") & Q(ended_at__isnull=False),
                name="join_request_ended_has_time",
            ),
            models.UniqueConstraint(
                fields=["firm", "user"],
                condition=Q(status="open"),
                name="join_request_once",
                violation_error_message=_("You have asked to join this firm already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.firm}"
