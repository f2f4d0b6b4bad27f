"""Refused rows of roster files, and which of them were never corrected."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from core.dates import shanghai_day
from core.fields import blind_index
from core.folding import fold
from reopening.id_kinds import canonical_id
from reopening.identities import IdentityRefused, canonical_mobile
from reopening.models import Application, RosterUpload, StaffMember
from reopening.roster_files.cells import id_kind_in
from reopening.table_files.cells import CellRefused

REPEATED = {"repeated_in_file", "repeated_in_sheet"}
Called = tuple[str, str]  # the name and the mobile


@dataclass(frozen=True)
class RefusedRow:
    """
    A row to correct: the cells as typed, and what is wrong with them.

    :ivar number: the hash of the ID number; empty where no number can be read
    """

    cells: dict[str, Any]
    errors: list[dict[str, Any]]
    number: str
    called: Called

    @property
    def is_repeated(self) -> bool:
        return any(error["code"] in REPEATED for error in self.errors)


@dataclass
class OnRoster:
    """Of the people whom the rows may mean: their names and when they were last written."""

    by_number: dict[str, tuple[str, datetime]]
    by_call: dict[Called, datetime]

    def has(self, row: RefusedRow, since: datetime) -> bool:
        """
        Whether the person came in since: by the ID number; where that was wrong itself, by name and mobile.

        A row that only repeats somebody is no other person, unless the name says so.
        """
        name, written_at = self.by_number.get(row.number, ("", None))
        if row.is_repeated and name == row.called[0]:
            return True
        if written_at and written_at > since and not row.is_repeated:
            return True
        called_at = self.by_call.get(row.called)
        return called_at is not None and called_at > since


def refused_rows(upload: RosterUpload) -> list[RefusedRow]:
    """All that were refused, in the order of the file; without their cells once these are no longer kept."""
    kept = json.loads(upload.refused_cells or "[]")  # without the sheet where one had been read alone
    cells = {(row, sheet[0] if sheet else ""): typed for row, typed, *sheet in kept}
    by_row: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for error in upload.errors:
        by_row.setdefault((error["row"], error.get("sheet", "")), []).append(error)
    on = shanghai_day(upload.uploaded_at)
    return [row_of(cells.get(place, {}), errors, on) for place, errors in by_row.items()]


def row_of(cells: dict[str, Any], errors: list[dict[str, Any]], on: date) -> RefusedRow:
    number, mobile = id_number_in(cells, on), ""
    with suppress(IdentityRefused):
        mobile = canonical_mobile(str(cells.get("mobile", "")))
    name = " ".join(fold(str(cells.get("name", ""))).split())
    return RefusedRow(cells, errors, blind_index(number) if number else "", (name, mobile))


def id_number_in(cells: dict[str, Any], on: date) -> str:
    """In its one form; empty where there is none that can be right."""
    try:
        return canonical_id(id_kind_in(cells.get("id_kind", "")), str(cells.get("resident_id", "")), on=on)
    except (CellRefused, IdentityRefused):
        return ""


def never_corrected(application: Application, uploads: Sequence[RosterUpload]) -> dict[int, list[RefusedRow]]:
    """Of each of these files, by its key, the refused rows whose people have not come in since; one query."""
    rows = {each.pk: refused_rows(each) for each in uploads}
    if not any(rows.values()):
        return rows
    found = on_roster(application, [row for each in rows.values() for row in each])
    return {
        each.pk: [row for row in rows[each.pk] if not (each.finished_at and found.has(row, each.finished_at))]
        for each in uploads
    }


def on_roster(application: Application, rows: Sequence[RefusedRow]) -> OnRoster:
    numbers = {row.number for row in rows if row.number}
    calls = {row.called for row in rows if all(row.called)}
    meant = Q(resident_id_hash__in=numbers) | Q(mobile__in={mobile for _name, mobile in calls})
    people = StaffMember.objects.filter(meant, application=application)
    found = OnRoster({}, {})
    for number, name, mobile, at in people.values_list("resident_id_hash", "name", "mobile", "updated_at"):
        found.by_number[number] = (name, at)
        if mobile:
            found.by_call[name, mobile] = max(at, found.by_call.get((name, mobile), at))
    return found
