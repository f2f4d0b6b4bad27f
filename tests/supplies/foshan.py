"""Foshan's first day in figures: 4,261 firms ask for 462,528 masks; the day brings Huangpu's 15,000 (S27, P23)."""

import io

import openpyxl
from django.utils import timezone

from reopening.models import Application, Firm
from supplies.planner import analyze
from tests.factories import MembershipFactory, credit_code, policy_set, street

FIRMS, ASKED, CAME = 4_261, 462_528, 15_000


def many_cases(*, least_heads: int = 5) -> list[Application]:
    """Straight into the tables: filing 4,261 applications is another test's work."""
    at, person = timezone.now(), MembershipFactory().user
    division, policy = street(), policy_set()
    firms = Firm.objects.bulk_create(
        Firm(
            credit_code=credit_code(10_000 + number),
            name=f"演示{number}",
            legal_representative="演示",
            division=division,
            address=f"演示路{number}号",
            industry_code="C14",
            contact_name="演示",
            contact_phone="13800000000",
            staff_total=40,
        )
        for number in range(FIRMS)
    )
    cases = Application.objects.bulk_create(
        Application(
            firm=firm,
            policy_set=policy,
            division=division,
            division_code=division.pk,
            number=f"A{number}",
            status="submitted",
            heads_on_site=least_heads + number % 60,
            phase=policy.rules.phases[number % len(policy.rules.phases)].key,
            submitted_at=at,
            submitted_by=person,
            due_at=at,
            snapshot={},
        )
        for number, firm in enumerate(firms)
    )
    analyze(Firm, Application)
    return cases


def asked_by(number: int) -> int:
    """Masks of the firm of this number; together they are `ASKED`."""
    share, rest = divmod(ASKED, FIRMS)
    return share + (number < rest)


def list_of(cases: list[Application]) -> bytes:
    """The district's list of the day as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("申购")
    sheet.append(["统一社会信用代码", "企业名称", "物资", "申请数量"])
    for number, case in enumerate(cases):
        sheet.append([case.firm.credit_code, case.firm.name, "口罩", asked_by(number)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
