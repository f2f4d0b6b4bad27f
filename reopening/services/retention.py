"""What is deleted once it has served: people of cases that are over, invitations, files nobody will use any more."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from core import audit
from core.background import progress
from core.models import AuditEvent, Job
from core.workflow import lock
from reopening.models import (
    Application,
    ApplicationStatus,
    DeclarationLink,
    Invitation,
    PostHolder,
    RosterUpload,
    StaffMember,
)
from reopening.services import rosters

# A case that has come here never comes back. What an approval rests on stays while it stands.
OVER = [
    ApplicationStatus.WITHDRAWN,
    ApplicationStatus.REJECTED,
    ApplicationStatus.REVOKED,
    ApplicationStatus.SUPERSEDED,
]
INVITATIONS_STAY = timedelta(days=30)  # after their last day; until then the firm sees whom it asked
REFUSED_ROWS_STAY = timedelta(days=30)  # to be corrected and sent again
FILES_STAY = timedelta(days=7)  # of a job that failed and nobody gave new attempts
CHUNK = 500


def purge(*, job: Job, at: datetime) -> dict[str, int]:
    """
    Delete everything whose time is over; how many of what. Each case in a transaction of its own: a run that was
    broken off is finished by the next one, and a second one finds nothing.
    """
    found = {"cases": 0, "people": 0, "files": forget_files(at=at), "invitations": purge_invitations(at=at)}
    cases = cases_over(at - timedelta(days=settings.RETENTION_DAYS)).order_by("pk").defer("snapshot")
    total = cases.count()
    for case in cases.iterator(CHUNK):
        found["people"] += purge_case(application=case, at=at)
        found["cases"] += 1
        progress(job, done=found["cases"], total=total)
    return found


def cases_over(before: datetime) -> QuerySet[Application]:
    """Cases that ended before this instant, and still hold something of their people."""
    ended = AuditEvent.objects.filter(
        subject_type=Application._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
        to_status=OuterRef("status"),
        at__lt=before,
    ).exclude(from_status=OuterRef("status"))
    own = {"application": OuterRef("pk")}
    return Application.objects.filter(
        Exists(StaffMember.objects.filter(**own))
        | Exists(PostHolder.objects.filter(**own))
        | Exists(DeclarationLink.objects.filter(**own))
        | Exists(holding_data(RosterUpload.objects.filter(**own))),
        Exists(ended),
        status__in=OVER,
    )


def holding_data(uploads: QuerySet[RosterUpload]) -> QuerySet[RosterUpload]:
    """Roster files of which bytes or rows are kept."""
    return uploads.filter(Q(content__isnull=False) | ~Q(sample="") | ~Q(refused_cells=""))


@transaction.atomic
def purge_case(*, application: Application, at: datetime) -> int:
    """
    Delete the roster of a case that is over, with declarations, codes, posts and files; how many people.

    The audit trail, the snapshot and its counts stay: none of them names anybody.
    """
    lock(application)
    people = StaffMember.objects.filter(application=application)
    classes = dict(people.values_list("class_code").annotate(Count("pk")).order_by("class_code"))
    holders, _rows = PostHolder.objects.filter(application=application).delete()
    links, _rows = DeclarationLink.objects.filter(application=application).delete()
    uploads = RosterUpload.objects.filter(application=application)
    files = rosters.end(uploads.filter(finished_at__isnull=True), at)
    files += holding_data(uploads).update(content=None, sample="", refused_cells="")
    people.delete()
    data = {"classes": classes, "post_holders": holders, "links": links, "files": files}
    audit.record(application, "application.purge", by=None, at=at, data=data)
    return sum(classes.values())


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Rows that nobody corrected, and the bytes of files whose job failed; how many files."""
    failed = RosterUpload.objects.filter(finished_at__isnull=True, uploaded_at__lt=at - FILES_STAY)
    old = holding_data(RosterUpload.objects.filter(finished_at__lt=at - REFUSED_ROWS_STAY))
    acts = [
        audit.Act(row.application, "roster.forget", data={"roster_file": row.digest})
        for row in (failed | old).select_related("application").defer("content", "application__snapshot")
    ]
    # Said to be damaged: the firm sends it again, and nobody believes that it was stored.
    refusal: dict[str, Any] = {"code": "broken", "params": {}}
    failed.update(finished_at=at, content=None, sample="", refused_cells="", errors=[], refusal=refusal)
    old.update(sample="", refused_cells="")
    audit.record_many(acts, by=None, at=at)
    return len(acts)


@transaction.atomic
def purge_invitations(*, at: datetime) -> int:
    """E-mail addresses and the hashes of links that have run out; how many."""
    rows = list(Invitation.objects.filter(expires_at__lt=at - INVITATIONS_STAY).order_by("pk"))
    acts = [audit.Act(row, "invitation.purge", from_status=row.status) for row in rows]
    audit.record_many(acts, by=None, at=at)
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
