"""The register of firms: brought in by COPY, chunk after chunk; found again by credit code, firms are updated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction

from core.copying import array, copying, escaped
from core.models import Division
from reopening.firm_files.cells import Places
from reopening.firm_files.refused import RefusedRows
from reopening.firm_files.register import LAYOUT, Register, RegisterRow
from reopening.models import RegisteredFirm
from reopening.models.firms import bigrams

CHUNK = 10_000  # firms in one transaction
BLOCK = 250  # rows that are judged while the database stores those before them
TABLE = RegisteredFirm._meta.db_table
SAID = ("name", "legal_representative", "division_id", "address", "industry_code", "scale")
COLUMNS = ("credit_code", *SAID, "grams", "as_of")
NEWS = [", ".join(f"{row}.{name}" for name in (*SAID, "as_of")) for row in ("kept", "EXCLUDED")]
# An older register never writes over a newer one; a firm that stands as it is costs no new row.
UPSERT = f"""
    INSERT INTO {TABLE} AS kept ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM arriving ORDER BY credit_code
    ON CONFLICT (credit_code) DO UPDATE SET
        {", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[1:])}, loaded_at = now()
    WHERE kept.as_of <= EXCLUDED.as_of AND ({NEWS[0]}) IS DISTINCT FROM ({NEWS[1]})
    RETURNING xmax = 0
"""  # noqa: S608 - our own names


@dataclass
class Progress:
    """How far an import is: rows of the file, and what became of them."""

    total: int
    read: int = 0
    added: int = 0
    changed: int = 0
    refused: int = 0

    @property
    def unchanged(self) -> int:
        return self.read - self.added - self.changed - self.refused


def bring_in(*, file: Path, refused_file: Path, as_of: date) -> Iterator[Progress]:
    """
    Take in a register, csv or workbook; yields after every chunk, each committed by itself.

    Safe to run again: a firm that stands is left alone.

    :param refused_file: where refused rows go, with their reasons; not there when there are none
    :param as_of: the register's date
    :raises TableRefused: for the whole file
    """
    places = Places(Division.objects.order_by("code").values_list("code", "name"))
    with (
        file.open("rb") as stream,
        Register(stream, places) as register,
        RefusedRows(refused_file, LAYOUT.columns) as refused,
    ):
        state, is_fresh = Progress(register.total), not RegisteredFirm.objects.exists()
        rows = register.judged()
        while state.read < state.total:
            lines = Lines(islice(rows, CHUNK), refused, as_of)
            is_fresh = is_fresh and write_new(lines)
            added, changed = (len(lines.taken), 0) if is_fresh else write(lines)
            state.read += lines.read
            state.added, state.changed = state.added + added, state.changed + changed
            state.refused = refused.count
            yield state
    settle()


class Lines:
    """
    Lines for COPY out of rows that are judged while the lines before them are stored: two cores at work at once.

    :ivar taken: the lines so far; taken again from the first when they must be stored in another way
    """

    def __init__(self, rows: Iterator[RegisterRow], refused: RefusedRows, as_of: date) -> None:
        self.rows, self.refused, self.as_of = rows, refused, as_of.isoformat()
        self.taken: list[str] = []
        self.read = 0

    def blocks(self) -> Iterator[str]:
        """All of them, some hundreds at a time."""
        if self.taken:
            yield "".join(self.taken)
        while rows := list(islice(self.rows, BLOCK)):
            self.read += len(rows)
            for row in rows:
                if row.errors:
                    self.refused.write(row.number, row.cells, row.errors)
            lines = [line(row.values, self.as_of) for row in rows if not row.errors]
            self.taken += lines
            yield "".join(lines)

    def copy_into(self, cursor: Any, table: str) -> None:
        with copying(cursor, table, COLUMNS) as copy:
            for block in self.blocks():
                copy.write(block)


def settle() -> None:
    """After many rows at once: the search index holds all of them, and the planner knows what they are like."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('registered_firm_grams')")
        cursor.execute(f"ANALYZE {TABLE}")


def write_new(lines: Lines) -> bool:
    """Put firms into a register that had none; whether nobody else has put some of them there meanwhile."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            lines.copy_into(cursor, TABLE)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def write(lines: Lines) -> tuple[int, int]:
    """Put firms into the register; how many are new, and how many were changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE arriving (LIKE {TABLE} INCLUDING DEFAULTS) ON COMMIT DROP")
        lines.copy_into(cursor, "arriving")
        cursor.execute(UPSERT)
        fresh = [is_new for (is_new,) in cursor.fetchall()]
        cursor.execute("DROP TABLE arriving")
    return sum(fresh), len(fresh) - sum(fresh)


def line(values: dict[str, str], as_of: str) -> str:
    """A row for COPY, in the order of `COLUMNS`. :param as_of: a day (ISO)"""
    name = values["name"]
    return (
        f"{values['credit_code']}\t{escaped(name)}\t{escaped(values['legal_representative'])}\t{values['division']}\t"
        f"{escaped(values['address'])}\t{values['industry_code']}\t{values['scale']}\t{array(bigrams(name))}\t{as_of}\n"
    )
