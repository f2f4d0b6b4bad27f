"""Bytes of documents in private storage: put there once, within the application's quota, and swept when nobody's."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
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


def store(application: Application, harmless: HarmlessFile, *, by: User) -> StoredFile:
    """
    The row of these bytes, new or found again by its hash. The application's row is locked by the caller.

    :raises QuotaReached: if they would be too many
    """
    digest = harmless.digest
    known = StoredFile.objects.filter(application=application, digest=digest).first()
    if known is not None:
        return known
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
    """:raises QuotaReached: if `size` bytes more are too many"""
    held = StoredFile.objects.filter(application=application).aggregate(files=Count("pk"), size=Sum("size"))
    if held["files"] >= limits.QUOTA_FILES or (held["size"] or 0) + size > limits.QUOTA_BYTES:
        raise QuotaReached


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
