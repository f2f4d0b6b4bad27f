"""Letters and canned texts as pages and through the API: their ladder, and inserting without JavaScript."""

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import CannedText, DecisionLetter, TextUse
from approvals.services import canned_texts, decisions
from reopening.models import Application, Condition
from tests.approvals.cases import claimed, draft_batch, recommended, signed_batch
from tests.approvals.conditions_due import with_condition
from tests.factories import street

pytestmark = pytest.mark.django_db
TEXTS = "/queue/texts/"


def address(name, row, *more):
    return reverse(f"approvals:{name}", args=[row.public_id, *more])


@pytest.fixture
def text(approver):
    words = {"zh": "{firm}请补充名册。", "en": "{firm}: please complete the roster."}
    return canned_texts.write(
        division=street().parent, use=TextUse.RETURN, title="名册", **words, by=approver, at=timezone.now()
    )


def test_a_text_is_inserted_without_sending_anything(client, text, applicant, reviewer):
    case = claimed(reviewer, applicant.firms.get())
    url = address("return-for-correction", case)
    client.force_login(reviewer)
    said = {"reasons": ["plan_too_thin"], "note": "另外：", "canned": str(text.public_id), "insert": "1"}

    page = client.post(url, said)

    assert page.status_code == 200
    assert f"另外：\n{case.firm.name}请补充名册。" in page.text
    assert f"{case.firm.name}: please complete the roster." in page.text
    assert 'value="plan_too_thin" class="" checked' in page.text or "checked" in page.text
    assert Application.objects.get(pk=case.pk).status == "under_review"
    assert client.post(url, said | {"canned": "nonsense"}).status_code == 404


def test_a_rejection_is_previewed_and_then_sent_as_it_was_seen(client, applicant, reviewer, approver):
    case = recommended(reviewer, applicant.firms.get())
    url, said = address("reject", case), {"reasons": ["not_here"], "note": "请先隔离。"}
    client.force_login(approver)
    assert client.post(url, {"reasons": [], "preview": "1"}).status_code == 422

    page = client.post(url, said | {"preview": "1"})

    assert page.status_code == 200
    assert "You may not reopen yet" in page.text
    assert Application.objects.get(pk=case.pk).status == "recommended"
    assert client.post(url, said).status_code == 302
    assert "请先隔离。" in DecisionLetter.objects.get().words["zh"]["note"]


def test_a_canned_text_reaches_the_firm_in_both_halves_of_the_letter(client, applicant, reviewer, approver):
    case = recommended(reviewer, applicant.firms.get())
    words = {"zh": "{firm}不在本辖区。", "en": "{firm} is not in this district."}
    text = canned_texts.write(
        division=street().parent, use=TextUse.REJECT, title="他区", **words, by=approver, at=timezone.now()
    )
    url, said = address("reject", case), {"reasons": ["not_here"], "note": "", "note_en": "Please move."}
    client.force_login(approver)

    form = client.post(url, said | {"canned": str(text.public_id), "insert": "1"}).context["form"]
    said |= {name: form[name].value() for name in ("note", "note_en")}
    seen = client.post(url, said | {"preview": "1"}).context["letter"]
    assert client.post(url, said).status_code == 302

    letter = DecisionLetter.objects.get()
    zh, en = f"{case.firm.name}不在本辖区。", f"Please move.\n{case.firm.name} is not in this district."
    assert letter.words == seen
    assert (letter.words["zh"]["note"], letter.words["en"]["note"]) == (zh, en)
    assert letter.decision.note == f"{zh}\n{en}"


