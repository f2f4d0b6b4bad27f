"""What a lead does with the work of several officers at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.permissions import leads
from approvals.services import review
from core import workflow
from core.errors import DomainError
from core.models import User
from reopening.models import Application


@dataclass(frozen=True)
class Moved:
    """What became of one case: empty `refusal` when it was handed over."""

    application: Application
    refusal: str = ""


@transaction.atomic
def move(
    *, applications: Sequence[Application], to: User, by: User, at: datetime, note: str = ""
) -> list[Moved]:
    """
    Hand several cases over to one officer, each with a result of its own; one refusal stops no other.

    Doing it again changes nothing: who has the case is told so.

    :raises PermissionDenied: unless `by` leads where each case belongs
    """
    for code in {application.division_code for application in applications}:
        if not leads(by, code):
            raise PermissionDenied
    wanted = [application.pk for application in applications]
    rows = Application.objects.filter(pk__in=wanted).select_related("firm", "policy_set")
    free = {row.pk: row for row in workflow.lock_many(rows)}
    # The counts are taken in the order of their keys, case after case.
    ordered = sorted(applications, key=lambda row: (row.division_code, row.phase, row.pk))
    return [
        move_one(free[each.pk], to=to, by=by, at=at, note=note)
        if each.pk in free
        else Moved(each, _("Somebody is working on this case at this moment."))
        for each in ordered
    ]


def move_one(application: Application, *, to: User, by: User, at: datetime, note: str) -> Moved:
    try:
        with transaction.atomic():
            review.hand_over(application=application, to=to, by=by, at=at, note=note)
    except DomainError as refusal:
        return Moved(application, str(refusal))
    except PermissionDenied:
        return Moved(application, _("You may not act on this case."))
    return Moved(application)
