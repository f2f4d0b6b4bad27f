import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import CannedText, Decision, DecisionLetter, TextUse
from approvals.queries.appeals import standing_of
from approvals.services import batches, canned_texts, decisions, filling, letters
from core.errors import TransitionNotAllowed
from core.workflow import lock_many
from reopening.models import Application
from tests.approvals.cases import carry_out, draft_batch, recommended, signed_batch
from tests.factories import other_street, street

pytestmark = pytest.mark.django_db
WORDS = {"zh": "请按{number}号决定执行。", "en": "Please keep to decision {number}."}


def now():
    return timezone.now()


def write(by, division=None, **values):
    said = {"use": TextUse.REJECT, "title": "隔离期", **WORDS} | values
    return canned_texts.write(division=division or street().parent, **said, by=by, at=now())


def test_the_letter_of_a_rejection_is_the_one_that_was_previewed(reviewer, approver):
    case = recommended(reviewer)
    said = {"reasons": ["not_here"], "note": "请先完成隔离。"}
    seen = letters.of_rejection(case, **said, at=now())

    decision = decisions.reject(application=case, **said, by=approver, at=now())

    assert decision.letter.words == seen
    assert seen["zh"]["note"] == "请先完成隔离。"
    assert seen["en"]["points"] == [decision.reasons[0]["en"]]


def test_a_rejection_names_the_last_day_on_which_the_firm_may_appeal(reviewer, approver):
    case, at = recommended(reviewer), now()

    words = decisions.reject(application=case, reasons=["not_here"], note="", by=approver, at=at).letter.words

    until = standing_of(case, at).until
    assert f"appeal once, up to and including {until.day} {until:%B %Y}" in words["en"]["appeal"]
    assert f"{until.year}年{until.month}月{until.day}日" in words["zh"]["appeal"]


def test_each_case_of_a_batch_gets_its_own_letter_with_the_batchs_words(reviewer, approver):
    cases = [recommended(reviewer), recommended(reviewer)]
    batch = draft_batch(approver, phase=cases[0].phase)
    filling.add(batch=batch, applications=cases, by=approver, at=now())
    letters.write_letter(
        batch=batch, zh="{firm}请公示。", en="{firm}: please publish it.", by=approver, at=now()
    )
    seen = {case.pk: letters.preview(case, batch, at=now()) for case in cases}

    batches.sign(batch=batch, by=approver, at=now())
    carry_out(batch)

    kept = {
        row.decision.application_id: row.words for row in DecisionLetter.objects.select_related("decision")
    }
    assert kept == seen
    assert {words["zh"]["note"] for words in kept.values()} == {f"{case.firm.name}请公示。" for case in cases}


def test_a_batch_costs_no_query_more_for_more_letters(reviewer, approver):
    counts = []
    for size in (4, 6):
        cases = [recommended(reviewer) for _number in range(size)]
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            locked = lock_many(
                Application.objects.filter(pk__in=[case.pk for case in cases]).select_related("firm")
            )
            shared = locked[0].policy_set
            for case in locked:
                case.policy_set = shared
            decisions.grant(locked, by=approver, at=now())
        counts.append(sum("decisionletter" in query["sql"] for query in queries))

    assert counts == [2, 2]  # their keys, and the rows


def test_a_letter_cannot_be_changed_afterwards(reviewer, approver):
    signed_batch(approver, [recommended(reviewer)])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DecisionLetter.objects.update(words={})
    assert DecisionLetter.objects.count() == Decision.objects.count() == 1


def test_the_words_of_a_batch_are_written_before_it_is_signed_only(reviewer, approver):
    batch = signed_batch(approver, [recommended(reviewer)])

    with pytest.raises(TransitionNotAllowed):
        letters.write_letter(batch=batch, zh="太晚", en="too late", by=approver, at=now())


def test_a_text_is_offered_at_the_place_and_below_until_it_is_retired(approver):
    text = write(approver)
    assert list(CannedText.objects.offered(street().pk, TextUse.REJECT)) == [text]
    assert not CannedText.objects.offered(other_street().pk, TextUse.REJECT).exists()
    assert not CannedText.objects.offered(street().pk, TextUse.RETURN).exists()
    with pytest.raises(canned_texts.TitleTaken):
        write(approver)

    canned_texts.retire(text=text, by=approver, at=now())

    assert not CannedText.objects.offered(street().pk, TextUse.REJECT).exists()
    with pytest.raises(TransitionNotAllowed):
        canned_texts.retire(text=text, by=approver, at=now())
    write(approver)


def test_only_who_decides_at_the_office_writes_its_texts(approver, reviewer, other_reviewer):
    for person, division in ((reviewer, None), (approver, other_street()), (other_reviewer, other_street())):
        with pytest.raises(PermissionDenied):
            write(person, division)
    with pytest.raises(PermissionDenied):
        canned_texts.retire(text=write(approver), by=reviewer, at=now())


def test_a_place_that_nothing_fills_in_is_refused(approver):
    with pytest.raises(canned_texts.UnknownPlace, match=r"\{Firma\}"):
        write(approver, zh="{Firma}请整改。")


def test_a_text_is_filled_in_for_the_case(reviewer):
    case = recommended(reviewer)

    words = letters.filled("{firm} · {number} · {heads}", case, at=now(), language="zh")

    assert words == f"{case.firm.name} · {case.number} · 3"
