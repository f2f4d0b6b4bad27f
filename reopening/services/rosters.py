"""Rosters as files: taken in at once, read in the background, row by row; a bad row touches nothing else."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue, progress
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Job, User
from core.workflow import lock
from reopening.models import Application, RosterUpload
from reopening.policy.base import Section
from reopening.roster_files.judging import RosterRow
from reopening.roster_files.rows import Roster
from reopening.services.intake import Intake
from reopening.services.sections import editing, stamp
from reopening.services.staff import count_elsewhere
from reopening.table_files import limits
from reopening.table_files.refusals import TableRefused

CHUNK = 2_000  # rows in one transaction


class FileTooLarge(TableRefused):
    status = 413


class MovedOn(DomainError):
    code = "moved_on"
    message = _("The application was handed in before the whole file was read. The rest was left out.")


def upload(
    *, application: Application, file_name: str, content: bytes, by: User, at: datetime
) -> RosterUpload:
    """
    Take in a roster file; `upload.job` reads it in the background.

    :raises FileTooLarge: if it is larger than a roster can be
    :raises TransitionNotAllowed: if the application can no longer be edited
    """
    if len(content) > limits.BYTES:
        raise FileTooLarge("too_large", limit=limits.BYTES // 2**20)
    digest = hashlib.sha256(content).hexdigest()
    with editing(application, Section.ROSTER, by=by, at=at, data={"roster_file": digest}):
        row = RosterUpload.objects.create(
            application=application,
            file_name=plain_file_name(file_name),
            content=content,
            digest=digest,
            uploaded_by=by,
        )
        row.job = enqueue("reopening.tasks.import_roster", by=by, upload_id=row.pk)
        row.save(update_fields=["job"])
    return row


def plain_file_name(name: str) -> str:
    """What people see of it; it never names a file of ours."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[-120:] or "roster"


def import_upload(*, upload: RosterUpload, job: Job, at: datetime) -> dict[str, Any]:
    """
    Read the file, screen the people, put them on the roster; found again by resident ID, they are updated.

    Safe to run again: a finished file is left alone, and every row is an upsert.
    """
    if upload.finished_at is not None:
        return result_of(upload)
    refused: list[RosterRow] = []
    try:
        with Roster(bytes(upload.content or b"")) as roster:
            rows = roster.judged(shanghai_day(upload.uploaded_at))
            for done, accepted in store(upload, rows, refused, at=at):
                upload.rows_read, upload.rows_accepted = done, accepted
                progress(job, done=done, total=roster.total)
    except TableRefused as error:
        upload.refusal = {"code": error.code, "params": error.params}
    except MovedOn as error:
        upload.refusal = {"code": error.code, "params": {}}
    finish(upload, refused, at=at)
    return result_of(upload)


def store(
    upload: RosterUpload, rows: Iterator[RosterRow], refused: list[RosterRow], *, at: datetime
) -> Iterator[tuple[int, int]]:
    """
    Write chunk after chunk, each in a transaction of its own; yields rows read and accepted so far.

    :raises MovedOn: if the application is no longer the firm's to edit
    """
    application = upload.application
    intake = Intake(application, application.policy_set.rules.screening, at)
    read = accepted = 0
    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic():
            lock(application)
            if not application.is_editable:
                raise MovedOn
            accepted += intake.write(chunk)
        refused += [row for row in chunk if row.errors]
        read += len(chunk)
        yield read, accepted


@transaction.atomic
def finish(upload: RosterUpload, refused: list[RosterRow], *, at: datetime) -> None:
    """Keep the reasons, remove the bytes; only the latest file keeps its refused rows, encrypted."""
    lock(upload.application)
    RosterUpload.objects.filter(application=upload.application).exclude(pk=upload.pk).update(refused_cells="")
    upload.rows_refused = len(refused)
    upload.errors = [error.as_json() for row in refused for error in row.errors]
    upload.refused_cells = json.dumps([[row.number, row.cells] for row in refused])
    upload.content, upload.finished_at = None, at
    upload.save()
    count_elsewhere(upload.application)
    Application.objects.filter(pk=upload.application_id).update(revision=F("revision") + 1)
    stamp(upload.application, Section.ROSTER, by=upload.uploaded_by, at=at)
    audit.record(
        upload.application,
        "roster.import",
        by=upload.uploaded_by,
        at=at,
        data={"digest": upload.digest} | result_of(upload),
    )


def result_of(upload: RosterUpload) -> dict[str, Any]:
    """Counts for the job; never anybody's data."""
    return {
        "rows_read": upload.rows_read,
        "rows_accepted": upload.rows_accepted,
        "rows_refused": upload.rows_refused,
        "refusal": upload.refusal,
    }


def refused_rows(upload: RosterUpload) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rows to correct, as typed, each with its errors; for `workbooks.refused_rows`."""
    cells: dict[int, dict[str, Any]] = dict(json.loads(upload.refused_cells or "[]"))
    by_row: dict[int, list[dict[str, Any]]] = {}
    for error in upload.errors:
        by_row.setdefault(error["row"], []).append(error)
    return [(cells.get(number, {}), errors) for number, errors in by_row.items()]
