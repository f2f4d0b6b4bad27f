"""The limits and the usual ways, without any code of the product."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import openpyxl
from django.db import connection, models, transaction

PIECE = 128 * 1024  # bytes handed to COPY at once

PLAIN = """
CREATE TABLE IF NOT EXISTS plain_person (
    id bigserial PRIMARY KEY, roster bigint NOT NULL REFERENCES reopening_application, name text NOT NULL,
    sealed text NOT NULL, hash text NOT NULL, mobile text, post text, place text, answers jsonb NOT NULL,
    class text NOT NULL, measure text NOT NULL, at timestamptz NOT NULL, UNIQUE (roster, hash));
CREATE TABLE IF NOT EXISTS plain_case (
    id bigserial PRIMARY KEY, number text, status text NOT NULL, due timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS plain_firm (
    code varchar(18) PRIMARY KEY, name varchar(120) NOT NULL, grams varchar(2)[] NOT NULL, person varchar(60) NOT NULL,
    street varchar(9) NOT NULL, address varchar(200) NOT NULL, industry varchar(5) NOT NULL, scale varchar(10));
CREATE INDEX IF NOT EXISTS plain_firm_grams ON plain_firm USING gin (grams);
CREATE TABLE IF NOT EXISTS plain_event (id bigserial PRIMARY KEY, case_id bigint NOT NULL, verb text, at timestamptz);
"""

OPEN = "status IN ('draft', 'returned', 'submitted', 'under_review', 'recommended')"
# What a judgement of a case is made of, a chunk at a time
CASE_ROWS = (
    f"""SELECT a.id, a.status, a.number, a.division_code, a.site_kind, a.area_m2, a.firm_class, a.has_isolation_area,
        a.opens_on, a.heads_on_site, a.entrances, a.submitted_at, a.due_at, a.policy_set_id, a.people_elsewhere, f.*
        FROM reopening_application a JOIN reopening_firm f ON f.id = a.firm_id
        WHERE a.id > %s AND a.{OPEN} ORDER BY a.id LIMIT %s""",
    """SELECT application_id, class_code, count(*), count(*) FILTER (WHERE on_site) FROM reopening_staffmember
        WHERE application_id = ANY(%s) GROUP BY application_id, class_code""",
    "SELECT application_id, item_code, quantity FROM reopening_inventoryline WHERE application_id = ANY(%s)",
    "SELECT application_id, key, text FROM reopening_plansection WHERE application_id = ANY(%s)",
)


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)


def copy_rows(ready: bytes) -> None:
    """The database's limit for a roster: ready bytes by COPY into a plain table of twelve columns, committed."""
    columns = "roster, name, sealed, hash, mobile, post, place, answers, class, measure, at"
    copy_bytes(f"COPY plain_person ({columns}) FROM STDIN", ready)


def copy_bytes(statement: str, ready: bytes) -> None:
    table = statement.split()[1]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        with cursor.copy(statement) as copy:
            for place in range(0, len(ready), PIECE):
                copy.write(ready[place : place + PIECE])


def rows_of(table: str, roster: int, columns: str) -> bytes:
    """The rows of one roster as the bytes that COPY takes."""
    return ready_rows(f"SELECT {columns} FROM {table} WHERE application_id = {roster}")


def bare_twin_of(table: str) -> str:
    """An empty table with the same columns, checks and indexes."""
    twin = f"plain_{table}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {twin} (LIKE {table} INCLUDING ALL)")
    return twin


