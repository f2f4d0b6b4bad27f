"""Reading a roster file in the background: looked at first, or stored at once; a bad row touches nothing else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import progress
from core.cycles import no_collection
from core.dates import shanghai_day
from core.errors import DomainError
from core.fields import blind_index_each
from core.models import Job
from core.stretches import stretches
from core.workflow import lock
from reopening.id_kinds import kind_of, mask_id
from reopening.models import Application, RosterUpload, StaffMember
from reopening.policy.base import Section
from reopening.roster_files.judging import RosterRow
from reopening.roster_files.rows import Roster
from reopening.services.intake import Intake, Screener
from reopening.services.sections import stamp
from reopening.services.staff import count_elsewhere
from reopening.table_files.refusals import TableRefused

CHUNK = 500  # rows
TOLD = 2_000  # rows between two words on how far it is
SAMPLE = 20  # rows shown before anything is stored
NAME_SHOWN = 60  # characters of what stands for a name in a wrong row
# Storing 50,000 people is one transaction: its last statement may be long, and so may the wait for rows.
STATEMENT_SECONDS = 120


class MovedOn(DomainError):
    code = "moved_on"
    message = _("The application was handed in before the file was stored. Nothing of it is on the roster.")


@dataclass
class Refused:
    """The rows to correct, ready to be kept: cells as typed, and what is wrong with them."""

    cells: list[tuple[int, dict[str, Any], str]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def add(self, rows: list[RosterRow]) -> None:
        for row in rows:
            if row.errors:
                self.cells.append((row.number, row.cells, row.sheet))
                self.errors += [error.as_json() for error in row.errors]


def import_upload(*, upload: RosterUpload, job: Job, at: datetime) -> dict[str, Any]:
    """
    Read the file and screen its people. With the firm's word they go onto the roster, all in one transaction, and
    people found again by resident ID are updated; without it only what was found is kept, and the file waits.

    Safe to run again: a finished file is left alone, a file looked at is looked at anew with the same result.
    """
    if upload.finished_at is not None or upload.is_waiting:
        return result_of(upload)
    try:
        with Roster(bytes(upload.content or b"")) as roster, no_collection():
            progress(job, done=0, total=upload.rows_read or roster.about)
            act = store if upload.accepted_at else look
            act(upload, roster, job, at)
    except (TableRefused, MovedOn) as error:
        upload.refresh_from_db()
        upload.refusal = {"code": error.code, "params": getattr(error, "params", {})}
        with transaction.atomic():
            lock(upload.application)
            finish(upload, Refused(), at=at)
    return result_of(upload)


def chunks(upload: RosterUpload, roster: Roster) -> Iterator[list[RosterRow]]:
    return stretches(roster.judged(shanghai_day(upload.uploaded_at)), CHUNK)


def look(upload: RosterUpload, roster: Roster, job: Job, at: datetime) -> None:
    """Find out what the file would do. Nothing of it is stored but counts, errors and the first rows."""
    screener = Screener(upload.application.policy_set.rules.screening)
    refused = Refused()
    hashes: list[str] = []
    sample: list[dict[str, Any]] = []
    for chunk in chunks(upload, roster):
        people = [row.person for row in chunk if row.person]
        screener.count(people)
        hashes += blind_index_each(person.resident_id for person in people)
        refused.add(chunk)
        sample += [sampled(row, screener) for row in chunk[: SAMPLE - len(sample)]]
        if roster.total % TOLD < CHUNK:
            progress(job, done=roster.total, total=roster.about)
    with transaction.atomic():
        lock(upload)
        if upload.finished_at is not None:  # another file has come
            return
        upload.rows_read, upload.rows_accepted = roster.total, len(hashes)
        upload.unread_sheets = roster.unread
        upload.rows_known = StaffMember.objects.filter(
            application=upload.application_id, resident_id_hash__in=hashes
        ).count()
        upload.by_class = dict(screener.by_class)
        upload.sample, upload.read_at = json.dumps(sample), at
        keep(upload, refused)
        upload.save()
        progress(job, done=roster.total, total=roster.total)


def sampled(row: RosterRow, screener: Screener) -> dict[str, Any]:
    """One row as it is shown before it is stored: the number masked, with its class, or with what is wrong."""
    if row.person is None:
        name = str(row.cells.get("name") or "")[:NAME_SHOWN]
        errors = [error.as_json() for error in row.errors]
        return {"row": row.number, "sheet": row.sheet, "name": name, "errors": errors}
    found = screener.screened(row.person.said)
    return {
        "row": row.number,
        "sheet": row.sheet,
        "name": row.person.name,
        "resident_id": mask_id(row.person.resident_id),
        "id_kind": kind_of(row.person.resident_id).value,
        "post": row.person.said.post,
        "class": found.class_key,
        "measure": found.measure.value,
        "cause": found.cause(row.person.answers),
    }


@transaction.atomic
def store(upload: RosterUpload, roster: Roster, job: Job, at: datetime) -> None:
    """
    Put the right rows on the roster: all of them, or nothing when the file breaks in its last row.

    The application is locked at the end only, so that nobody waits while rows are read; who adds one of these
    people by hand meanwhile makes the unique index refuse the whole, and the job tries again.

    :raises MovedOn: if the application is no longer the firm's to edit
    """
    application = upload.application
    intake, refused = Intake(application, application.policy_set.rules.screening, at), Refused()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'")
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{STATEMENT_SECONDS}s'")
    stored = 0
    with intake:
        for chunk in chunks(upload, roster):
            stored += intake.write(chunk)
            refused.add(chunk)
    lock(application)
    if not application.is_editable:
        raise MovedOn
    upload.rows_read, upload.rows_accepted = roster.total, stored
    upload.unread_sheets = roster.unread
    upload.rows_known = intake.finish()
    upload.by_class = dict(intake.screener.by_class)
    count_elsewhere(application)
    application.save(update_fields=["people_elsewhere"])
    finish(upload, refused, at=at)
    progress(job, done=roster.total, total=roster.total)


def finish(upload: RosterUpload, refused: Refused, *, at: datetime) -> None:
    """The end of a file's way: the bytes go, the reasons stay. The application's row is locked by the caller."""
    keep(upload, refused)
    upload.content, upload.sample, upload.finished_at = None, "", at
    upload.read_at = upload.read_at or at
    upload.save()
    by = upload.accepted_by or upload.uploaded_by
    Application.objects.filter(pk=upload.application_id).update(revision=F("revision") + 1)
    stamp(upload.application, Section.ROSTER, by=by, at=at)
    data = {"digest": upload.digest} | result_of(upload)
    audit.record(upload.application, "roster.import", by=by, at=at, data=data)


def keep(upload: RosterUpload, refused: Refused) -> None:
    """The refused rows as they were typed, encrypted; nothing where all were right."""
    upload.rows_refused, upload.errors = len(refused.cells), refused.errors
    upload.refused_cells = json.dumps(refused.cells) if refused.cells else ""


def result_of(upload: RosterUpload) -> dict[str, Any]:
    """Counts for the job; never anybody's data."""
    return {
        "rows_read": upload.rows_read,
        "rows_accepted": upload.rows_accepted,
        "rows_refused": upload.rows_refused,
        "refusal": upload.refusal,
    }
