"""A record for every kind of paper, and who may see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Appeal, DecisionLetter
from approvals.services import appeals, decisions, review
from core.models import Role, User
from reopening.models import Application, Firm
from tests.approvals.cases import certified, claimed, recommended, signed_batch
from tests.factories import city, submitted_application
from tests.personas import official
from tests.supplies import makers

RARE = "杭州䶮㛃𬬮赟示例生物医药科技（集团）股份有限公司西湖区第一分公司暨示例研究院"


@pytest.fixture
def firm(applicant) -> Firm:
    """Its name is long, and has characters of CJK Extensions A, B and E."""
    firm = applicant.firms.get()
    Firm.objects.filter(pk=firm.pk).update(name=RARE)
    firm.refresh_from_db()
    return firm


@pytest.fixture
def waiting(firm) -> Application:
    return submitted_application(firm)


@pytest.fixture
def returned(firm, reviewer) -> Application:
    case = claimed(reviewer, firm)
    reasons = [each.code for each in case.policy_set.rules.return_reasons][:3]
    note = "名册第 12 行的手机号码少一位；请同时补充食堂的分时用餐安排。"
    review.return_for_correction(application=case, reasons=reasons, note=note, by=reviewer, at=timezone.now())
    return case


@pytest.fixture
def rejected(firm, reviewer, approver) -> DecisionLetter:
    case = recommended(reviewer, firm)
    decisions.reject(
        application=case, reasons=["untrue"], note="名册与实际不符。", by=approver, at=timezone.now()
    )
    return DecisionLetter.objects.get()


@pytest.fixture
def approved(firm, reviewer, approver) -> DecisionLetter:
    certified(reviewer, approver, firm)
    return DecisionLetter.objects.get()


def appeal_for(letter: DecisionLetter, kind: str) -> Appeal:
    """Against the rejection; answered by an office above where the paper is that of an answer."""
    case = letter.decision.application
    signatory = case.firm.memberships.filter(is_signatory=True)[0].user
    row = appeals.appeal(application=case, grounds="名册属实。", by=signatory, at=timezone.now())
    answer = {"appeal_upheld": appeals.uphold, "appeal_overturned": appeals.overturn}.get(kind)
    if answer:
        chief = official(Role.APPROVER, city())
        answer(appeal=row, answer="经核实，予以答复。", by=chief, at=timezone.now())
    return row


@pytest.fixture
def record(request) -> Callable[[str], tuple[Any, User]]:
    """`record(kind)`: a record that has such a paper, and a person who may see it."""

    def find(kind: str) -> tuple[Any, User]:
        if kind == "delivery":
            for _stop in range(2):
                makers.received(1_000)
                makers.order(code="mask")
            makers.published_round()
            return makers.departed_run(), makers.keeper()
        fixture = {"receipt": "waiting", "form": "waiting", "deficiency": "returned"}.get(kind)
        if kind == "list":
            cases = [recommended(request.getfixturevalue("reviewer"), request.getfixturevalue("firm"))]
            approver = request.getfixturevalue("approver")
            return signed_batch(approver, cases), approver
        if kind.startswith("appeal"):
            return appeal_for(request.getfixturevalue("rejected"), kind), request.getfixturevalue("applicant")
        if kind == "poster":
            letter = request.getfixturevalue("approved")
            found = letter.decision.application.certificates.get()
        else:
            found = request.getfixturevalue(
                fixture or {"decision": "approved", "rejection": "rejected"}[kind]
            )
        return found, request.getfixturevalue("applicant")

    return find
