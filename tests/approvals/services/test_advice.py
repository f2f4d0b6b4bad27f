from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.models import CaseNote, Question
from approvals.services import advice, notes
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from tests.approvals.cases import claimed
from tests.approvals.reviewing import colleague
from tests.factories import MembershipFactory, city, division

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def expert(reviewer):
    return colleague("fire.expert", Role.EXPERT, city())


@pytest.fixture
def case(reviewer):
    return claimed(reviewer)


def ask(case, by, *people, **said):
    said = {"text": "通风是否妥当？", "parts": ["plan"], "due_at": now() + timedelta(days=1)} | said
    return advice.ask(application=case, people=people, **said, by=by, at=now())


def test_each_of_several_is_asked_and_told_and_answers_alone(case, reviewer, expert, instructor):
    first, second = ask(case, reviewer, expert, instructor)

    advice.answer(question=first, text="妥当。", by=expert, at=now())

    assert (first.status, Question.objects.get(pk=second.pk).status) == ("answered", "open")
    assert Notification.objects.get(user=instructor).kind == "question.asked"
    assert Notification.objects.get(user=reviewer).kind == "question.answered"
    with pytest.raises(PermissionDenied):
        advice.answer(question=second, text="也妥当。", by=expert, at=now())


def test_an_answer_is_given_once_and_the_same_person_may_be_asked_again(case, reviewer, expert):
    (question,) = ask(case, reviewer, expert)
    with pytest.raises(advice.NothingSaid):
        advice.answer(question=question, text=" ", by=expert, at=now())
    advice.answer(question=question, text="妥当。", by=expert, at=now())

    with pytest.raises(TransitionNotAllowed):
        advice.answer(question=question, text="改主意了。", by=expert, at=now())
    ask(case, reviewer, expert, text="那么存放呢？")

    assert Question.objects.filter(person=expert).count() == 2


def test_only_advisers_of_the_place_who_do_not_belong_to_the_firm_are_asked(
    case, reviewer, expert, inspector
):
    MembershipFactory(user=expert, firm=case.firm)
    far = colleague("far", Role.EXPERT, division("44", "广东省", "Guangdong Province"))
    for person in (expert, inspector, far):
        with pytest.raises(advice.NotAnAdviser):
            ask(case, reviewer, person)
    with pytest.raises(advice.NotAnAdviser):
        ask(case, reviewer)


def test_only_who_handles_the_case_asks_and_in_time(case, reviewer, expert, other_reviewer, inspector):
    for person in (other_reviewer, inspector):
        with pytest.raises(PermissionDenied):
            ask(case, person, expert)
    with pytest.raises(advice.DueInThePast):
        ask(case, reviewer, expert, due_at=now() - timedelta(minutes=1))


def test_a_question_taken_back_is_not_answered(case, reviewer, expert):
    (question,) = ask(case, reviewer, expert)

    advice.withdraw(question=question, by=reviewer, at=now())

    with pytest.raises(TransitionNotAllowed):
        advice.answer(question=question, text="妥当。", by=expert, at=now())


def test_what_was_asked_cannot_be_changed_afterwards(case, reviewer, expert):
    (question,) = ask(case, reviewer, expert)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(text="另一个问题")


def test_who_is_mentioned_by_user_name_or_by_name_is_told_once(case, reviewer, inspector, approver):
    text = f"请 @{inspector.username} 与 @{approver.username} 看一下，@{inspector.username} 先去。"

    note = notes.write(application=case, text=text, by=reviewer, at=now())

    assert [person["username"] for person in note.mentioned] == [inspector.username, approver.username]
    told = Notification.objects.filter(kind="note.mentioned")
    assert sorted(told.values_list("user__username", flat=True)) == sorted(
        [inspector.username, approver.username]
    )
    assert told.first().url == f"/queue/{case.public_id}/#notes"


def test_a_name_that_is_nobodys_here_is_refused_and_nothing_is_kept(
    case, reviewer, other_reviewer, applicant
):
    for name in ("nobody", other_reviewer.username, applicant.username):
        with pytest.raises(notes.NobodyOfThisName, match=f"@{name}"):
            notes.write(application=case, text=f"@{name} 请看", by=reviewer, at=now())

    assert not CaseNote.objects.exists()


def test_a_note_cannot_be_changed_or_removed(case, reviewer):
    note = notes.write(application=case, text="等照片", by=reviewer, at=now())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CaseNote.objects.filter(pk=note.pk).update(text="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        note.delete()


def test_who_does_not_work_at_the_place_writes_nothing(case, other_reviewer, applicant, auditor):
    for person in (other_reviewer, applicant, auditor):
        with pytest.raises(PermissionDenied):
            notes.write(application=case, text="看看", by=person, at=now())
