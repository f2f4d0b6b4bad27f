"""Lists of orders: taken in at once, read and shown in the background, and only then carried out (docs/adr/0054)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue, progress
from core.errors import DomainError
from core.models import Division, Job, User
from core.workflow import lock
from reopening.services.rosters import plain_file_name, refuse_at_once
from reopening.table_files.columns import plain
from reopening.table_files.refusals import TableRefused
from supplies.models import Item, Order, OrderFile, OrderLine
from supplies.order_lists import OrderList, OrderRow
from supplies.permissions import is_dispatcher
from supplies.planner import analyze
from supplies.services.order_intake import OrderIntake, Rows

CHUNK = 200  # firms in one transaction


class NotChecked(DomainError):
    status = 409
    code = "not_checked"
    message = _("This list has not been read to the end, or was taken in already.")


@transaction.atomic
def upload(*, division: Division, file_name: str, content: bytes, by: User, at: datetime) -> OrderFile:
    """
    Take a list in; `job` reads it and says what would become of each row.

    The same bytes are the same list: one that was confirmed is answered as it is, another one is read anew.

    :raises RefusedAtOnce: if it is too large, empty, or plainly no table
    :raises PermissionDenied: unless `by` dispatches there
    """
    refuse_at_once(content)
    digest = hashlib.sha256(content).hexdigest()
    row = OrderFile(
        division=division,
        file_name=plain_file_name(file_name),
        content=content,
        digest=digest,
        uploaded_by=by,
    )
    if not is_dispatcher(by, row):
        raise PermissionDenied
    OrderFile.objects.bulk_create([row], ignore_conflicts=True)
    row = OrderFile.objects.select_for_update(of=("self",), no_key=True).get(division=division, digest=digest)
    if row.confirmed_at is not None:
        return row
    row.content, row.checked_at, row.refusal, row.finished_at = content, None, None, None
    row.job = enqueue("supplies.tasks.check_orders", by=by, file_id=row.pk)
    row.save()
    audit.record(row, "order_file.upload", by=by, at=at, data={"digest": digest})
    return row


@transaction.atomic
def take_in(*, file: OrderFile, by: User, at: datetime) -> OrderFile:
    """
    Carry the list out in the background.

    :raises NotChecked: before it was read, and the second time
    """
    lock(file)
    if not is_dispatcher(by, file):
        raise PermissionDenied
    if file.stage != "waiting":
        raise NotChecked
    file.confirmed_at, file.confirmed_by = at, by
    file.job = enqueue("supplies.tasks.take_in_orders", by=by, file_id=file.pk)
    file.save(update_fields=["confirmed_at", "confirmed_by", "job"])
    audit.record(file, "order_file.take_in", by=by, at=at, data={"digest": file.digest})
    return file


def check(*, file: OrderFile, job: Job, by: User, at: datetime) -> dict[str, Any]:
    """Say what would become of each row; nothing is written but that. Safe to run again."""
    if file.checked_at is None:
        run(file, job, by=by, at=at, is_dry=True)
        file.checked_at = at
        file.save()
    return dict(file.counts)


def carry_out(*, file: OrderFile, job: Job, by: User, at: datetime) -> dict[str, Any]:
    """Safe to run again: a firm's order of this list is known by the list that it names."""
    if file.finished_at is None:
        run(file, job, by=by, at=at, is_dry=False)
        analyze(Order, OrderLine)
        file.content, file.finished_at = None, at
        file.save()
        audit.record(file, "order_file.taken_in", by=by, at=at, data=file.counts)
    return dict(file.counts)


def run(file: OrderFile, job: Job, *, by: User, at: datetime, is_dry: bool) -> None:
    """Fill `counts` and `refused`, firm after firm in chunks."""
    items = {item.code: item for item in Item.objects.all()}
    intake = OrderIntake(file, items, by, at)
    orders = known = 0
    refused: list[OrderRow] = []
    try:
        with OrderList(bytes(file.content or b""), spellings(items)) as table:
            by_firm, refused = grouped(table.judged())
            total, done = table.total, 0
            for chunk in chunks(by_firm):
                outcome = intake.judge(chunk)[1] if is_dry else intake.take_in(chunk)
                orders, known = orders + outcome.orders, known + outcome.known
                refused += outcome.refused
                done += sum(map(len, chunk.values()))
                progress(job, done=done, total=total)
            file.counts = {"read": total, "firms": len(by_firm), "orders": orders, "known": known}
    except TableRefused as error:
        file.refusal = {"code": error.code, "params": error.params}
        file.content, file.finished_at, file.counts = None, at, {}
    refused.sort(key=lambda row: row.number)
    file.counts["refused"] = len(refused)
    file.refused = [
        {
            "cells": {key: str(cell) for key, cell in row.cells.items()},
            "errors": [error.as_json() for error in row.errors],
        }
        for row in refused
    ]


def spellings(items: dict[str, Item]) -> dict[str, str]:
    """Item codes by every spelling of the item."""
    return {plain(word): code for code, item in items.items() for word in (code, item.name, item.name_en)}


def grouped(rows: Iterator[OrderRow]) -> tuple[dict[str, Rows], list[OrderRow]]:
    """Rows by firm; those whose firm cannot be read are refused by themselves."""
    by_firm: dict[str, Rows] = {}
    astray: list[OrderRow] = []
    for row in rows:
        code = row.values.get("credit_code") or typed_code(row)
        if code:
            by_firm.setdefault(code, []).append(row)
        else:
            astray.append(row)
    return by_firm, astray


def typed_code(row: OrderRow) -> str:
    """The firm of a row with another cell to correct."""
    if any(error.column == "credit_code" for error in row.errors):
        return ""
    return "".join(str(row.cells["credit_code"]).split()).upper()


def chunks(by_firm: dict[str, Rows]) -> Iterator[dict[str, Rows]]:
    firms = iter(by_firm.items())
    while chunk := dict(islice(firms, CHUNK)):
        yield chunk


def refused_rows(file: OrderFile) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rows to correct, as typed, each with its errors; for `workbooks.refused_rows`."""
    return [(row["cells"], row["errors"]) for row in file.refused]
