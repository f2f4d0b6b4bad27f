"""Getting rosters in."""

import csv
import io
from collections.abc import Callable

import openpyxl
from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, megabytes, peak_growth, side_by_side
from core import background
from reopening.models import Application
from reopening.services import imports, rosters
from reopening.services.intake import COLUMNS, TABLE

PEOPLE = 50_000
PLAIN = (
    "application_id, name, resident_id, resident_id_hash, mobile, post, place, answers, class_code, measure, "
    "updated_at"
)


def roster() -> list[Row]:
    """A file from its bytes to committed, screened, encrypted rows; a first upload each time."""
    data.small_district()
    draft = Application.objects.filter(status="draft").select_related("firm").earliest("pk")
    person = draft.firm.members.get()
    workbook = data.workbook(PEOPLE)
    table = as_csv(workbook)

    def product(content: bytes) -> None:
        baselines.empty(TABLE)
        row = rosters.upload(
            application=draft,
            file_name="r",
            content=content,
            by=person,
            at=timezone.now(),
            is_accepted=True,
        )
        job = background.claim(row.job_id)
        result = imports.import_upload(upload=row, job=job, at=timezone.now())
        assert row.rows_accepted == PEOPLE, result

    product(workbook)
    plain = baselines.rows_of(TABLE, draft.pk, PLAIN)
    own = baselines.rows_of(TABLE, draft.pk, ", ".join(COLUMNS))
    twin = f"COPY {baselines.twin_of(TABLE)} ({', '.join(COLUMNS)}) FROM STDIN"

    return [
        *against("workbook", lambda: product(workbook), plain, twin, own, goal=2.5),
        *against("csv", lambda: product(table), plain, twin, own, goal=1 / 0.6),
        usual_way(lambda: product(workbook), workbook, draft.pk),
        memory("workbook", lambda: product(workbook)),
        memory("csv", lambda: product(table)),
    ]


def against(
    kind: str, act: Callable[[], object], plain: bytes, twin: str, own: bytes, *, goal: float
) -> list[Row]:
    job, words = f"{kind} of {PEOPLE:,} people", f"≤ {goal:.2g}"
    ours, floor = side_by_side(act, lambda: baselines.copy_rows(plain), times=3)
    again, limit = side_by_side(act, lambda: baselines.copy_bytes(twin, own), times=3)
    return [
        Row(
            job, ours, floor, "COPY of ready bytes, twelve columns, two indexes", words, ours <= goal * floor
        ),
        Row(job, again, limit, "COPY of ready bytes, all columns and indexes", words, again <= goal * limit),
    ]


def usual_way(act: Callable[[], object], workbook: bytes, application: int) -> Row:
    def usual() -> None:
        baselines.empty("plain_person")
        assert baselines.bulk_create_loop(workbook, application, timezone.now()) == PEOPLE

    ours, usually = side_by_side(act, usual, times=1)
    job = f"workbook of {PEOPLE:,} people"
    return Row(job, ours, usually, "openpyxl, a loop, bulk_create", "≤ 0.1", ours <= 0.1 * usually)


def memory(kind: str, act: Callable[[], object]) -> Row:
    """Both processes: what ours grows by, and all that the one takes that reads."""
    grown, allowed = peak_growth(act), 150.0
    return Row(
        f"{kind} of {PEOPLE:,} people", grown, allowed, "150 MB", "≤ 1", grown <= allowed, unit=megabytes
    )


def as_csv(workbook: bytes) -> bytes:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True).active
    text = io.StringIO()
    csv.writer(text).writerows(sheet.iter_rows(values_only=True))
    return text.getvalue().encode("utf-8-sig")
