"""Batches signed, certificates drawn and checked."""

import time

from django.utils import timezone

from approvals.models import Certificate
from approvals.services import batches, certificates, signing
from benchmarks import data, pages
from benchmarks.measuring import Row, side_by_side
from core.models import User
from reopening.models import Application
from reopening.services import applications

BATCH = 1_000


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
    """What a guard's scan costs, read from the row itself each time, beside a view with one read."""
    if not Certificate.objects.exists():
        batch()
    row = Certificate.objects.order_by("pk").first()
    check = pages.page(pages.visitor(), f"/verify/{row.token}/", row.number)
    ours, plain = side_by_side(check, pages.one_read(), times=100)
    return [Row("check page", ours, plain, "a view with one read", "≤ 1.43", ours <= plain / 0.7)]