def test_the_firm_reads_and_prints_its_letter(
    client, applicant, reviewer, approver, outsider, other_reviewer
):
    case = recommended(reviewer, applicant.firms.get())
    said = {"reasons": ["not_here"], "note": "请先隔离。"}
    decision = decisions.reject(application=case, **said, by=approver, at=timezone.now())
    url = address("letter", case, decision.letter.public_id)

    assert client.get(url).status_code == 302
    for user, status in [(applicant, 200), (approver, 200), (outsider, 404), (other_reviewer, 404)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    client.force_login(applicant)
    page = client.get(url)
    assert "不予复工决定书" in page.text
    assert "Decision: you may not reopen yet" in page.text
    assert client.post(url).status_code == 405
    assert url in client.get(address("steps-panel", case)).text
    client.force_login(approver)
    assert url in client.get(address("case", case)).text


def test_an_approver_writes_and_retires_texts(client, text, approver, reviewer, applicant, other_reviewer):
    assert client.get(TEXTS).status_code == 302
    client.force_login(applicant)
    assert client.get(TEXTS).status_code == 403
    said = {
        "division": street().parent.pk,
        "use": "reject",
        "title": "隔离",
        "zh": "请隔离。",
        "en": "Isolate.",
    }
    client.force_login(reviewer)
    assert "名册" in client.get(TEXTS).text
    assert client.post(TEXTS, said).status_code == 403
    retire = address("text-retire", text)
    assert client.get(retire).status_code == 405
    assert client.post(retire).status_code == 403
    client.force_login(other_reviewer)
    assert client.post(retire).status_code == 404
    client.force_login(approver)
    assert client.post(TEXTS, said | {"zh": "{Firma}"}).status_code in (302, 422)
    assert not CannedText.objects.filter(zh="{Firma}").exists()
    assert client.post(TEXTS, said).status_code == 302
    assert client.post(retire).status_code == 302
    assert client.post(retire).status_code == 409

    assert list(CannedText.objects.filter(retired_at__isnull=True).values_list("title", flat=True)) == [
        "隔离"
    ]


def test_a_batch_has_its_words_previewed(client, applicant, reviewer, approver, auditor, other_reviewer):
    case = recommended(reviewer, applicant.firms.get())
    batch = draft_batch(approver, phase=case.phase)
    url = address("batch-letter", batch)
    assert client.get(url).status_code == 302
    client.force_login(other_reviewer)
    assert client.get(url).status_code == 404
    client.force_login(auditor)
    assert client.post(url, {"zh": "x", "en": "x"}).status_code == 403
    client.force_login(approver)
    assert "no member yet" in client.get(url).text
    batch.members.create(application=case, heads=3, added_by=approver)

    assert client.post(url, {"zh": "{firm}请公示。", "en": ""}).status_code == 302

    assert f"{case.firm.name}请公示。" in client.get(url).text
    signed = signed_batch(approver, [recommended(reviewer)])
    assert client.post(address("batch-letter", signed), {"zh": "x", "en": "x"}).status_code == 409


def test_through_the_api_letters_are_read_and_texts_kept(api, applicant, reviewer, approver, outsider):
    case = recommended(reviewer, applicant.firms.get())
    decisions.reject(application=case, reasons=["not_here"], note="", by=approver, at=timezone.now())
    api.force_authenticate(applicant)
    (row,) = api.get(f"/api/v1/letters/?application={case.public_id}").json()["results"]
    assert (row["outcome"], row["words"]["en"]["title"]) == ("rejected", "Decision: you may not reopen yet")
    assert api.get("/api/v1/texts/").status_code == 403
    api.force_authenticate(outsider)
    assert api.get(f"/api/v1/letters/{row['id']}/").status_code == 404

    api.force_authenticate(approver)
    said = {
        "division": street().parent.pk,
        "use": "reject",
        "title": "隔离",
        "zh": "请隔离。",
        "en": "Isolate.",
    }
    made = api.post("/api/v1/texts/", said, format="json", HTTP_IDEMPOTENCY_KEY="1")
    assert made.status_code == 201
    url = f"/api/v1/texts/{made.json()['id']}/retire/"
    assert api.post(url, HTTP_IDEMPOTENCY_KEY="2").json()["retired_at"]
    assert api.post(url, HTTP_IDEMPOTENCY_KEY="3").status_code == 409


def test_a_text_for_conditions_is_inserted_where_more_time_is_given_and_keeps_the_day(
    client, reviewer, approver
):
    condition = with_condition(reviewer, approver)
    firm = condition.application.firm.name
    words = {"zh": "{firm}的期限已延长。", "en": "{firm} has more time."}
    text = canned_texts.write(
        division=street().parent, use=TextUse.DUE, title="延期", **words, by=approver, at=timezone.now()
    )
    url = f"/queue/{condition.application.public_id}/conditions/{condition.public_id}/extend/"
    client.force_login(reviewer)

    page = client.post(
        url, {"due_on": "2031-01-01", "note": "", "canned": str(text.public_id), "insert": "1"}
    )

    assert page.status_code == 200
    assert f"{firm}的期限已延长。\n{firm} has more time." in page.text
    assert 'value="2031-01-01"' in page.text
    assert Condition.objects.get(pk=condition.pk).due_on == condition.due_on
    unknown = client.post(url, {"canned": "nonsense", "insert": "1"})
    assert unknown.status_code == 404
