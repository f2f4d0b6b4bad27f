"""Papers printed anew with other words: what was decided stays, and no file is lost."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from approvals.models import Certificate, DecisionLetter, Reprint
from approvals.services import certificate_reprints, reprints
from core import background
from core.dates import shanghai_day
from core.models import Division, Job, Paper
from core.papers.kinds import wordings
from core.papers.templates import version_of
from core.services import paper_reprints, paper_templates
from tests.approvals.cases import recommended, signed_batch
from tests.core.papers.papers import bytes_of, made, text_of

pytestmark = pytest.mark.django_db
TITLE = "复工核准通知书（二〇二〇年三月版）"
NEW = {"zh": TITLE, "en": "Certificate, March edition"}


def today():
    return shanghai_day(timezone.now())


@pytest.fixture
def batch(reviewer, approver):
    """Three certificates with their files, before the words change."""
    batch = signed_batch(approver, [recommended(reviewer) for _ in range(3)])
    background.run_waiting()
    return batch


@pytest.fixture
def new_words(batch, administrator):
    titles = [f"title.{mode}" for mode in ("filing", "approval", "commitment")]
    return publish("certificate", dict.fromkeys(titles, NEW), administrator)


def publish(key, words, administrator):
    draft = paper_templates.draft(kind=wordings()[key], by=administrator, at=timezone.now())
    paper_templates.edit(template=draft, words=words, by=administrator, at=timezone.now())
    return paper_templates.publish(
        template=draft, valid_from=today(), notice_number="示例1号", by=administrator, at=timezone.now()
    )


def start(approver, **changes):
    division = Division.objects.get(pk=approver.appointments.get().division_id)
    values = {"kind": "certificate", "version": "v1", "first_day": today(), "last_day": today()} | changes
    choice = reprints.Choice(**{"division": division} | values)
    return reprints.start(choice=choice, by=approver, at=timezone.now())


def test_each_is_printed_with_the_new_words_and_says_what_was_decided(new_words, approver, client):
    before = {row.pk: (row.pdf_sha256, bytes_of(row)) for row in Certificate.objects.all()}

    reprint = start(approver)
    background.run_waiting()

    assert reprint.asked_of == 3
    for row in Certificate.objects.all():
        text = text_of(bytes_of(row)).replace("\n", "")
        first, second = Paper.objects.of("certificate", row).order_by("issue")
        assert TITLE in text
        assert row.number in text
        assert (first.pdf_sha256, bytes_of(first)) == before[row.pk]
        assert second.pdf_sha256 == row.pdf_sha256 != first.pdf_sha256
        assert second.words["check"] == row.wording["check"]
        assert second.words["conditions"]["items"] == row.wording["conditions"]["items"]
        assert row.pdf_sha256[:8] in client.get(row.check_path).text


def test_a_second_run_prints_nothing_again(new_words, approver):
    start(approver)
    background.run_waiting()
    Job.objects.filter(task="approvals.tasks.reprint").update(state="queued", finished_at=None)

    background.run_waiting()

    assert Paper.objects.count() == 6
    with pytest.raises(reprints.NothingToReprint):
        start(approver)


def test_one_that_cannot_be_drawn_holds_up_no_other_and_is_tried_again(new_words, approver, monkeypatch):
    stubborn, draw = Certificate.objects.order_by("pk")[1].number, certificate_reprints.certificate_pdf

    def drawn(words, **rest):
        if words["number"]["value"] == stubborn:
            raise OSError("disk full")
        return draw(words, **rest)

    monkeypatch.setattr(certificate_reprints, "certificate_pdf", drawn)
    start(approver)
    background.run_waiting()
    assert Paper.objects.filter(version="v1").count() == 2
    assert stubborn in Job.objects.get(task="approvals.tasks.reprint").error
    monkeypatch.undo()
    Job.objects.filter(task="approvals.tasks.reprint").update(available_at=timezone.now())

    background.run_waiting()

    assert Paper.objects.filter(version="v1").count() == 3


def test_other_days_other_places_and_revoked_ones_are_left_alone(new_words, approver):
    yesterday = today() - timedelta(days=1)
    with pytest.raises(reprints.NothingToReprint):
        start(approver, first_day=yesterday, last_day=yesterday)
    with pytest.raises(PermissionDenied):
        start(approver, division=Division.objects.exclude(code__startswith="3301").first())
    assert not Reprint.objects.exists()


def test_the_pages_show_how_many_before_anything_is_done(new_words, approver, client):
    client.force_login(approver)
    choice = {
        "words": "certificate:v1",
        "division": approver.appointments.get().division_id,
        "first_day": today().isoformat(),
        "last_day": today().isoformat(),
    }

    effects = client.post(reverse("approvals:reprint-start"), choice)
    assert "3 papers are printed with the new words" in effects.text
    assert not Reprint.objects.exists()
    started = client.post(reverse("approvals:reprint-start"), choice | {"confirmed": "1"})
    background.run_waiting()

    assert "3 of 3 done" in client.get(started.url).text
    assert started.url in client.get(reverse("approvals:reprints")).text


def test_a_reprint_is_asked_for_over_the_api(batch, approver, reviewer, administrator, client):
    publish("certificate", {"headcount": {"zh": "至多 {count} 人", "en": "At most {count}"}}, administrator)
    day = Certificate.objects.all()[0].wording["issued_on"]["iso"]
    body = {"kind": "certificate", "version": "v1", "division": "330106", "first_day": day, "last_day": day}
    ask = {"path": "/api/v1/certificates/reprints/", "content_type": "application/json"}

    client.force_login(reviewer)
    refused = client.post(data=body, headers={"Idempotency-Key": "reprint-0"}, **ask)
    client.force_login(approver)
    wrong = client.post(data=body | {"version": "v9"}, headers={"Idempotency-Key": "reprint-1"}, **ask)
    made = client.post(data=body, headers={"Idempotency-Key": "reprint-2"}, **ask)
    again = client.post(data=body, headers={"Idempotency-Key": "reprint-2"}, **ask)
    background.run_waiting()

    assert refused.status_code == 403
    assert wrong.status_code in {400, 422}
    assert "version" in wrong.text
    assert made.status_code == 201
    assert again.json()["id"] == made.json()["id"]
    assert Reprint.objects.count() == 1
    row = client.get(f"/api/v1/certificates/reprints/{made.json()['id']}/").json()
    assert row["asked_of"] == Certificate.objects.count()
    assert [each["id"] for each in client.get("/api/v1/certificates/reprints/").json()["results"]] == [
        row["id"]
    ]
    assert Paper.objects.filter(kind="certificate", version="v1").count() == Certificate.objects.count()


@pytest.fixture
def receipts(batch, reviewer):
    """Of the three cases, drawn before the words change."""
    return [made("receipt", member.application, reviewer) for member in batch.members.order_by("pk")]


def test_receipts_are_printed_anew_as_the_next_issue_of_the_same_facts(
    receipts, approver, administrator, client
):
    before = {paper.pk: (paper.pdf_sha256, bytes_of(paper)) for paper in receipts}
    publish("receipt", {"title": NEW}, administrator)

    reprint = start(approver, kind="receipt")
    background.run_waiting()

    client.force_login(approver)
    page = client.get(reprint.get_absolute_url()).text
    assert "3 of 3 done" in page
    assert "Receipt of the filing" in page
    for paper in receipts:
        newest, first = Paper.objects.filter(kind="receipt", subject_id=paper.subject_id).order_by("-issue")
        assert (first.pdf_sha256, bytes_of(first)) == before[paper.pk]
        assert (newest.version, newest.issue) == ("v1", 2)
        assert (newest.facts, newest.day) == (first.facts, first.day)
        assert newest.words["sheets"][0]["title"] == NEW
        assert TITLE in text_of(bytes_of(newest)).replace("\n", "")
        assert newest.pdf_sha256 == hashlib.sha256(bytes_of(newest)).hexdigest()


def test_one_that_says_the_same_with_the_new_words_stays_as_it_is(receipts, approver, administrator, client):
    publish("receipt", {}, administrator)

    reprint = start(approver, kind="receipt")
    background.run_waiting()

    assert Paper.objects.filter(kind="receipt").count() == 3
    client.force_login(approver)
    assert "3 say the same with the new words" in client.get(reprint.get_absolute_url()).text


def test_the_letter_of_a_decision_keeps_what_it_was_sent_with_in_the_new_words(
    batch, approver, administrator
):
    letter = DecisionLetter.objects.order_by("pk")[0]
    first = made("decision", letter, approver)
    publish(
        "decision",
        {
            "opening": {"zh": "新的开头。", "en": "Another opening."},
            "footer": {"zh": "新的附注。", "en": "A new note."},
        },
        administrator,
    )

    start(approver, kind="decision")
    background.run_waiting()

    newest = Paper.objects.of("decision", letter)[0]
    sheet, before = newest.words["sheets"][0], first.words["sheets"][0]
    assert newest.issue == 2
    assert sheet["footer"] == {"zh": "新的附注。", "en": "A new note."}
    assert sheet["blocks"] == before["blocks"]
    assert "新的开头" not in text_of(bytes_of(newest))


def test_a_second_run_over_receipts_prints_nothing_again(receipts, approver, administrator):
    publish("receipt", {"title": NEW}, administrator)
    start(approver, kind="receipt")
    background.run_waiting()
    hashes = set(Paper.objects.values_list("pk", "pdf_sha256"))
    Job.objects.filter(task="approvals.tasks.reprint").update(state="queued", finished_at=None)

    background.run_waiting()

    assert set(Paper.objects.values_list("pk", "pdf_sha256")) == hashes
    with pytest.raises(reprints.NothingToReprint):
        start(approver, kind="receipt")


def test_a_receipt_that_was_made_anew_meanwhile_is_left_alone(receipts, approver, administrator):
    new = publish("receipt", {"title": NEW}, administrator)
    template = version_of(wordings()["receipt"], new.version)
    printed = paper_reprints.print_anew(paper=receipts[0], template=template, by=approver, at=timezone.now())

    again = paper_reprints.print_anew(paper=receipts[0], template=template, by=approver, at=timezone.now())

    assert (printed.issue, again) == (2, None)


def test_one_receipt_that_cannot_be_drawn_holds_up_no_other(receipts, approver, administrator, monkeypatch):
    publish("receipt", {"title": NEW}, administrator)
    stubborn, draw = receipts[1].number, paper_reprints.paper_pdf

    def drawn(words, *more):
        if words["number"] == stubborn:
            raise OSError("disk full")
        return draw(words, *more)

    monkeypatch.setattr(paper_reprints, "paper_pdf", drawn)
    start(approver, kind="receipt")
    background.run_waiting()
    assert Paper.objects.filter(kind="receipt", version="v1").count() == 2
    assert stubborn in Job.objects.get(task="approvals.tasks.reprint").error
    monkeypatch.undo()
    Job.objects.filter(task="approvals.tasks.reprint").update(available_at=timezone.now())

    background.run_waiting()

    assert Paper.objects.filter(kind="receipt", version="v1").count() == 3
    assert Job.objects.get(task="approvals.tasks.reprint").done == 3
