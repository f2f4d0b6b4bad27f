"""Who may act on batches and certificates. Predicates of the transition tables."""

from approvals.models import Batch, Certificate
from core.models import Appointment, Role, User
from core.permissions import in_jurisdiction
from reopening import permissions as reopening_permissions


def signs_here(user: User, batch: Batch) -> bool:
    """An approver whose division covers the batch's."""
    return in_jurisdiction(user, Role.APPROVER, batch.division_id)


def countersigns_here(user: User, batch: Batch) -> bool:
    """An approver whose division covers the batch's, other than the one who proposed it."""
    return signs_here(user, batch) and batch.proposed_by_id != user.pk


def prepares_here(user: User, batch: Batch) -> bool:
    """A reviewer or an approver whose division covers the batch's."""
    return in_jurisdiction(user, Role.REVIEWER, batch.division_id) or signs_here(user, batch)


def is_signer(user: User, batch: Batch) -> bool:
    """The approver whose signature the background work carries out."""
    return batch.signed_by_id == user.pk


def decides_here(user: User, certificate: Certificate) -> bool:
    """An approver of the place, who never acts on a firm they belong to."""
    return reopening_permissions.is_approver(user, certificate.application)


def handles_here(user: User, certificate: Certificate) -> bool:
    """A reviewer or an approver of the place."""
    return reopening_permissions.is_reviewer_or_approver(user, certificate.application)


def leads(user: User, division_code: str) -> bool:
    """An approver of the place, or one of at least three who review in a division that covers it."""
    if in_jurisdiction(user, Role.APPROVER, division_code):
        return True
    return any(division_code.startswith(code) and has_colleagues(user, code) for code in offices(user))


def leads_somewhere(user: User) -> bool:
    return Role.APPROVER in user.roles or any(has_colleagues(user, code) for code in offices(user))


def offices(user: User) -> list[str]:
    return user.role_prefixes(Role.REVIEWER)


def has_colleagues(user: User, code: str) -> bool:
    """Whether at least two others review in the division or below it."""
    rows = Appointment.objects.filter(role=Role.REVIEWER, division__code__startswith=code)
    return rows.exclude(user=user).values("user").distinct()[:2].count() == 2
