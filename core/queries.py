"""Who may see what of the foundation."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core.models import AuditEvent, Job, Notification, Role, User


def jobs_visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """Everybody follows the work they asked for; auditors and administrators see all of it."""
    if not isinstance(user, User):
        return Job.objects.none()
    if user.roles & {Role.AUDITOR, Role.ADMINISTRATOR}:
        return Job.objects.all()
    return Job.objects.filter(created_by=user)


def inbox_of(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user)


def audit_visible_to(user: User | AnonymousUser) -> QuerySet[AuditEvent]:
    """The whole trail is the auditor's; everybody else sees a record's timeline on the record."""
    if isinstance(user, User) and Role.AUDITOR in user.roles:
        return AuditEvent.objects.all()
    return AuditEvent.objects.none()
