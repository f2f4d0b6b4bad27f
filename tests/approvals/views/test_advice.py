"""Questions and notes: their ladder, and that nobody reads what is not for them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.home import tasks
from approvals.models import CaseNote, Question
from approvals.services import advice
from core.models import Role
from tests.approvals.cases import claimed
from tests.approvals.reviewing import colleague
from tests.factories import city

pytestmark = pytest.mark.django_db
LIST = "/queue/questions/"


@pytest.fixture
def case(applicant, reviewer):
    return claimed(reviewer, applicant.firms.get())


@pytest.fixture
def expert(reviewer):
    return colleague("fire.expert", Role.EXPERT, city())


@pytest.fixture
def question(case, reviewer, expert):
    due_at = timezone.now() + timedelta(days=1)
    said = {"text": "通风是否妥当？", "parts": ["plan"], "due_at": due_at}
    return advice.ask(application=case, people=[expert], **said, by=reviewer, at=timezone.now())[0]


def address(name, row):
    return reverse(f"approvals:{name}", args=[row.public_id])


def test_an_expert_reads_the_question_and_its_parts_only_and_answers(client, question, expert, case):
    client.force_login(expert)
    assert client.get(address("case", case)).status_code == 404
    page = client.get(address("question", question)).text
    assert "通风是否妥当" in page
    assert "按照要求落实各项防控措施" in page
    assert "<h3>Staff</h3>" not in page
    assert "<h3>Supplies</h3>" not in page
    assert client.post(address("question", question), {"text": ""}).status_code == 422

    assert client.post(address("question", question), {"text": "妥当。"}).status_code == 302

    assert Question.objects.get().answer == "妥当。"
    assert client.post(address("question", question), {"text": "再说"}).status_code == 409


def test_a_question_is_for_who_is_asked_and_the_case_officials(
    client, question, expert, reviewer, applicant, other_reviewer
):
    url = address("question", question)
    assert client.get(url).status_code == 302
    for user, status in [(expert, 200), (reviewer, 200), (applicant, 404), (other_reviewer, 404)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    client.force_login(reviewer)
    assert client.post(url, {"text": "x"}).status_code == 403


def test_the_officer_asks_on_a_page_and_reads_the_answer_on_the_case(
    client, case, reviewer, expert, inspector
):
    url = address("ask", case)
    assert client.get(url).status_code == 302
    client.force_login(inspector)
    assert client.get(url).status_code == 403
    client.force_login(reviewer)
    assert expert.name in client.get(url).text
    said = {"people": [str(expert.public_id)], "text": "存放？", "due_on": "2000-01-01", "due_time": "12:00"}
    assert client.post(url, said).status_code == 422
    assert client.post(url, said | {"due_on": "2090-01-01"}).status_code == 302
    advice.answer(question=Question.objects.get(), text="分柜存放。", by=expert, at=timezone.now())

    page = client.get(address("case", case)).text

    assert "分柜存放。" in page
    assert "Advice was given" in page


def test_a_question_is_taken_back_by_its_officer(client, question, reviewer, expert):
    url = address("question-withdraw", question)
    assert client.post(url).status_code == 302
    assert Question.objects.get().status == "open"
    client.force_login(expert)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 403
    client.force_login(reviewer)
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 409


def test_the_list_is_the_advisers(client, question, expert, applicant, reviewer, django_assert_num_queries):
    assert client.get(LIST).status_code == 302
    for user in (applicant, reviewer):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
    client.force_login(expert)
    assert client.post(LIST).status_code == 405
    with django_assert_num_queries(5):  # session, person, appointments; the questions; unread messages
        page = client.get(LIST).text

    assert address("question", question) in page
    assert [task.figure for task in tasks(expert, timezone.now()) if task.url == LIST] == ["1"]


def test_notes_are_written_on_the_case_and_never_shown_to_the_firm(
    client, case, reviewer, inspector, applicant
):
    url = address("note-write", case)
    assert client.post(url, {"text": "x"}).status_code == 302
    assert not CaseNote.objects.exists()
    client.force_login(reviewer)
    assert client.get(url).status_code == 405
    assert client.post(url, {"text": "@nobody 看"}).status_code == 422
    answer = client.post(url, {"text": f"@{inspector.username} 请看仓库"})
    assert answer.url == f"{address('case', case)}#notes"
    assert "请看仓库" in client.get(address("case", case)).text

    client.force_login(applicant)
    assert client.post(url, {"text": "x"}).status_code == 403
    assert "请看仓库" not in client.get(case.get_absolute_url()).text


def test_through_the_api_it_is_asked_answered_and_noted(api, case, reviewer, expert, applicant):
    api.force_authenticate(reviewer)
    said = {"people": [str(expert.public_id)], "text": "存放？", "due_at": "2090-01-01T00:00:00Z"}
    url = f"/api/v1/cases/{case.public_id}/"
    asked = api.post(f"{url}ask/", said, format="json", HTTP_IDEMPOTENCY_KEY="1")
    assert asked.status_code == 201
    assert api.post(f"{url}write_note/", {"text": "等专家"}, HTTP_IDEMPOTENCY_KEY="2").status_code == 201
    assert [note["text"] for note in api.get(f"{url}notes/").json()["results"]] == ["等专家"]

    api.force_authenticate(expert)
    (row,) = api.get("/api/v1/questions/?status=open").json()["results"]
    assert row["allowed_actions"] == ["answer"]
    answer = api.post(f"/api/v1/questions/{row['id']}/answer/", {"text": "分柜"}, HTTP_IDEMPOTENCY_KEY="3")
    assert answer.json()["status"] == "answered"
    assert api.get(f"{url}notes/").status_code == 404

    api.force_authenticate(applicant)
    assert api.get(f"{url}notes/").status_code == 403
    assert api.get("/api/v1/questions/").json()["results"] == []
