"""Lists of tenants: taken in at once, read and shown in the background, and only then carried out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue, progress
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Job, User
from core.stretches import stretches
from core.workflow import lock
from reopening.firm_files.tenants import TenantList, TenantRow
from reopening.models import PolicySet, TenantFile, Umbrella
from reopening.services.policies import policy_for
from reopening.services.rosters import plain_file_name, refuse_at_once
from reopening.services.tenancies import editable, judge_many
from reopening.services.tenant_intake import TenantIntake, fate_of, standing
from reopening.services.umbrellas import refuse_others
from reopening.table_files.refusals import TableRefused
from reopening.table_files.tables import CellError

CHUNK = 200  # tenants in one transaction
Refused = list[tuple[TenantRow, list[CellError]]]


class NotChecked(DomainError):
    status = 409
    code = "not_checked"
    message = _("This list has not been read to the end, or was taken in already.")


class NotDeclared(DomainError):
    code = "not_declared"
    message = _("Please read the declaration and confirm it.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "declared", "code": self.code, "message": self.message}])


@transaction.atomic
def upload(*, umbrella: Umbrella, file_name: str, content: bytes, by: User, at: datetime) -> TenantFile:
    """
    Take in a list; `job` reads it in the background and says what would become of each row.

    :raises RefusedAtOnce: if it is too large, empty, or plainly no table
    :raises PermissionDenied: unless `by` may sign for the operator
    """
    refuse_others(umbrella.firm, by)
    refuse_at_once(content)
    digest = hashlib.sha256(content).hexdigest()
    row = TenantFile.objects.create(
        umbrella=umbrella,
        file_name=plain_file_name(file_name),
        content=content,
        digest=digest,
        uploaded_by=by,
    )
    row.job = enqueue("reopening.tasks.check_tenants", by=by, file_id=row.pk)
    row.save(update_fields=["job"])
    audit.record(umbrella, "umbrella.upload", by=by, at=at, data={"digest": digest})
    return row


def check(*, file: TenantFile, job: Job, at: datetime) -> dict[str, Any]:
    """Read the list and say what would become of each row; nothing is written but that. Safe to run again."""
    if file.checked_at is not None:
        return file.counts
    counts: Counter[str] = Counter()
    refused: Refused = []
    try:
        with TenantList(bytes(file.content or b"")) as tenants:
            for chunk in chunks(tenants.judged(shanghai_day(at)), refused):
                counts["read"] = min(counts["read"] + CHUNK, tenants.total)
                with transaction.atomic():
                    now = standing(file.umbrella, [row.values["credit_code"] for row in chunk])
                for row in chunk:
                    fate = fate_of(row, file.umbrella, now)
                    if fate in {"new", "known", "ask"}:
                        counts[fate] += 1
                        counts["unauthorised"] += fate != "ask" and not row.values["giver_name"]
                    else:
                        refused.append((row, [CellError(row.number, "credit_code", fate)]))
                progress(job, done=counts["read"], total=tenants.total)
            counts["read"] = tenants.total
    except TableRefused as error:
        file.refusal = {"code": error.code, "params": error.params}
        file.content, file.finished_at = None, at
    keep_refused(file, refused)
    file.counts = dict(counts) | {"refused": len(refused)}
    file.checked_at = at
    file.save()
    return file.counts


def chunks(rows: Iterator[TenantRow], refused: Refused) -> Iterator[list[TenantRow]]:
    """Rows that are right, chunk after chunk; the others are put aside."""
    for chunk in stretches(rows, CHUNK):
        refused += [(row, row.errors) for row in chunk if row.errors]
        yield [row for row in chunk if not row.errors]


def keep_refused(file: TenantFile, refused: Refused) -> None:
    """The reasons in the open, the cells encrypted; only the latest list keeps its cells."""
    refused.sort(key=lambda each: each[0].number)
    TenantFile.objects.filter(umbrella=file.umbrella).exclude(pk=file.pk).update(refused_cells="")
    file.errors = [error.as_json() for _row, errors in refused for error in errors]
    file.refused_cells = json.dumps(
        [[row.number, row.cells or plain(row.values)] for row, _errors in refused]
    )


def plain(values: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items() if value}


@transaction.atomic
def take_in(*, file: TenantFile, declared: bool, by: User, at: datetime) -> TenantFile:
    """
    Carry the list out in the background.

    :raises NotChecked: before it was read, and the second time
    :raises NotDeclared: unless the operator declares that the tenants have authorised it
    """
    lock(file)
    refuse_others(file.umbrella.firm, by)
    if file.checked_at is None or file.declared_at is not None or file.finished_at is not None:
        raise NotChecked
    if not declared:
        raise NotDeclared
    file.declared_at, file.declared_by = at, by
    file.job = enqueue("reopening.tasks.take_in_tenants", by=by, file_id=file.pk)
    file.save(update_fields=["declared_at", "declared_by", "job"])
    audit.record(file.umbrella, "umbrella.take_in", by=by, at=at, data={"digest": file.digest})
    return file


def carry_out(*, file: TenantFile, job: Job, by: User, at: datetime) -> dict[str, Any]:
    """Safe to run again: a tenant that stands is found by its credit code."""
    if file.finished_at is not None:
        return file.counts
    umbrella = file.umbrella
    intake = TenantIntake(umbrella, policy_for(umbrella.division, at), by, at)
    counts: Counter[str] = Counter()
    refused: Refused = []
    with TenantList(bytes(file.content or b"")) as tenants:
        for chunk in chunks(tenants.judged(shanghai_day(file.uploaded_at)), refused):
            outcome = intake.take_in(chunk) if chunk else None
            if outcome is not None:
                counts += outcome.counts
                refused += [(row, [error]) for row, error in outcome.refused]
            counts["read"] = min(counts["read"] + CHUNK, tenants.total)
            progress(job, done=counts["read"] // 2, total=tenants.total)
        counts["read"] = tenants.total
    judge_unjudged(umbrella, job, tenants.total, at)
    keep_refused(file, refused)
    file.counts = dict(counts) | {"refused": len(refused)}
    file.content, file.finished_at = None, at
    file.save()
    audit.record(umbrella, "umbrella.taken_in", by=by, at=at, data=file.counts)
    return file.counts


def judge_unjudged(umbrella: Umbrella, job: Job, total: int, at: datetime) -> None:
    """What stands in the way of each draft that the list wrote, so that the table can say it."""
    rows = editable(umbrella).filter(judged_at__isnull=True).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    known: dict[int, PolicySet] = {}
    for start in range(0, len(keys), CHUNK):
        judge_many(keys[start : start + CHUNK], at=at, known=known)
        progress(job, done=total // 2 + total * start // len(keys) // 2, total=total)


def refused_rows(file: TenantFile) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rows to correct, as typed, each with its errors; for `workbooks.refused_rows`."""
    cells: dict[int, dict[str, Any]] = dict(json.loads(file.refused_cells or "[]"))
    by_row: dict[int, list[dict[str, Any]]] = {}
    for error in file.errors:
        by_row.setdefault(error["row"], []).append(error)
    return [(cells.get(number, {}), errors) for number, errors in by_row.items()]
