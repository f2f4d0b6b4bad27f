"""Batches signed, certificates drawn and checked."""

import os
import time
from functools import partial

from django.conf import settings
from django.utils import timezone

from approvals.certificate_page import certificate_pdf, drawn_whole
from approvals.models import Certificate
from approvals.services import batches, decisions, filling, signing
from benchmarks import baselines, data, pages, papers
from benchmarks.measuring import Row, median_seconds, megabytes, side_by_side
from core.models import User
from core.printing.signatures import signature_of
from ops.signing_key import development_key
from reopening.models import Application
from reopening.services import applications

BATCH = MANY = 1_023  # the firms of the busiest street in the report of February 2020
ALONE = 60  # cases approved one by one


def batch() -> list[Row]:
    """Signing: decision, audit, certificate and result of each case, beside the same cases approved one by one."""
    data.small_district()
    data.many_cases(3_000)
    baselines.analyse()
    approver = User.objects.get(username="approver")
    reviewer = User.objects.get(username="reviewer")
    phase = Application.objects.filter(status="submitted").values_list("phase", flat=True).first()
    cases = list(
        Application.objects.filter(status="submitted", phase=phase, division_code__startswith="3301")[
            : BATCH + ALONE
        ]
    )
    for case in cases:
        applications.claim(application=case, by=reviewer, at=timezone.now())
        applications.recommend(application=case, by=reviewer, at=timezone.now())
    cases, alone = cases[:BATCH], cases[BATCH:]
    plan = batches.Plan(
        division=cases[0].division.parent.parent,
        phase=phase,
        opens_on=data.today(),
        quota_firms=10_000,
        quota_heads=1_000_000,
    )
    made = batches.create(plan=plan, by=approver, at=timezone.now())
    filling.add(batch=made, applications=cases, by=approver, at=timezone.now())
    made = batches.sign(batch=made, by=approver, at=timezone.now())
    approvers = iter(alone)
    single = median_seconds(
        lambda: decisions.approve(application=next(approvers), by=approver, at=timezone.now()),
        times=ALONE - 1,
    )
    start = time.perf_counter()
    while signing.sign_chunk(batch=made):
        pass
    whole = time.perf_counter() - start
    each = whole / len(cases)
    return [
        Row(
            f"a case of a signed batch of {BATCH:,}",
            each,
            single,
            "the same approved alone",
            "≤ 0.1",
            each <= 0.1 * single,
        ),
        Row(f"signing {BATCH:,} cases", whole, 5, "5 s", "≤ 1", whole <= 5),
    ]


def certificate() -> list[Row]:
    """One certificate in a warm worker beside two ways of WeasyPrint; many of them, and in what memory."""
    wording = papers.wordings(1)[0]
    naive, floor = papers.drawn_naively(wording), papers.drawn_with_cut_faces(wording)
    ours, plain = side_by_side(lambda: certificate_pdf(wording, papers.ADDRESS), naive, times=5)
    again, least = side_by_side(lambda: certificate_pdf(wording, papers.ADDRESS), floor, times=9)
    whole, least_whole = side_by_side(lambda: drawn_whole(wording, papers.ADDRESS), floor, times=9)
    many = papers.wordings(MANY)
    start = time.process_time()
    for each in many:
        certificate_pdf(each, papers.ADDRESS)
    each_of_many = (time.process_time() - start) / MANY
    early, late = papers.peak_after(1_000, 10_000)
    return [
        Row(
            "one certificate, warm", again, least, "WeasyPrint with cut faces", "≤ 1.3", again <= 1.3 * least
        ),
        Row(
            "one drawn whole, warm",
            whole,
            least_whole,
            "WeasyPrint with cut faces",
            "≤ 1.3",
            whole <= 1.3 * least_whole,
        ),
        Row(
            "the same, beside no care", ours, plain, "WeasyPrint without care", "≤ 0.05", ours <= 0.05 * plain
        ),
        Row(
            f"a certificate of {MANY}, their shapes drawn among them",
            each_of_many,
            plain,
            "WeasyPrint without care",
            "≤ 0.05, ≤ 10 ms",
            each_of_many <= min(0.05 * plain, 0.010),
        ),
        Row(
            "memory that 10,000 certificates take",
            late,
            early,
            "1,000",
            "≤ 1.05, ≤ 150 MB",
            late <= min(1.05 * early, 150),
            megabytes,
        ),
    ]


def signature() -> list[Row]:
    """What a signature costs on top of the page, and a batch of papers signed by two workers."""
    key = development_key()
    settings.PDF_SIGNING_KEY = os.environ["PDF_SIGNING_KEY"] = key
    sign = signature_of(timezone.now())
    wordings = papers.wordings(100)
    page, signed = (
        papers.cpu_of(partial(papers.make_all, wordings, how)) / len(wordings) for how in (None, sign)
    )
    each_worker = papers.cpu_of_workers(MANY, workers=2)
    return [
        Row("a signature on top of a page", signed - page, 0.050, "50 ms", "≤ 1", signed - page <= 0.050),
        Row(f"{MANY} signed by two workers, a core", each_worker, 30, "30 s", "≤ 1", each_worker <= 30),
    ]


def check_page() -> list[Row]:
    """What a guard's scan costs, read from the row itself each time, beside a view with one read."""
    if not Certificate.objects.exists():
        batch()
    row = Certificate.objects.order_by("pk").first()
    check = pages.page(pages.visitor(), f"/verify/{row.token}/", row.number)
    ours, plain = side_by_side(check, pages.one_read(), times=100)
    return [Row("check page", ours, plain, "a view with one read", "≤ 1.43", ours <= plain / 0.7)]
