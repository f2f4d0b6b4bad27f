"""The limits and the usual ways, without any code of the product."""

import io
import uuid

import openpyxl
from django.db import connection, transaction

PLAIN = """
CREATE TABLE IF NOT EXISTS plain_person (
    id bigserial PRIMARY KEY, roster bigint NOT NULL, name text NOT NULL, sealed text NOT NULL, hash text NOT NULL,
    mobile text, post text, place text, answers jsonb NOT NULL, class text NOT NULL, measure text NOT NULL,
    UNIQUE (roster, hash));
CREATE TABLE IF NOT EXISTS plain_case (
    id bigserial PRIMARY KEY, number text, status text NOT NULL, due timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS plain_firm (
    code varchar(18) PRIMARY KEY, name varchar(120) NOT NULL, grams varchar(2)[] NOT NULL, person varchar(60) NOT NULL,
    street varchar(9) NOT NULL, address varchar(200) NOT NULL, industry varchar(5) NOT NULL, scale varchar(10));
CREATE INDEX IF NOT EXISTS plain_firm_grams ON plain_firm USING gin (grams);
CREATE TABLE IF NOT EXISTS plain_event (id bigserial PRIMARY KEY, case_id bigint NOT NULL, verb text, at timestamptz);
"""


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)


def copy_rows(rows: list[tuple[str, ...]]) -> None:
    """The floor of a roster: ready text rows by COPY into a table of the same width, committed."""
    roster = uuid.uuid4().int % 10**9
    columns = "roster, name, sealed, hash, mobile, post, place, answers, class, measure"
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY plain_person ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((roster, *row))


def openpyxl_loop(content: bytes, limit: int) -> int:
    """The usual way's reading half: openpyxl, row by row, into dictionaries; how many."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    rows = sheet.iter_rows(values_only=True)
    header = next(rows)
    return len(
        [dict(zip(header, row, strict=True)) for _number, row in zip(range(limit), rows, strict=False)]
    )


def insert_person(row: tuple[str, ...], roster: int) -> None:
    """The usual way's writing half: one INSERT a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain_person (roster, name, sealed, hash, mobile, post, place, answers, class, measure) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (roster, *row),
        )


def plain_decision() -> None:
    """A transition and its audit row, two statements and a commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain_case (status) VALUES ('open') RETURNING id")
        [case] = cursor.fetchone()
        cursor.execute("SELECT status FROM plain_case WHERE id = %s FOR UPDATE", [case])
        cursor.execute("UPDATE plain_case SET status = 'done' WHERE id = %s", [case])
        cursor.execute("INSERT INTO plain_event (case_id, verb, at) VALUES (%s, 'claim', now())", [case])


def queue_page(area: str) -> None:
    """The queue's first page as raw SQL by key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, status, due_at FROM reopening_application WHERE division_code >= %s AND "
            "division_code < %s AND status = 'submitted' ORDER BY due_at, id LIMIT 26",
            [area, area + "x"],
        )
        cursor.fetchall()


def queue_search(area: str, words: str) -> None:
    """The queue's first page of the firms whose name holds `words`, as raw SQL over the index of bigrams."""
    pairs = sorted({words[i : i + 2] for i in range(len(words) - 1)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.number, a.status, a.due_at FROM reopening_application a JOIN reopening_firm f "
            "ON f.id = a.firm_id WHERE a.division_code >= %s AND a.division_code < %s AND f.grams @> %s::varchar(2)[] "
            "AND f.name LIKE %s AND a.status IN ('submitted', 'under_review', 'recommended') "
            "ORDER BY a.due_at, a.id LIMIT 26",
            [area, area + "x", pairs, f"%{words}%"],
        )
        cursor.fetchall()


def ping() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def empty(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy_firms(rows: list[tuple[object, ...]]) -> None:
    """The floor of a register: ready rows by COPY into a table with the same key and search index, committed."""
    empty("plain_firm")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # one statement for what the product does in chunks
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy("COPY plain_firm FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def find_firms(words: str) -> None:
    """The first firms whose name holds `words`, as raw SQL on the index of bigrams."""
    pairs = sorted({words[at : at + 2] for at in range(len(words) - 1)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT credit_code, name, division_id FROM reopening_registeredfirm "
            "WHERE grams @> %s::varchar(2)[] AND name LIKE %s ORDER BY credit_code LIMIT 26",
            [pairs, f"%{words}%"],
        )
        cursor.fetchall()
