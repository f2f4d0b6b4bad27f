"""Looking at the names on a roster: recorded before they are shown."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, When

from core import audit
from core.models import User
from reopening.elsewhere import keys_among, keys_elsewhere
from reopening.models import Application, StaffMember
from reopening.permissions import is_reviewer_or_approver

MOST = 1_000


class Named(NamedTuple):
    """:ivar is_elsewhere: another firm that has filed lists the person too"""

    person: StaffMember
    is_elsewhere: bool


@transaction.atomic
def read_names(
    *,
    application: Application,
    everybody: bool,
    elsewhere: bool = False,
    reason: str,
    by: User,
    at: datetime,
) -> list[Named]:
    """
    The people of a roster, without their ID numbers, the worst class first; by default only those who must stay away.

    :param elsewhere: instead only those whom another firm that has filed lists too
    :raises PermissionDenied: unless `by` reviews or decides there
    """
    if not is_reviewer_or_approver(by, application):
        raise PermissionDenied
    rows = StaffMember.objects.filter(application=application).defer("resident_id", "answers")
    classes = application.policy_set.rules.screening.classes
    if elsewhere:
        rows = rows.filter(pk__in=keys_elsewhere(application))
    elif not everybody:
        rows = rows.filter(class_code__in=[each.key for each in classes if not each.may_work])
    worst = Case(*[When(class_code=each.key, then=place) for place, each in enumerate(classes)], default=-1)
    people = list(rows.order_by(worst.desc(), "row_number", "pk")[:MOST])
    shared = set(keys_among(application, people))
    data = {"people": len(people), "everybody": everybody} | ({"elsewhere": True} if elsewhere else {})
    audit.record(application, "roster.read_names", by=by, at=at, note=reason, data=data)
    return [Named(each, each.pk in shared) for each in people]
