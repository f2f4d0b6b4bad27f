"""Roster files: taken in, looked at, put on the roster or discarded; the reading itself is in `imports`."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.background import enqueue
from core.errors import DomainError
from core.fields import put_bytes
from core.models import User
from core.workflow import lock
from reopening.models import Application, RosterUpload
from reopening.policy.base import Section
from reopening.services.sections import editing
from reopening.table_files import limits
from reopening.table_files.heads import check_head
from reopening.table_files.refusals import TableRefused

IMPORT = "reopening.tasks.import_roster"
WAITS = timedelta(hours=24)  # for a word; then the file is discarded


class RefusedAtOnce(TableRefused):
    """Before anything of it was kept: told beside the field."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, **params)
        self.errors = [{"path": "file", "code": code, "message": str(self)}]


class FileTooLarge(RefusedAtOnce):
    status = 413


class NotWaiting(DomainError):
    status = 409
    code = "not_waiting"
    message = _("This file is no longer waiting: it was stored or discarded already.")


def upload(
    *,
    application: Application,
    file_name: str,
    content: bytes,
    by: User,
    at: datetime,
    is_accepted: bool = False,
) -> RosterUpload:
    """
    Take in a roster file; `upload.job` reads it in the background. One that still waits is discarded.

    :param is_accepted: its right rows go onto the roster at once; else it waits for `accept` or `discard`
    :raises RefusedAtOnce: if it is too large, empty, or plainly no table
    :raises TransitionNotAllowed: if the application can no longer be edited
    """
    refuse_at_once(content)
    digest = hashlib.sha256(content).hexdigest()
    data: dict[str, Any] = {"roster_file": digest, "act": "upload"}
    with editing(application, Section.ROSTER, by=by, at=at, data=data):
        end(application.roster_uploads.filter(accepted_at__isnull=True, finished_at__isnull=True), at)
        row = RosterUpload.objects.create(
            application=application,
            file_name=plain_file_name(file_name),
            digest=digest,
            uploaded_by=by,
            accepted_at=at if is_accepted else None,
            accepted_by=by if is_accepted else None,
        )
        put_bytes(row, "content", content)
        row.job = enqueue(IMPORT, by=by, upload_id=row.pk)
        row.save(update_fields=["job"])
    return row


def refuse_at_once(content: bytes) -> None:
    """:raises RefusedAtOnce: for what a table file shows without being read"""
    try:
        check_head(content, limits.BYTES)
    except limits.Unreadable as refused:
        kind = FileTooLarge if refused.code == "too_large" else RefusedAtOnce
        raise kind(refused.code, **refused.params) from None


def plain_file_name(name: str) -> str:
    """What people see of it; it never names a file of ours."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[-120:] or "roster"


def accept(*, upload: RosterUpload, by: User, at: datetime) -> RosterUpload:
    """
    Put the people of a file that was looked at on the roster, in the background: `upload.job`.

    :raises NotWaiting: if it is stored or discarded already
    """
    data: dict[str, Any] = {"roster_file": upload.digest, "act": "accept"}
    with editing(upload.application, Section.ROSTER, by=by, at=at, data=data):
        lock_waiting(upload)
        upload.accepted_at, upload.accepted_by = at, by
        upload.job = enqueue(IMPORT, by=by, upload_id=upload.pk)
        upload.save(update_fields=["accepted_at", "accepted_by", "job"])
    return upload


def discard(*, upload: RosterUpload, by: User, at: datetime) -> RosterUpload:
    """
    Forget a file that was looked at: nothing of it stays but its counts.

    :raises NotWaiting: if it is stored or discarded already
    """
    data: dict[str, Any] = {"roster_file": upload.digest, "act": "discard"}
    with editing(upload.application, Section.ROSTER, by=by, at=at, data=data):
        lock_waiting(upload)
        end(RosterUpload.objects.filter(pk=upload.pk), at)
    upload.refresh_from_db()
    return upload


def lock_waiting(upload: RosterUpload) -> None:
    """:raises NotWaiting: if nobody is asked any more"""
    lock(upload)
    if not upload.is_waiting:
        raise NotWaiting


def waiting() -> QuerySet[RosterUpload]:
    """Files that were read and wait for a word."""
    return RosterUpload.objects.filter(
        read_at__isnull=False, accepted_at__isnull=True, finished_at__isnull=True
    )


def end(rows: QuerySet[RosterUpload], at: datetime) -> int:
    """Discard these; how many."""
    return rows.update(finished_at=at, content=None, sample="", refused_cells="", errors=[], unread_sheets=[])


@transaction.atomic
def discard_forgotten(*, at: datetime) -> int:
    """Files that nobody decided on within WAITS: health data are not held for somebody's memory."""
    return end(waiting().filter(read_at__lt=at - WAITS), at)


def files_of(application: Application) -> list[RosterUpload | None]:
    """The last file, None where there was none; then the earlier ones that still hold rows to correct, latest first."""
    rows = application.roster_uploads.select_related("job").defer("content", "sample")
    holding = ~Q(refused_cells="") & Q(finished_at__isnull=False)
    last = application.roster_uploads.order_by("-pk").values("pk")[:1]
    found = list(rows.filter(holding | Q(pk__in=last)).order_by("-pk"))
    return [*found] or [None]


def sample_of(upload: RosterUpload) -> list[dict[str, Any]]:
    """The first rows of a file that waits, numbers masked; see `imports.sampled`."""
    rows: list[dict[str, Any]] = json.loads(upload.sample or "[]")
    return rows
