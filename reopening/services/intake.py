"""Many people of one roster at once, by COPY: the database's own way in (docs/adr/0015)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from core.copying import NULL, copy_into, escaped
from core.fields import blind_index, encrypt
from reopening.models import Application, DeclaredBy, StaffMember
from reopening.policy.health import ScreeningSet
from reopening.roster_files.judging import RosterRow
from reopening.screening import Answers, screen

COLUMNS = (
    *("application_id", "row_number", "name", "resident_id", "resident_id_hash", "mobile"),
    *("post", "on_site", "place", "answers", "class_code", "measure", "clear_on", "cause", "updated_at"),
    *("declared_by", "declared_at"),
)
KEYS = ("application_id", "resident_id_hash")
UPDATED = [name for name in COLUMNS if name not in KEYS]
# What a person declared, or withdrew, stands; a file brings nothing else in its place (docs/adr/0019).
ANSWERED = {"place", "answers", "class_code", "measure", "clear_on", "cause", "declared_by", "declared_at"}
STANDS = [DeclaredBy.PERSON, DeclaredBy.CORRECTED, DeclaredBy.WITHDRAWN]
TABLE = StaffMember._meta.db_table


@dataclass(frozen=True, slots=True)
class Screened:
    """The columns that follow from the answers alone, ready for COPY."""

    answers: str
    rest: str  # class, measure, clearing day, cause


class Intake:
    """Rows of one roster, screened and sealed, in the text format of COPY."""

    def __init__(self, application: Application, table: ScreeningSet, at: datetime) -> None:
        self.application = application
        self.application_key = str(application.pk)
        self.stamp = at.isoformat()
        # Most people of a roster answer the same.
        self.screened = lru_cache(maxsize=4096)(lambda answers: screened(answers, table))
        self.is_fresh = not StaffMember.objects.filter(application=application).exists()

    def write(self, rows: Iterable[RosterRow]) -> int:
        """
        Put these people on the roster; found again by resident ID, they are updated. How many.

        The caller holds the application's row, so that nobody else adds people meanwhile.
        """
        lines = [self.line(row) for row in rows if row.person]
        if not lines:
            return 0
        with connection.cursor() as cursor:
            if self.is_fresh:
                copy_into(cursor, TABLE, COLUMNS, lines)
            else:
                cursor.execute(f"CREATE TEMP TABLE intake (LIKE {TABLE} INCLUDING DEFAULTS) ON COMMIT DROP")
                cursor.execute("ALTER TABLE intake DROP COLUMN id, DROP COLUMN public_id")
                copy_into(cursor, "intake", COLUMNS, lines)
                cursor.execute(UPSERT)
        return len(lines)

    def line(self, row: RosterRow) -> str:
        """One row of the table; the person is given."""
        person: Any = row.person
        found = self.screened(person.answers)
        return "\t".join(
            (
                self.application_key,
                str(row.number),
                escaped(person.name),
                encrypt(person.resident_id),
                blind_index(person.resident_id),
                person.mobile,
                escaped(person.post),
                "t" if person.on_site else "f",
                escaped(person.place),
                found.answers,
                found.rest,
                self.stamp,
                DeclaredBy.FILE.value,
                self.stamp,
            )
        )


def screened(answers: Answers, table: ScreeningSet) -> Screened:
    """Screened on the day of the declaration."""
    found = screen(answers, on=answers.declared_on, table=table)
    clear_on = found.clear_on.isoformat() if found.clear_on else NULL
    rest = (found.class_key, found.measure.value, clear_on, as_json(found.cause(answers)))
    return Screened(as_json(answers.as_json()), "\t".join(rest))


def as_json(value: dict[str, Any]) -> str:
    return escaped(json.dumps(value, ensure_ascii=False))


def kept_or_new(name: str) -> str:
    """`SET` of one column when the person is on the roster already."""
    if name not in ANSWERED:
        return f"{name} = EXCLUDED.{name}"
    stands = ", ".join(f"'{each.value}'" for each in STANDS)
    return (
        f"{name} = CASE WHEN {TABLE}.declared_by IN ({stands}) THEN {TABLE}.{name} ELSE EXCLUDED.{name} END"
    )


UPSERT = (
    f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) SELECT {', '.join(COLUMNS)} FROM intake "  # noqa: S608 - our own names
    f"ON CONFLICT ({', '.join(KEYS)}) DO UPDATE SET to_confirm = FALSE, "
    + ", ".join(kept_or_new(name) for name in UPDATED)
)
