"""Many people of one roster at once, by COPY: the database's own way in (docs/adr/0015)."""

import json
from collections import Counter
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
from reopening.screening import Answers, Screening, screen

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
    """What follows from the answers alone; `answers` and `rest` are columns ready for COPY."""

    answers: str
    rest: str  # class, measure, clearing day, cause
    result: Screening


class Screener:
    """Screens people on the day of their declaration, and counts them by class."""

    def __init__(self, table: ScreeningSet) -> None:
        # Most people of a roster answer the same.
        self.screened = lru_cache(maxsize=4096)(lambda answers: screened(answers, table))
        self.by_class: Counter[str] = Counter()

    def count(self, answers: Answers) -> Screened:
        found = self.screened(answers)
        self.by_class[found.result.class_key] += 1
        return found


class Intake:
    """
    Rows of one roster, screened and sealed, in the text format of COPY.

    Call it inside one transaction: `write` for each block of rows, then `finish`.
    """

    def __init__(self, application: Application, table: ScreeningSet, at: datetime) -> None:
        self.application = application
        self.application_key = str(application.pk)
        self.stamp = at.isoformat()
        self.screener = Screener(table)
        self.is_fresh = not StaffMember.objects.filter(application=application).exists()
        if not self.is_fresh:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS pg_temp.intake")
                cursor.execute(f"CREATE TEMP TABLE intake (LIKE {TABLE} INCLUDING DEFAULTS) ON COMMIT DROP")
                cursor.execute("ALTER TABLE intake DROP COLUMN id, DROP COLUMN public_id")

    def write(self, rows: Iterable[RosterRow]) -> int:
        """Hand these people to the database; how many."""
        lines = [self.line(row) for row in rows if row.person]
        if lines:
            with connection.cursor() as cursor:
                copy_into(cursor, TABLE if self.is_fresh else "intake", COLUMNS, lines)
        return len(lines)

    def finish(self) -> int:
        """Those found again by resident ID are updated. How many."""
        if self.is_fresh:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(UPSERT)
            [known] = cursor.fetchone()
        return int(known)

    def line(self, row: RosterRow) -> str:
        """One row of the table; the person is given."""
        person: Any = row.person
        found = self.screener.count(person.answers)
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
    return Screened(as_json(answers.as_json()), "\t".join(rest), found)


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
    f"WITH put AS (INSERT INTO {TABLE} ({', '.join(COLUMNS)}) SELECT {', '.join(COLUMNS)} FROM intake "  # noqa: S608 - our own names
    f"ON CONFLICT ({', '.join(KEYS)}) DO UPDATE SET to_confirm = FALSE, "
    + ", ".join(kept_or_new(name) for name in UPDATED)
    + " RETURNING xmax <> 0 AS known) SELECT count(*) FILTER (WHERE known) FROM put"
)
