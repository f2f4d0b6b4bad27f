"""The rows of the table, by name."""

import itertools
import json
import time
from collections.abc import Callable

import numpy as np
from celery import current_app
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Certificate
from approvals.queries.queue import queue
from approvals.services import batches, certificates, signing
from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core import background, relay
from core.models import Job, User
from core.paging import keyset
from reopening.models import Application
from reopening.services import applications, rosters
from supplies import sharing

ROSTER_PEOPLE = 20_000
QUEUE_SIZES = (1_000, 100_000)
BATCH = 1_000
LINES = 330_000


def roster() -> list[Row]:
    """A workbook from its bytes to committed, screened, encrypted rows."""
    data.small_district()
    content = data.workbook(ROSTER_PEOPLE)
    drafts = iter(Application.objects.filter(status="draft").select_related("firm").order_by("pk"))
    sealed = "x" * 140
    ready = [
        (
            "员工",
            sealed,
            f"{n:032d}",
            "13800000000",
            "操作工",
            "杭州",
            json.dumps({"declared_on": "2020-02-17"}),
            "D",
            "may_work",
        )
        for n in range(ROSTER_PEOPLE)
    ]

    def product() -> None:
        draft = next(drafts)  # a first upload each time
        person = draft.firm.members.get()
        row = rosters.upload(
            application=draft, file_name="r.xlsx", content=content, by=person, at=timezone.now()
        )
        job = background.claim(row.job_id)
        result = rosters.import_upload(upload=row, job=job, at=timezone.now())
        assert row.rows_accepted == ROSTER_PEOPLE, result

    ours, floor = side_by_side(product, lambda: baselines.copy_rows(ready), times=2)
    start = time.perf_counter()
    read = baselines.openpyxl_loop(content, 2_000)
    with transaction.atomic():
        for number, line in enumerate(ready[:2_000]):
            baselines.insert_person(line, number + 10**10)
    usual = (time.perf_counter() - start) / read * ROSTER_PEOPLE
    return [
        Row(
            f"roster of {ROSTER_PEOPLE:,} people",
            ours,
            floor,
            "COPY of ready rows",
            "≤ 2.5",
            ours <= 2.5 * floor,
        ),
        Row(
            f"roster of {ROSTER_PEOPLE:,} people",
            ours,
            usual,
            "openpyxl and one INSERT a row, from 2,000",
            "≤ 0.1",
            ours <= 0.1 * usual,
        ),
    ]


def queue_page() -> list[Row]:
    """The first page of a city's queue: 25 rows and whether more follow."""
    data.small_district()
    reviewer = User.objects.get(username="reviewer")
    rows, flat = [], []
    for size in QUEUE_SIZES:
        data.many_cases(size)

        def product() -> None:
            cases = queue(reviewer).filter(status="submitted", division_code__startswith="3301")
            keyset(cases, order=("due_at", "pk"), limit=25)

        ours, raw = side_by_side(product, lambda: baselines.queue_page("3301"), times=30)
        flat.append(ours)
        rows.append(Row(f"queue page at {size:,} cases", ours, raw, "raw SQL by key", "≤ 3", ours <= 3 * raw))
    growth = Row(
        f"queue page, {QUEUE_SIZES[1]:,} cases",
        flat[1],
        flat[0],
        f"the same at {QUEUE_SIZES[0]:,}",
        "≤ 2",
        flat[1] <= 2 * flat[0],
    )
    return [*rows, growth]


