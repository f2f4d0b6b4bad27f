"""Every kind of paper: what it says, how it is built, what it never says."""

import hashlib

import pytest
import zxingcpp
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from core import background
from core.models import Paper
from core.papers.kinds import kinds
from core.papers.page import paper_pdf
from core.printing.signatures import signature_of
from core.services import papers
from reopening.models import Firm, StaffMember
from tests.core.papers.conftest import RARE
from tests.core.papers.papers import bytes_of, made, pages_of, picture, root_of, text_of

pytestmark = pytest.mark.django_db
KINDS = sorted(kinds())
OF_THE_FIRM = [key for key in KINDS if key != "delivery"]


@pytest.fixture(params=KINDS)
def drawn(request, record):
    subject, by = record(request.param)
    return made(request.param, subject, by)


def test_the_file_is_tagged_archival_and_has_its_faces_in_it(drawn):
    pdf = bytes_of(drawn)
    root = root_of(pdf)

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"].startswith("zh")
    assert (
        b"<pdfaid:part>2" in root["/Metadata"].get_data()
        or b'pdfaid:part="2"' in root["/Metadata"].get_data()
    )
    assert drawn.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert len(pdf) < 400_000


def test_the_same_frozen_words_give_the_same_bytes(drawn):
    again = paper_pdf(Paper.objects.get(pk=drawn.pk).words, signature_of(drawn.made_at))

    assert again == bytes_of(drawn)


def test_it_says_its_number_and_its_pages_in_both_languages(drawn):
    pages = pages_of(bytes_of(drawn))

    for page, text in enumerate(pages, start=1):
        assert f"第 {page} 页 共 {len(pages)} 页" in text
        assert f"Page {page} of {len(pages)}" in text
        assert drawn.number in text
    assert drawn.title["zh"] in pages[0]
    assert drawn.title["en"].split()[0] in pages[0]


@pytest.mark.parametrize("key", OF_THE_FIRM)
def test_it_names_the_firm_as_it_was_called_when_it_counted(key, record):
    subject, by = record(key)
    Firm.objects.update(name="另一个名称有限公司")

    text = text_of(bytes_of(made(key, subject, by))).replace("\n", "")

    assert RARE in text
    assert "另一个名称" not in text


@pytest.mark.parametrize("key", OF_THE_FIRM)
def test_nobody_of_the_roster_stands_on_it(key, record):
    subject, by = record(key)
    staff = list(StaffMember.objects.all())

    text = text_of(bytes_of(made(key, subject, by)))

    assert staff
    assert not [each.name for each in staff if each.name in text]
    assert "隔离观察" not in text


def test_what_is_made_again_without_a_change_stays_one_issue(record):
    subject, by = record("receipt")
    first = made("receipt", subject, by)

    assert made("receipt", subject, by) == first
    assert Paper.objects.count() == 1


def test_a_plan_that_changes_gives_another_issue_and_keeps_the_first(record):
    run, by = record("delivery")
    first = made("delivery", run, by)
    run.stops.update(address="浙江省杭州市示例路 99 号")

    second = made("delivery", run, by)

    assert (first.issue, second.issue) == (1, 2)
    assert "99 号" in text_of(bytes_of(second))
    assert "99 号" not in text_of(bytes_of(first))
    assert len(pages_of(bytes_of(second))) == 2


def test_the_code_of_the_poster_reads_back_as_that_of_the_certificate(record):
    certificate, by = record("poster")

    [code] = zxingcpp.read_barcodes(picture(bytes_of(made("poster", certificate, by))))

    check = certificate.wording["check"]
    assert code.text == f"{check['url']}#{check['code']}"


def test_a_character_that_no_typeface_has_is_named_before_anything_is_made(waiting, applicant):
    type(waiting).objects.filter(pk=waiting.pk).update(number="ᚠ-1")
    waiting.refresh_from_db()

    with pytest.raises(papers.UnprintablePaper, match=r"ᚠ \(U\+16A0\)"):
        papers.make(kind=kinds()["receipt"], subject=waiting, by=applicant, at=timezone.now())

    assert not Paper.objects.exists()


def test_the_end_of_a_jobs_time_is_no_fault_of_the_paper(waiting, applicant, monkeypatch):
    def over(*_arguments):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(papers, "paper_pdf", over)
    paper = papers.make(kind=kinds()["receipt"], subject=waiting, by=applicant, at=timezone.now())
    background.run_waiting()

    paper.refresh_from_db()
    assert paper.pdf_problem == ""
    assert paper.job.error.startswith("SoftTimeLimitExceeded")
    assert paper.job.state == "queued"


def test_a_drawing_that_fails_says_so_and_is_tried_again(waiting, applicant, monkeypatch):
    monkeypatch.setattr(papers, "paper_pdf", lambda *_: 1 / 0)
    paper = papers.make(kind=kinds()["receipt"], subject=waiting, by=applicant, at=timezone.now())
    background.run_waiting()
    paper.refresh_from_db()
    assert paper.pdf_problem == "ZeroDivisionError: division by zero"
    monkeypatch.undo()
    type(paper.job).objects.update(state="failed", finished_at=timezone.now())

    again = made("receipt", waiting, applicant)

    assert again == paper
    assert again.has_pdf
    assert again.pdf_problem == ""


@pytest.mark.parametrize("kind", KINDS)
def test_its_page_leads_back_to_what_it_is_about(client, record, kind):
    subject, by = record(kind)
    client.force_login(by)

    page = client.get(f"/papers/{kind}/{subject.public_id}/").text

    assert f'class="back-link" href="{subject.get_absolute_url()}"' in page
    assert client.get(subject.get_absolute_url(), follow=True).status_code == 200
