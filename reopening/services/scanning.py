"""Virus scans in the background: nothing is handed out before, and a scanner that is away is asked again."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from core import audit, clamd
from core.notifications import notify
from core.workflow import lock
from reopening.models import Document, ScanState, StoredFile

log = structlog.get_logger(__name__)
CHUNK = 100  # files of one run of the sweep


def scan_file(*, file: StoredFile, at: datetime) -> str:
    """
    Ask the scanner about one file; the state it is in afterwards. A file with an answer is left alone.

    :raises ScannerUnavailable: if there is no answer; the file stays where it was
    """
    if file.scan in (ScanState.CLEAN, ScanState.INFECTED) or not settings.CLAMD_URL:
        return file.scan
    with file.content.open("rb") as stored:
        virus = clamd.scan(stored.read(), url=settings.CLAMD_URL)
    put_down(file, virus, at=at)
    return file.scan


@transaction.atomic
def put_down(file: StoredFile, virus: str, *, at: datetime) -> None:
    """Keep the answer; tell the firm of a virus, once."""
    lock(file)
    if file.scan in (ScanState.CLEAN, ScanState.INFECTED):
        return
    file.scan = ScanState.INFECTED if virus else ScanState.CLEAN
    file.scanned_at, file.virus = at, virus[:200]
    file.save(update_fields=["scan", "scanned_at", "virus"])
    if not virus:
        return
    application = file.application
    audit.record(
        application, "document.infected", by=None, at=at, data={"digest": file.digest, "virus": virus[:200]}
    )
    named = Document.objects.filter(file=file).values_list("file_name", flat=True).first() or ""
    notify(
        application.firm.members.all(),
        "document.infected",
        params={"file": named, "firm": application.firm.name},
        url=f"{application.get_absolute_url()}documents/",
    )


def scan_waiting(*, at: datetime, progress: Callable[[int, int], None]) -> dict[str, int]:
    """
    Ask again about the files that wait; stops at once when the scanner is away.

    Where there is no scanner any more, they count as not scanned.
    """
    waiting = StoredFile.objects.filter(scan=ScanState.WAITING)
    if not settings.CLAMD_URL:
        return {"not_scanned": waiting.update(scan=ScanState.NOT_SCANNED)}
    scanned = 0
    for file in waiting.select_related("application__firm").order_by("pk")[:CHUNK]:
        try:
            scan_file(file=file, at=at)
        except clamd.ScannerUnavailable as error:
            log.warning("scan.unavailable", reason=str(error)[:200])
            break
        scanned += 1
        progress(scanned, CHUNK)
    return {"scanned": scanned}
