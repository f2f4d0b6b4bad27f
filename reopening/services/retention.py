"""
What is deleted once it has served: people and papers of cases that are over, or that the firm has left lying and was
told about before; invitations; files nobody uses.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from core import audit
from core.background import progress
from core.dates import shanghai_day
from core.models import AuditEvent, Job
from core.notifications import notify
from core.workflow import lock
from reopening.models import (
    Application,
    ApplicationStatus,
    DeclarationLink,
    Document,
    Invitation,
    PostHolder,
    RosterUpload,
    StaffMember,
    StoredFile,
)
from reopening.services import files, rosters

# A case that has come here never comes back. What an approval rests on stays while it stands.
OVER = [
    ApplicationStatus.WITHDRAWN,
    ApplicationStatus.REJECTED,
    ApplicationStatus.REVOKED,
    ApplicationStatus.SUPERSEDED,
]
# Here only the firm can go on; an office that is late loses nobody's papers.
WITH_THE_FIRM = [ApplicationStatus.DRAFT, ApplicationStatus.RETURNED]
ANNOUNCED = "application.announce_purge"
NIGHTLY = [ANNOUNCED, "roster.forget"]  # what is done by itself is nobody going on with the case
INVITATIONS_STAY = timedelta(days=30)  # after their last day; until then the firm sees whom it asked
REFUSED_ROWS_STAY = timedelta(days=30)  # to be corrected and sent again
FILES_STAY = timedelta(days=7)  # of a job that failed and nobody gave new attempts
CHUNK = 500


def purge(*, job: Job, at: datetime) -> dict[str, int]:
    """
    Delete everything whose time is over; how many of what. Each case in a transaction of its own: a run that was
    broken off is finished by the next one, and a second one finds nothing.
    """
    found = {"announced": announce_all(job=job, at=at), "cases": 0, "people": 0, "documents": 0}
    found |= {"files": forget_files(at=at), "invitations": purge_invitations(at=at)}
    cases = cases_over(at).order_by("pk").defer("snapshot")
    total = cases.count()
    for case in cases.iterator(CHUNK):
        people, documents = purge_case(application=case, at=at)
        found["people"] += people
        found["documents"] += documents
        found["cases"] += 1
        progress(job, done=found["cases"], total=total)
    return found


def announce_all(*, job: Job, at: datetime) -> int:
    """Tell the firms whose cases are deleted next; how many cases. As `purge`: one by one, and never twice."""
    cases = list(cases_to_announce(at).order_by("pk").values_list("pk", flat=True))
    for done, key in enumerate(cases, start=1):
        announce(application=Application.objects.defer("snapshot").get(pk=key), at=at)
        progress(job, done=done, total=len(cases))
    return len(cases)


@transaction.atomic
def announce(*, application: Application, at: datetime) -> None:
    """Tell all of the firm from which day on the case's data are deleted unless somebody goes on with it."""
    lock(application)
    if not cases_to_announce(at).filter(pk=application.pk).exists():
        return
    day = shanghai_day(at + notice_time())
    audit.record(application, ANNOUNCED, by=None, at=at, data={"on": str(day)})
    notify(
        application.firm.members.all(),
        ANNOUNCED,
        params={"firm": application.firm.name, "day": str(day)},
        url=application.get_absolute_url(),
    )


def notice_time() -> timedelta:
    return timedelta(days=settings.RETENTION_NOTICE_DAYS)


def cases_over(at: datetime) -> QuerySet[Application]:
    """
    Cases that ended so long ago, and those that the firm has left lying for so long and was told about in time; of
    these the ones that still hold people or papers.
    """
    before = at - timedelta(days=settings.RETENTION_DAYS)
    ended = events().filter(to_status=OuterRef("status"), at__lt=before)
    is_over = Q(Exists(ended.exclude(from_status=OuterRef("status"))), status__in=OVER)
    was_told = Exists(standing_announcements().filter(at__lte=at - notice_time()))
    return holding_anything().filter(is_over | left_since(before) & Q(was_told))


def cases_to_announce(at: datetime) -> QuerySet[Application]:
    """Cases that are deleted after the time of notice, if the firm was not told yet."""
    before = at - timedelta(days=settings.RETENTION_DAYS) + notice_time()
    return holding_anything().filter(left_since(before) & ~Q(Exists(standing_announcements())))


def holding_anything() -> QuerySet[Application]:
    """Cases with people, papers or files."""
    own = {"application": OuterRef("pk")}
    return Application.objects.filter(
        Exists(StaffMember.objects.filter(**own))
        | Exists(PostHolder.objects.filter(**own))
        | Exists(DeclarationLink.objects.filter(**own))
        | Exists(StoredFile.objects.filter(**own))
        | Exists(holding_data(RosterUpload.objects.filter(**own)))
    )


def events() -> QuerySet[AuditEvent]:
    """Of the case around."""
    return AuditEvent.objects.filter(
        subject_type=Application._meta.label_lower, subject_id=Cast(OuterRef("pk"), CharField())
    )


def left_since(before: datetime) -> Q:
    """Cases that wait for the firm, and that nobody has done anything to since."""
    acts = events().exclude(verb__in=NIGHTLY)
    return Q(
        Exists(acts.filter(at__lt=before)), ~Exists(acts.filter(at__gte=before)), status__in=WITH_THE_FIRM
    )


def standing_announcements() -> QuerySet[AuditEvent]:
    """Of the case around: those after which nobody has gone on with it."""
    later = AuditEvent.objects.filter(
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        sequence__gt=OuterRef("sequence"),
    )
    return events().filter(~Exists(later.exclude(verb__in=NIGHTLY)), verb=ANNOUNCED)


def holding_data(uploads: QuerySet[RosterUpload]) -> QuerySet[RosterUpload]:
    """Roster files of which bytes or rows are kept."""
    return uploads.filter(Q(content__isnull=False) | ~Q(sample="") | ~Q(refused_cells=""))


def purge_case(*, application: Application, at: datetime) -> tuple[int, int]:
    """
    Delete the roster of a case that is over or left, with declarations, codes, posts, papers and photos; how many
    people and how many papers.

    The audit trail, the snapshot and its counts stay: none of them names anybody. Bytes are removed once nothing can
    bring their rows back; what a killed run leaves of them is swept the next night.
    """
    with transaction.atomic():
        lock(application)
        if not cases_over(at).filter(pk=application.pk).exists():  # somebody has gone on with it
            return 0, 0
        people, documents, names = delete_data(application, at)
    files.remove(names)
    return people, documents


def delete_data(application: Application, at: datetime) -> tuple[int, int, list[str]]:
    """How many people and papers; and the names of the papers' bytes."""
    people = StaffMember.objects.filter(application=application)
    classes = dict(people.values_list("class_code").annotate(Count("pk")).order_by("class_code"))
    holders, _rows = PostHolder.objects.filter(application=application).delete()
    links, _rows = DeclarationLink.objects.filter(application=application).delete()
    uploads = RosterUpload.objects.filter(application=application)
    lists = rosters.end(uploads.filter(finished_at__isnull=True), at)
    lists += holding_data(uploads).update(content=None, sample="", refused_cells="")
    people.delete()
    documents, _rows = Document.objects.filter(application=application).delete()
    stored = StoredFile.objects.filter(application=application)
    names = [name for pair in stored.values_list("content", "thumbnail") for name in pair if name]
    stored.delete()
    data = {"classes": classes, "post_holders": holders, "links": links, "files": lists}
    audit.record(application, "application.purge", by=None, at=at, data=data | {"documents": documents})
    return sum(classes.values()), documents, names


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