def ready_rows(select: str) -> bytes:
    """The rows of a query as the bytes that COPY takes."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({select}) TO STDOUT") as copy:
        return b"".join(copy)


def twin_of(table: str) -> str:
    """The same, with the trigger that holds the key."""
    twin = bare_twin_of(table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {twin}_belongs AFTER INSERT ON {twin} REFERENCING NEW TABLE AS come "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_belongs()"
        )
    return twin


class PlainStaffMember(models.Model):
    """`plain_person` as the usual way has it."""

    roster = models.BigIntegerField()
    name, sealed, hash = models.TextField(), models.TextField(), models.TextField()
    mobile, post, place = models.TextField(), models.TextField(), models.TextField()
    answers = models.JSONField()
    class_code, measure = models.TextField(db_column="class"), models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "plain_person"


def bulk_create_loop(content: bytes, roster: int, at: datetime) -> int:
    """The usual way: openpyxl, a loop of checks left out, and `bulk_create`; how many people."""
    people = []
    for number, row in enumerate(openpyxl_rows(content)):
        name, identity, mobile, post, place, *said = row.values()
        people.append(
            PlainStaffMember(
                roster=roster,
                name=name,
                sealed=identity,
                hash=f"{number:032d}",
                mobile=mobile,
                post=post,
                place=place,
                answers={"said": said},
                class_code="D",
                measure="may_work",
                at=at,
            )
        )
    with transaction.atomic():
        PlainStaffMember.objects.bulk_create(people, batch_size=5_000)
    return len(people)


def openpyxl_rows(content: bytes) -> Iterator[dict[str, Any]]:
    """The usual way's reading half: row by row, into dictionaries."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    rows = sheet.iter_rows(values_only=True)
    header = next(rows)
    return (dict(zip(header, row, strict=True)) for row in rows)


class PlainCase(models.Model):
    number = models.TextField()
    status = models.TextField()
    due = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_case"


class PlainEvent(models.Model):
    case = models.ForeignKey(PlainCase, models.CASCADE)
    verb = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_event"


def plain_cases(count: int) -> list[int]:
    """Keys of new cases that wait."""
    rows = [PlainCase(number=f"plain-{number}", status="open") for number in range(count)]
    return [row.pk for row in PlainCase.objects.bulk_create(rows)]


def plain_decision(key: int) -> None:
    """The usual way to decide, by the ORM: lock the row, look at its state, save it, put a row of the audit down."""
    with transaction.atomic():
        case = PlainCase.objects.select_for_update().get(pk=key)
        if case.status != "open":
            raise ValueError(case.status)
        case.status = "done"
        case.save(update_fields=["status"])
        PlainEvent.objects.create(case=case, verb="claim")


# What a line of the queue shows
LINES = """
SELECT a.id, a.public_id, a.number, a.firm_id, f.name, f.credit_code, a.division_code, a.office_code, a.trade_office,
       a.status, a.phase, a.lane, a.judged_class, a.heads_on_site, a.staff_on_roster, a.people_held, a.points_to_note,
       a.cover_days, a.is_short, a.factors, a.factor_rank, a.submissions, a.submitted_at, a.due_at, a.escalated_to,
       a.claimed_by_id, a.held_before_id, a.amends_id, a.policy_set_id
  FROM reopening_application a JOIN reopening_firm f ON f.id = a.firm_id
"""


def queue_page(area: str) -> None:
    """The queue's first page as raw SQL by key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{LINES} WHERE a.division_code >= %s AND a.division_code < %s AND a.status = 'submitted' "
            "ORDER BY a.due_at, a.id LIMIT 26",
            [area, area + "x"],
        )
        cursor.fetchall()


def queue_search(area: str, words: str) -> None:
    """The queue's first page of the firms whose name holds `words`, as raw SQL over the index of bigrams."""
    pairs = sorted({words[i : i + 2] for i in range(len(words) - 1)})
    with connection.cursor() as cursor:
        cursor.execute(
            f"{LINES} WHERE a.division_code >= %s AND a.division_code < %s AND f.grams @> %s::varchar(2)[] "
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


def find_firms(words: str, place: str) -> None:
    """The first firms of a place whose name holds `words`, as raw SQL on the index of pairs and places."""
    pairs = sorted({words[at : at + 2] for at in range(len(words) - 1)})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(
            "SELECT credit_code, name, division_id FROM reopening_registeredfirm "
            "WHERE grams @> %s::varchar(2)[] AND ARRAY[left(division_id, 2), left(division_id, 4), "
            "left(division_id, 6), left(division_id, 9)] && %s::text[] LIMIT 100",
            [pairs, [place]],
        )
        cursor.fetchall()


def read_cases(chunk: int) -> None:
    """The rows of all open cases, in chunks, by four statements each."""
    first, *others = CASE_ROWS
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(first, [last, chunk])
            rows = cursor.fetchall()
            if not rows:
                return
            keys = [row[0] for row in rows]
            for statement in others:
                cursor.execute(statement, [keys])
                cursor.fetchall()
            last = keys[-1]
