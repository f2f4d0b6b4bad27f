"""Confirming and turning down what a firm hands in after its approval, and the list of what waits for that."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.home import tasks
from approvals.services import decisions, review
from approvals.views import conditions
from core.dates import shanghai_day
from reopening.models import Application, Condition, Document, ScanState, StoredFile
from reopening.services import applications, deferrals
from tests.factories import FirmFactory, MembershipFactory
from tests.reopening.documents import approved, draft, filed  # noqa: F401
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

LIST = "/queue/conditions/?state=handed_in"
QUERIES = 8  # session, person, appointments, own firms; the page, its files, its count; unread messages
TODAY = shanghai_day(timezone.now())

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(approved, applicant):  # noqa: F811
    deferrals.hand_in_paper(
        application=approved, paper=DEFERRABLE, sent=[a_pdf()], by=applicant, at=timezone.now()
    )
    return approved


def address(name, application):
    return reverse(f"approvals:{name}", args=[application.public_id, DEFERRABLE])


def test_an_inspector_turns_a_paper_down_and_the_firm_reads_why(client, handed_in, inspector, applicant):
    client.force_login(inspector)
    url = address("turn-down-paper", handed_in)
    assert client.get(url).status_code == 200
    assert client.post(url, {"note": ""}).status_code == 422

    assert client.post(url, {"note": "没有盖章"}).status_code == 302

    assert Document.objects.get().withdrawn_why == "turned_down"
    client.force_login(applicant)
    assert "没有盖章" in client.get(handed_in.get_absolute_url()).text


def test_confirming_is_a_post_and_happens_once(client, handed_in, reviewer):
    client.force_login(reviewer)
    url = address("confirm-paper", handed_in)

    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert Condition.objects.get(kind="paper_due").status == "fulfilled"
    assert client.post(url).status_code == 422


@pytest.mark.parametrize("name", ["confirm-paper", "turn-down-paper"])
def test_every_address_has_its_ladder(
    client, name, handed_in, applicant, outsider, other_reviewer, dispatcher
):
    url = address(name, handed_in)

    assert client.post(url).status_code == 302
    for user, status in ((outsider, 404), (other_reviewer, 404), (applicant, 403), (dispatcher, 403)):
        client.force_login(user)
        assert client.post(url, {"note": "x"}).status_code == status
    assert Condition.objects.get(kind="paper_due").status == "open"


def a_paper(reviewer, approver, due_in_days: int = 30, firm=None) -> Application:
    """An approved case whose promised paper has come."""
    by, at = MembershipFactory(firm=firm or FirmFactory(staff_total=3)), timezone.now()
    case = in_wenzhou(by.firm)
    deferrals.defer(application=case, paper=DEFERRABLE, accepted=True, by=by.user, at=at)
    applications.submit(application=case, committed=True, by=by.user, at=at)
    review.claim(application=case, by=reviewer, at=at)
    review.recommend(application=case, by=reviewer, at=at)
    decisions.approve(application=case, by=approver, at=at)
    deferrals.hand_in_paper(application=case, paper=DEFERRABLE, sent=[a_pdf()], by=by.user, at=at)
    due_on = TODAY + timedelta(days=due_in_days)
    Condition.objects.filter(application=case, detail=DEFERRABLE).update(due_on=due_on)
    return case


def listed(client, user, query: str = "") -> list[str]:
    """The case numbers on the page, from top to bottom."""
    client.force_login(user)
    return re.findall(r'row-note serial">([0-9-]+-\w)<', client.get(f"{LIST}{query}").text)


def test_what_is_due_first_stands_on_top_with_its_file_and_both_acts(client, reviewer, approver, inspector):
    later, overdue, soon = (a_paper(reviewer, approver, days) for days in (30, -1, 3))

    assert listed(client, inspector) == [overdue.number, soon.number, later.number]

    page = client.get(LIST).text
    assert page.count("盖章承诺书.pdf") == 3
    assert page.count("1 day late") == 1
    assert f"{address('confirm-paper', soon)}?from=list" in page
    assert f"{address('turn-down-paper', soon)}?from=list" in page


def test_nothing_stands_there_before_it_came_nor_after_a_word(client, approved, applicant, reviewer):  # noqa: F811
    assert listed(client, reviewer) == []
    for _time in range(2):
        deferrals.hand_in_paper(
            application=approved, paper=DEFERRABLE, sent=[a_pdf()], by=applicant, at=timezone.now()
        )
        assert listed(client, reviewer) == [approved.number]
        answer = client.post(f"{address('turn-down-paper', approved)}?from=list", {"note": "没有盖章"})
        assert answer.headers["Location"] == LIST
        assert listed(client, reviewer) == []

    deferrals.hand_in_paper(
        application=approved, paper=DEFERRABLE, sent=[a_pdf(mark="2")], by=applicant, at=timezone.now()
    )
    answer = client.post(f"{address('confirm-paper', approved)}?from=list")

    assert answer.headers["Location"] == LIST
    assert listed(client, reviewer) == []
    assert "No condition stands here" in client.get(LIST).text


def test_officials_see_papers_of_their_divisions_and_never_of_their_own_firm(
    client, reviewer, approver, inspector, other_reviewer
):
    case = a_paper(reviewer, approver)

    assert listed(client, other_reviewer) == []
    for user in (reviewer, approver, inspector):
        assert listed(client, user) == [case.number]
    MembershipFactory(firm=case.firm, user=inspector)
    assert listed(client, inspector) == []


def test_the_list_has_its_ladder(client, reviewer, dispatcher, auditor, applicant):
    assert client.get(LIST).status_code == 302
    for user, status in ((reviewer, 200), (dispatcher, 403), (auditor, 403), (applicant, 403)):
        client.force_login(user)
        assert client.get(LIST).status_code == status
    client.force_login(reviewer)
    assert client.post(LIST).status_code == 405
    assert client.get(f"{LIST}&cursor=x").status_code == 400


def test_pages_follow_the_key_and_cost_the_same_however_many(client, reviewer, approver, monkeypatch):
    cases = [a_paper(reviewer, approver, days) for days in (1, 1, 2, 3)]

    monkeypatch.setattr(conditions, "PAGE", 3)
    first = listed(client, reviewer)
    cursor = re.search(r'cursor=([\w-]+)" rel="next"', client.get(LIST).text).group(1)
    assert first + listed(client, reviewer, f"&cursor={cursor}") == [case.number for case in cases]

    costs = []
    for size in (1, 4):
        monkeypatch.setattr(conditions, "PAGE", size)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs == [QUERIES, QUERIES]


def test_a_file_that_nobody_can_read_is_not_confirmed(client, reviewer, approver):
    case = a_paper(reviewer, approver)
    StoredFile.objects.update(scan=ScanState.INFECTED, scanned_at=timezone.now())
    client.force_login(reviewer)

    page = client.get(LIST).text
    refused = client.post(address("confirm-paper", case))

    assert "Virus found" in page
    assert address("confirm-paper", case) not in page
    assert address("turn-down-paper", case) in page
    assert refused.status_code == 409
    assert Condition.objects.get(application=case, detail=DEFERRABLE).status == "open"


def test_the_first_page_tells_those_who_can_confirm(reviewer, approver, inspector, dispatcher):
    a_paper(reviewer, approver, due_in_days=-1)

    for user, told in ((reviewer, True), (approver, True), (inspector, True), (dispatcher, False)):
        found = [task for task in tasks(user, timezone.now()) if task.url == LIST]
        assert [(task.figure, task.state) for task in found] == ([("1", "problem")] if told else [])
