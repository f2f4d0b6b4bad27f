"""Looking at the names on a roster: recorded before they are shown."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from core.models import User
from reopening.models import Application, StaffMember
from reopening.permissions import is_reviewer_or_approver

MOST = 1_000


@transaction.atomic
def read_names(
    *, application: Application, everybody: bool, reason: str, by: User, at: datetime
) -> list[StaffMember]:
    """
    The people of a roster, without their ID numbers; by default only those who must stay away.

    :raises PermissionDenied: unless `by` reviews or decides there
    """
    if not is_reviewer_or_approver(by, application):
        raise PermissionDenied
    rows = StaffMember.objects.filter(application=application).defer("resident_id", "answers")
    if not everybody:
        classes = application.policy_set.rules.screening.classes
        rows = rows.filter(class_code__in=[each.key for each in classes if not each.may_work])
    people = list(rows.order_by("-class_code", "row_number", "pk")[:MOST])
    data = {"people": len(people), "everybody": everybody}
    audit.record(application, "roster.read_names", by=by, at=at, note=reason, data=data)
    return people
