"""Papers of an appeal on its pages and by program, and its letters to print."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals.models import Appeal, AppealPaper
from approvals.services import appeal_papers, appeals
from core.audit import trail
from core.papers.kinds import NotYet, kinds
from core.services import papers
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.services.test_appeals import ANSWER, GROUNDS, case, chief, file, now
from tests.factories import MembershipFactory
from tests.reopening.papers import a_pdf, a_photo

__all__ = ["as_user", "case", "chief"]
pytestmark = pytest.mark.django_db


def upload(sent):
    return SimpleUploadedFile(sent.name, sent.content)


@pytest.fixture
def row(case, applicant):
    return file(case, applicant)


@pytest.fixture
def paper(row, applicant):
    sent = [a_pdf("排班表.pdf")]
    return appeal_papers.enclose(appeal=Appeal.objects.get(), sent=sent, by=applicant, at=now())[0]


def enclose_url(row):
    return reverse("approvals:appeal-enclose", args=[row.public_id])


def paper_url(row, paper):
    return reverse("approvals:appeal-paper", args=[row.public_id, paper.public_id])


def test_a_firm_files_with_papers_and_the_office_reads_them(client, case, applicant, chief):
    client.force_login(applicant)
    url = reverse("approvals:appeal-file", args=[case.public_id])
    assert 'enctype="multipart/form-data"' in client.get(url).text

    said = {"grounds": GROUNDS, "papers": [upload(a_pdf("排班表.pdf")), upload(a_photo("打卡.jpg"))]}
    assert client.post(url, said).status_code == 302

    row = Appeal.objects.get()
    client.force_login(chief)
    page = client.get(row.get_absolute_url()).text
    assert "排班表.pdf" in page
    assert enclose_url(row) not in page
    answer = client.post(paper_url(row, row.papers.order_by("pk")[0]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert trail(row).last().verb == "appeal.download_paper"


def test_a_file_that_cannot_be_taken_is_named_and_what_was_written_stays(client, case, applicant):
    client.force_login(applicant)
    url = reverse("approvals:appeal-file", args=[case.public_id])
    bad = SimpleUploadedFile("程序.exe", b"MZ\x00")

    answer = client.post(url, {"grounds": GROUNDS, "papers": [bad]})

    assert answer.status_code == 422
    assert "This kind of file is not taken" in answer.text
    assert GROUNDS in answer.text
    assert not Appeal.objects.exists()


def test_more_papers_are_enclosed_until_the_answer(client, row, applicant, chief):
    client.force_login(applicant)
    assert enclose_url(row) in client.get(row.get_absolute_url()).text
    assert client.post(enclose_url(row), {}).status_code == 422
    assert client.post(enclose_url(row), {"papers": [upload(a_photo())]}).status_code == 302
    assert row.papers.count() == 1
    appeals.uphold(appeal=Appeal.objects.get(), answer=ANSWER, by=chief, at=now())

    assert enclose_url(row) not in client.get(row.get_absolute_url()).text
    assert client.get(enclose_url(row)).status_code == 409


def test_the_ladder_of_enclosing(client, row, applicant, approver, chief, outsider, other_reviewer):
    url = enclose_url(row)
    colleague = MembershipFactory(firm=row.application.firm, is_signatory=False).user
    assert client.get(url).status_code == 302
    for user, status in [(approver, 403), (chief, 403), (colleague, 403), (outsider, 404), (applicant, 200)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.put(url).status_code == 405


def test_the_ladder_of_a_paper(client, row, paper, applicant, approver, inspector, outsider, other_reviewer):
    url = paper_url(row, paper)
    assert client.post(url).status_code == 302
    for user, status in [
        (approver, 200),
        (applicant, 200),
        (inspector, 404),
        (outsider, 404),
        (other_reviewer, 404),
    ]:
        client.force_login(user)
        assert client.post(url).status_code == status
    assert client.get(url).status_code == 405


def test_programs_file_enclose_and_read(as_user, case, applicant, chief, approver):
    url = f"/api/v1/applications/{case.public_id}/appeal/"
    said = {"grounds": GROUNDS, "papers": [upload(a_pdf("排班表.pdf"))]}
    made = as_user(applicant).post(url, said, format="multipart", **key("file"))
    own = f"/api/v1/appeals/{made.json()['id']}/"
    more = {"papers": [upload(a_photo("打卡.jpg"))]}

    assert made.status_code == 201
    assert [each["file_name"] for each in made.json()["papers"]] == ["排班表.pdf"]
    assert as_user(applicant).get(own).json()["allowed_actions"] == ["enclose"]
    refused = as_user(approver).post(f"{own}enclose/", more, format="multipart", **key("no"))
    assert refused.status_code == 403
    more = {"papers": [upload(a_photo("打卡.jpg"))]}
    second = as_user(applicant).post(f"{own}enclose/", more, format="multipart", **key("more"))
    assert [each["file_name"] for each in second.json()["papers"]] == ["排班表.pdf", "打卡.jpg"]
    one = second.json()["papers"][0]["id"]
    content = as_user(chief).post(f"{own}papers/{one}/download/")
    assert content.content.startswith(b"%PDF")


def test_the_letter_says_what_why_until_when_and_who_answers(row, paper):
    said = kinds()["appeal"].facts(Appeal.objects.get(pk=row.pk), timezone.now())

    assert said["texts"]["grounds"]["zh"] == GROUNDS
    assert said["places"]["decision"] == {"zh": "已驳回", "en": "Rejected"}
    assert said["places"]["papers"]["zh"] == "1"
    assert "西湖区" in said["places"]["office"]["zh"]
    assert str(row.due_on.day) in said["places"]["due_on"]["zh"]


@pytest.mark.parametrize(
    ("act", "kind", "other"),
    [
        (appeals.uphold, "appeal_upheld", "appeal_overturned"),
        (appeals.overturn, "appeal_overturned", "appeal_upheld"),
    ],
)
def test_the_letter_of_the_answer_follows_the_answer(act, kind, other, client, row, applicant, chief):
    with pytest.raises(NotYet):
        kinds()[kind].facts(row, timezone.now())
    act(appeal=Appeal.objects.get(pk=row.pk), answer=ANSWER, by=chief, at=now())

    assert kinds()[kind].subjects(applicant).get() == row
    assert not kinds()[other].subjects(applicant).exists()
    client.force_login(applicant)
    page = client.get(row.get_absolute_url()).text
    assert reverse("core:paper", args=["appeal", row.public_id]) in page
    assert reverse("core:paper", args=[kind, row.public_id]) in page
    answered = Appeal.objects.get(pk=row.pk)
    issue = papers.make(kind=kinds()[kind], subject=answered, by=applicant, at=timezone.now())
    papers.store_pdf(issue.pk)
    issue.refresh_from_db()
    assert issue.has_pdf
    assert ANSWER in str(issue.facts)
    assert str(chief) not in str(issue.words) + str(issue.facts)
    assert AppealPaper.objects.count() == 0