def decision() -> list[Row]:
    """Claiming a case: lock, check, save, audit."""
    data.small_district()
    data.many_cases(2_000)
    reviewer = User.objects.get(username="reviewer")
    waiting = itertools.cycle(Application.objects.filter(status="submitted").defer("snapshot")[:400])

    def product() -> None:
        case = next(waiting)
        applications.claim(application=case, by=reviewer, at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        product()
    ours, plain = side_by_side(product, baselines.plain_decision, times=100)
    count = len(queries)
    return [Row(f"one decision ({count} SQL)", ours, plain, "4 statements by hand", "≤ 2", ours <= 2 * plain)]


def batch() -> list[Row]:
    """Signing: decision, audit, certificate and result of each case, beside single claims."""
    data.small_district()
    data.many_cases(2_000)
    approver = User.objects.get(username="approver")
    reviewer = User.objects.get(username="reviewer")
    phase = Application.objects.filter(status="submitted").values_list("phase", flat=True).first()
    cases = list(
        Application.objects.filter(status="submitted", phase=phase, division_code__startswith="3301")[:BATCH]
    )
    start = time.perf_counter()
    for case in cases:
        applications.claim(application=case, by=reviewer, at=timezone.now())
    single = (time.perf_counter() - start) / len(cases)
    for case in cases:
        applications.recommend(application=case, by=reviewer, at=timezone.now())
    plan = batches.Plan(
        division=cases[0].division.parent.parent,
        phase=phase,
        opens_on=data.today(),
        quota_firms=10_000,
        quota_heads=1_000_000,
    )
    made = batches.create(plan=plan, by=approver, at=timezone.now())
    batches.add(batch=made, applications=cases, by=approver, at=timezone.now())
    made = batches.sign(batch=made, by=approver, at=timezone.now())
    signing.sign_chunk(batch=made, limit=1)  # a worker is warm: addresses and typefaces are loaded
    start = time.perf_counter()
    while signing.sign_chunk(batch=made):
        pass
    each = (time.perf_counter() - start) / (len(cases) - 1)
    return [
        Row(
            f"a case of a signed batch of {BATCH}",
            each,
            single,
            "a single claim",
            "≤ 0.1",
            each <= 0.1 * single,
        )
    ]


def certificate() -> list[Row]:
    """Drawing one certificate in a warm worker, beside WeasyPrint called without any care."""
    from weasyprint import HTML

    if not Certificate.objects.exists():
        batch()
    row = Certificate.objects.order_by("pk").first()
    kept: list[str] = []
    drawn = certificates.pdf_from_html

    def remember(html: str) -> bytes:
        kept.append(html)
        return drawn(html)

    certificates.pdf_from_html = remember  # type: ignore[assignment]
    certificates.draw(row)
    certificates.pdf_from_html = drawn

    ours, naive = side_by_side(
        lambda: certificates.draw(row), lambda: HTML(string=kept[0]).write_pdf(), times=5
    )
    return [
        Row("one certificate, warm", ours, naive, "WeasyPrint without care", "≤ 1.3", ours <= 1.3 * naive)
    ]


def check_page() -> list[Row]:
    """What a guard's scan costs, beside the public register's shell with no row."""
    if not Certificate.objects.exists():
        batch()
    token = Certificate.objects.order_by("pk").values_list("token", flat=True)[0]
    client = Client(headers={"accept-language": "en"})
    ours, shell = side_by_side(
        lambda: client.get(f"/verify/{token}/"), lambda: client.get("/accounts/login/"), times=40
    )
    return [Row("check page", ours, shell, "the sign-in page", "≤ 1", ours <= shell)]


def outbox() -> list[Row]:
    """Handing a job over: a row and its publication, beside Celery's own publish of a message."""
    data.places_only()
    count = 500

    def product() -> None:
        Job.objects.bulk_create([Job(task="core.tasks.beat") for _number in range(count)])
        relay.relay_once()

    def plain() -> None:
        for number in range(count):
            current_app.send_task("core.run_job", args=[str(number)], queue="bench")

    ours, theirs = side_by_side(product, plain, times=3)
    Job.objects.filter(task="core.tasks.beat").delete()
    return [
        Row(
            "a job from row to broker",
            ours / count,
            theirs / count,
            "Celery's publish",
            "≤ 2",
            ours <= 2 * theirs,
        )
    ]


def allocation() -> list[Row]:
    """Sharing 15,000 packs among 330,000 lines, beside one sort of as many numbers."""
    chance = np.random.default_rng(1)
    heads = chance.integers(1, 300, LINES)
    lines = sharing.Lines(
        tier=chance.integers(1, 4, LINES),
        demand=heads,
        stock=(heads * chance.random(LINES) * 5).astype(np.int64),
        request=chance.integers(1, 40, LINES),
        tie=chance.permutation(LINES),
    )
    ladder = [
        sharing.rung([1], 1), sharing.rung([1, 2], 1), sharing.rung([1, 2, 3], 1),
        sharing.rung([1], 7), sharing.rung([1, 2], 7), sharing.rung([1, 2, 3], 7),
    ]  # fmt: skip
    numbers = chance.random(LINES)
    ours, sort = side_by_side(
        lambda: sharing.share(lines, unit=10, supply=15_000, ladder=ladder), lambda: np.sort(numbers), times=5
    )
    return [Row(f"allocation of {LINES:,} lines", ours, sort, "one np.sort", "under 1 s", ours < 1)]


ROWS: dict[str, Callable[[], list[Row]]] = {
    "allocation": allocation,
    "outbox": outbox,
    "roster": roster,
    "queue": queue_page,
    "decision": decision,
    "batch": batch,
    "certificate": certificate,
    "check": check_page,
}
