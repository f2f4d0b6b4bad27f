"""
Bytes of documents in private storage: put there once, within the quota of the application and of the firm, and swept
when nobody's.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from core.background import enqueue
from core.errors import DomainError
from core.models import User
from reopening.document_files import limits
from reopening.document_files.reading import HarmlessFile
from reopening.models import Application, ScanState, StoredFile

FOLDER = "documents"
ORPHAN_AGE = timedelta(days=1)  # a file may be older than the row that is about to name it
BATCH = 500  # names looked up at once


class QuotaReached(DomainError):
    code = "quota_reached"

    def __init__(self) -> None:
        words = _(
            "One application holds up to %(files)s files and %(megabytes)s MB. Please send what matters."
        )
        super().__init__(words % {"files": limits.QUOTA_FILES, "megabytes": limits.QUOTA_BYTES // 2**20})


class FirmQuotaReached(QuotaReached):
    code = "firm_quota_reached"

    def __init__(self) -> None:
        words = _(
            "All applications of your firm together hold up to %(files)s files and %(megabytes)s MB. The files of "
            "cases that are over are deleted after %(days)s days; until then please send only what matters."
        )
        most = {"files": settings.FIRM_QUOTA_FILES, "megabytes": settings.FIRM_QUOTA_MEGABYTES}
        DomainError.__init__(self, words % (most | {"days": settings.RETENTION_DAYS}))


def store(
    application: Application, harmless: HarmlessFile, *, by: User, is_of_office: bool = False
) -> StoredFile:
    """
    The row of these bytes, new or found again by its hash. The application's row is locked by the caller.

    :param is_of_office: an official's own, such as of a visit: no quota of the firm keeps it out
    :raises QuotaReached: if they would be too many
    """
    digest = harmless.digest
    known = StoredFile.objects.filter(application=application, digest=digest).first()
    if known is not None:
        return known
    if not is_of_office:
        refuse_above_quota(application, len(harmless.content))
    row = StoredFile(
        application=application,
        digest=digest,
        kind=harmless.kind,
        size=len(harmless.content),
        pages=harmless.pages,
        scan=ScanState.WAITING if settings.CLAMD_URL else ScanState.NOT_SCANNED,
    )
    put(row.content, harmless.content)
    if harmless.thumbnail:
        put(row.thumbnail, harmless.thumbnail)
    row.save(force_insert=True)
    if row.scan == ScanState.WAITING:
        enqueue("reopening.tasks.scan_file", by=by, file_id=row.pk)
    return row


def put(field: "StoredFile.content.field.attr_class", content: bytes) -> None:  # type: ignore[name-defined]
    """Under the name that follows from the hash; what a rolled-back attempt left there is written over."""
    default_storage.delete(field.field.generate_filename(field.instance, ""))
    field.save("", ContentFile(content), save=False)


def refuse_above_quota(application: Application, size: int) -> None:
    """
    The row of the application is locked by the caller; other applications of the firm wait here for one another.

    :raises QuotaReached: if `size` bytes more are too many
    """
    held = StoredFile.objects.filter(application=application).aggregate(files=Count("pk"), size=Sum("size"))
    if held["files"] >= limits.QUOTA_FILES or (held["size"] or 0) + size > limits.QUOTA_BYTES:
        raise QuotaReached
    hold_firm(application.firm_id)
    files, size_held = held_by_firm(application.firm_id)
    if files >= settings.FIRM_QUOTA_FILES or size_held + size > settings.FIRM_QUOTA_MEGABYTES * 2**20:
        raise FirmQuotaReached


def hold_firm(firm_id: int) -> None:
    """
    Until the end of this transaction nobody else stores files of the firm. It is no lock of the firm's row: who
    holds that one asks for rows of its applications, and here it is the other way round.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4714))", [f"firm-files:{firm_id}"])


def held_by_firm(firm_id: int) -> tuple[int, int]:
    """How many files all applications of the firm hold, and how many bytes; what a copy shares counts once."""
    rows = StoredFile.objects.filter(application__firm=firm_id).values_list("content", "size").distinct()
    sizes = [size for _content, size in rows]
    return len(sizes), sum(sizes)


def remove(names: Sequence[str]) -> None:
    """Remove these files unless a row names them: the copy of a case shares the bytes of its papers."""
    for name in unnamed(names):
        default_storage.delete(name)


def unnamed(names: Sequence[str]) -> set[str]:
    """Those of these names that no row holds."""
    rows = StoredFile.objects.filter(content__in=names) | StoredFile.objects.filter(thumbnail__in=names)
    return set(names) - {name for pair in rows.values_list("content", "thumbnail") for name in pair}


def sweep(*, at: datetime) -> int:
    """Remove files that no row names, left by a change that was rolled back; how many."""
    removed = 0
    for names in batches(names_in(default_storage)):
        for name in unnamed(names):
            if default_storage.get_modified_time(name) < at - ORPHAN_AGE:
                default_storage.delete(name)
                removed += 1
    return removed


def names_in(storage: Storage) -> Iterator[str]:
    """Every stored name of a document."""
    try:
        folders = storage.listdir(FOLDER)[0]
    except FileNotFoundError:  # on disk, before the first document; a bucket has no folders to be missing
        return
    for folder in folders:
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"


def batches(names: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
