"""A roster of 50,000 people with 500 wrong cells: every one is found, and nothing else is touched."""

import random
import resource
from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from reopening.corrections import refused_rows
from reopening.queries import findings_for
from reopening.roster_files.columns import COLUMNS
from reopening.services import rosters
from tests.factories import ApplicationFactory
from tests.reopening.roster_files.rosters import HEADER, resident_id, row

pytestmark = pytest.mark.slow

PEOPLE, WRONG, ILL = 50_000, 500, 37
PAGE_QUERIES = 30  # of one page, whatever the size of its roster
MISTAKES = [
    ("name", ""),
    ("resident_id", "110105194912310021"),
    ("mobile", "12345"),
    ("on_site", "maybe"),
    ("contact", "是"),  # without its day
    ("temperature", "99"),
    ("symptoms", ""),
    ("isolation_until", "2090-01-01"),
    ("name", "王\ufffd"),
    ("resident_id", None),  # the person of the row above once more
]
BESIDE = {"contact": "last_contact_on"}  # where the reason stands when it is another cell


def planted(rng: random.Random) -> dict[int, tuple[str, object]]:
    places = sorted(rng.sample(range(2, PEOPLE, 3), WRONG))  # never two in a row
    return {number: MISTAKES[place % len(MISTAKES)] for place, number in enumerate(places)}


def file_of(mistakes: dict[int, tuple[str, object]], ill: set[int]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number in range(PEOPLE):
            column, cell = mistakes.get(number, ("", ""))
            said = {column: resident_id(number - 1) if cell is None else cell} if column else {}
            if number in ill:
                said["symptoms"] = "是"
            sheet.write_row(number + 1, 0, row(number, **said))
    return stream.getvalue()


def test_every_planted_mistake_is_found_and_nothing_else_is_touched(client, applicant):
    with connection.cursor() as cursor:  # making the file takes a while on a busy machine
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    rng = random.Random(20200217)
    mistakes = planted(rng)
    right = [number for number in range(PEOPLE) if number not in mistakes]
    ill = set(rng.sample(right, ILL))
    firm = applicant.firms.get()
    firm.staff_total = PEOPLE
    firm.save()
    draft = ApplicationFactory(
        firm=firm, heads_on_site=PEOPLE, opens_on=shanghai_day(timezone.now()) + timedelta(days=5)
    )
    content = file_of(mistakes, ill)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    upload = rosters.upload(
        application=draft,
        file_name="r.xlsx",
        content=content,
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )
    background.run_waiting()

    upload.refresh_from_db()
    assert (upload.rows_read, upload.rows_accepted, upload.rows_refused) == (PEOPLE, PEOPLE - WRONG, WRONG)
    assert {(error["row"], error["column"]) for error in upload.errors} == {
        (number + 2, BESIDE.get(column, column)) for number, (column, _cell) in mistakes.items()
    }
    assert set(draft.staff.values_list("row_number", flat=True)) == {number + 2 for number in right}
    assert set(draft.staff.filter(class_code="E").values_list("row_number", flat=True)) == {
        number + 2 for number in ill
    }
    findings = {finding.key: finding.params for finding in findings_for(draft, timezone.now())}
    assert findings["roster_short"]["count"] == WRONG
    assert findings["roster_rows_refused"] == {"count": WRONG}
    assert findings["on_site_held"]["count"] == ILL
    assert len(refused_rows(upload)) == WRONG
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024  # KiB
    look_at_the_pages(client, applicant, draft)


def look_at_the_pages(client, applicant, draft):
    """The roster, the list of sections and the last page before handing in, at this size."""
    client.force_login(applicant)
    address = draft.get_absolute_url()
    for path in (address, f"{address}roster/", f"{address}roster/?class=E", f"{address}submit/"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path)
        assert page.status_code == 200
        assert len(queries) <= PAGE_QUERIES, [each["sql"] for each in queries]
    shown = client.get(f"{address}roster/").text
    assert f"{PEOPLE - WRONG:,}" in shown
    assert str(ILL) in shown
    assert f"{WRONG}" in client.get(f"{address}submit/").text


def test_the_columns_of_the_test_are_those_of_a_roster():
    assert {column for column, _cell in MISTAKES} | set(BESIDE.values()) <= {each.key for each in COLUMNS}
