"""Many people of one roster at once, by COPY: the database's own way in (docs/adr/0015)."""

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import lru_cache
from struct import Struct
from typing import Any, Self

from django.db import connection

from core.binary_rows import day, document, instant, text, truth
from core.copying import copying
from core.fields import blind_index_each, encrypt_each
from core.public_ids import ordered_uuids
from reopening.models import Application, DeclaredBy, StaffMember
from reopening.policy.health import ScreeningSet
from reopening.roster_files.judging import Person, RosterRow, Said
from reopening.screening import Screening, screen

COLUMNS = (
    *("public_id", "application_id", "row_number", "name", "resident_id", "resident_id_hash", "mobile"),
    *("post", "on_site", "place", "answers", "class_code", "measure", "clear_on", "cause", "updated_at"),
    *("declared_by", "declared_at"),
)
# Up to the length of the name: how many columns, then each with its length before it.
OWN = Struct("!hi16siqiii")
KEYS = ("application_id", "resident_id_hash")
UPDATED = [name for name in COLUMNS if name not in {"public_id", *KEYS}]
# What a person declared, or withdrew, stands; a file brings nothing else in its place (docs/adr/0019).
ANSWERED = {"place", "answers", "class_code", "measure", "clear_on", "cause", "declared_by", "declared_at"}
STANDS = [DeclaredBy.PERSON, DeclaredBy.CORRECTED, DeclaredBy.WITHDRAWN]
TABLE = StaffMember._meta.db_table


class Screener:
    """Screens people on the day of their declaration, and counts them by class."""

    def __init__(self, table: ScreeningSet) -> None:
        self.table = table
        # Most people of a roster answer the same.
        self.screened = lru_cache(maxsize=4096)(self._screen)
        self.by_class: Counter[str] = Counter()

    def count(self, people: Iterable[Person]) -> None:
        self.by_class.update([self.screened(person.said).class_key for person in people])

    def _screen(self, said: Said) -> Screening:
        answers = said.answers
        if answers is None:
            raise ValueError("nothing to screen")
        return screen(answers, on=answers.declared_on, table=self.table)


class Intake:
    """
    The rows of one roster, screened and sealed, on their way into the database: one COPY from the first to the last.

    Inside one transaction: as a context manager around every `write`, during which the connection does nothing
    else; then `finish`.
    """

    def __init__(self, application: Application, table: ScreeningSet, at: datetime) -> None:
        self.application_key, self.at = application.pk, at
        self.screener = Screener(table)
        self.alike = lru_cache(maxsize=4096)(self._alike)
        self.is_fresh = not StaffMember.objects.filter(application=application).exists()
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        cursor = self.stack.enter_context(connection.cursor())
        if not self.is_fresh:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.intake")
            cursor.execute(f"CREATE TEMP TABLE intake (LIKE {TABLE} INCLUDING DEFAULTS) ON COMMIT DROP")
            cursor.execute("ALTER TABLE intake DROP COLUMN id")
        table = TABLE if self.is_fresh else "intake"
        self.copy = self.stack.enter_context(copying(cursor, table, COLUMNS, is_binary=True))
        return self

    def __exit__(self, *error: Any) -> None:
        self.stack.__exit__(*error)

    def write(self, rows: Iterable[RosterRow]) -> int:
        """Hand these people to the database; how many."""
        people = [(row.number, row.person) for row in rows if row.person]
        self.screener.count(person for _number, person in people)
        numbers = [person.resident_id for _number, person in people]
        each = zip(
            people,
            ordered_uuids(len(people), self.at),
            encrypt_each(numbers),
            blind_index_each(numbers),
            strict=True,
        )
        pieces: list[bytes] = []
        for (number, person), public_id, sealed, hashed in each:
            name = person.name.encode()
            pieces += (
                OWN.pack(
                    len(COLUMNS), 16, bytes.fromhex(public_id), 8, self.application_key, 4, number, len(name)
                ),
                name,
                text(sealed),
                text(hashed),
                text(person.mobile),
                self.alike(person.said),
            )
        self.copy.write(b"".join(pieces))
        return len(people)

    def finish(self) -> int:
        """Those found again by resident ID are updated. How many."""
        if self.is_fresh:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(UPSERT)
            [known] = cursor.fetchone()
        return int(known)

    def _alike(self, said: Said) -> bytes:
        """The columns after the person's own, for all who say the same."""
        found = self.screener.screened(said)
        answers: Any = said.answers
        return b"".join(
            (
                text(said.post),
                truth(said.on_site),
                text(said.place),
                document(as_json(answers.as_json())),
                text(found.class_key),
                text(found.measure.value),
                day(found.clear_on),
                document(as_json(found.cause(answers))),
                instant(self.at),
                text(DeclaredBy.FILE.value),
                instant(self.at),
            )
        )


def as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


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
