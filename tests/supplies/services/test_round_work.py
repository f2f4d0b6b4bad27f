"""The acts of a round in the background: asked for once, done once, refused in words; the table decides."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from core import background
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Appointment, Job, JobState, Notification
from core.refusals import sentence_of
from supplies.models import Balance, Round, RoundItem, RoundStatus
from supplies.services import round_work, rounds
from supplies.transitions import ROUND
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def stocked():
    makers.received(300)
    makers.order()


def a_draft() -> Round:
    at = NOW()
    return rounds.create(division=makers.district(), day=shanghai_day(at), by=makers.keeper(), at=at)


def begin(round_: Round, act: str) -> Job:
    return round_work.begin(round_=round_, act=act, by=makers.keeper(), at=NOW())


def acts_of(round_: Round) -> list[str]:
    return [event.verb.removeprefix("round.") for event in trail(round_)]


def test_each_act_waits_for_the_worker_and_is_then_done_by_whoever_asked(stocked):
    round_ = a_draft()

    for act, reached in (("freeze", "frozen"), ("compute", "computed"), ("publish", "published")):
        before = round_.status
        begin(round_, act)
        round_.refresh_from_db()
        assert (round_.status, round_.doing, round_.is_at_work) == (before, act, True)
        assert ROUND.verbs_for(round_, by=makers.keeper()) == []
        background.run_waiting()
        round_.refresh_from_db()
        assert (round_.status, round_.doing, round_.is_at_work) == (reached, "", False)

    assert acts_of(round_) == ["create", "freeze", "compute", "publish"]
    assert {event.actor for event in trail(round_)} == {makers.keeper()}
    assert Balance.objects.get(place=makers.place()).reserved == 300


def test_pressed_twice_it_is_one_job_and_nothing_else_begins_meanwhile(stocked):
    round_ = makers.frozen_round()

    first = begin(round_, "compute")
    again = begin(Round.objects.get(pk=round_.pk), "compute")

    assert first == again
    for act in ("freeze", "publish"):
        with pytest.raises(rounds.AtWork):
            begin(Round.objects.get(pk=round_.pk), act)
    with pytest.raises(rounds.AtWork):
        rounds.cancel(round_=Round.objects.get(pk=round_.pk), reason="x", by=makers.keeper(), at=NOW())
    assert Job.objects.filter(task="supplies.tasks.work_on_round").count() == 1


def test_a_worker_that_dies_after_the_commit_does_not_do_it_again(stocked):
    round_ = a_draft()
    job = begin(round_, "freeze")
    background.run_waiting()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, finished_at=None)  # its end was not put down

    background.run_waiting()

    assert acts_of(round_) == ["create", "freeze"]
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_the_table_decides_at_the_desk(stocked, courier):
    round_ = a_draft()

    for act in ("compute", "publish"):
        with pytest.raises(TransitionNotAllowed):
            begin(round_, act)
    with pytest.raises(PermissionDenied):
        round_work.begin(round_=round_, act="freeze", by=courier, at=NOW())

    assert not Job.objects.filter(task="supplies.tasks.work_on_round").exists()


def test_a_refusal_is_kept_in_both_languages_and_told_and_the_round_can_go_on(stocked):
    round_ = makers.computed_round()
    begin(round_, "publish")
    makers.received(50)
    Balance.objects.filter(place=makers.place()).update(on_hand=100)

    background.run_waiting()

    round_.refresh_from_db()
    assert (round_.status, round_.doing) == (RoundStatus.COMPUTED, "")
    assert (round_.refusal["act"], round_.refusal["code"]) == ("publish", "facts_moved")
    with override("zh-hans"):
        assert "冻结" in sentence_of(round_.refusal)
    with override("en"):
        assert "Please freeze it again" in sentence_of(round_.refusal)
    assert Notification.objects.get(kind="supplies.round_refused").user == makers.keeper()
    assert "publish" not in acts_of(round_)
    assert {"freeze", "publish"} <= set(ROUND.verbs_for(round_, by=makers.keeper()))
    begin(round_, "freeze")
    background.run_waiting()
    round_.refresh_from_db()
    assert (round_.status, round_.refusal) == (RoundStatus.FROZEN, None)


def test_nothing_to_share_leaves_a_draft(stocked):
    makers.Order.objects.get().lines.update(is_settled=True)
    round_ = a_draft()
    begin(round_, "freeze")

    background.run_waiting()

    round_.refresh_from_db()
    assert (round_.status, round_.refusal["code"], round_.input_sha256) == ("draft", "nothing_to_share", "")


def test_whoever_has_lost_the_post_meanwhile_does_nothing(stocked):
    round_ = a_draft()
    begin(round_, "freeze")
    Appointment.objects.filter(user=makers.keeper()).delete()

    background.run_waiting()

    round_.refresh_from_db()
    assert (round_.status, round_.refusal["code"]) == ("draft", "not_allowed")


def test_work_that_fails_for_good_can_be_asked_for_again(stocked):
    round_ = makers.frozen_round()
    RoundItem.objects.update(use_per=0)
    failed = begin(round_, "compute")
    Job.objects.filter(pk=failed.pk).update(max_attempts=1)
    background.run_waiting()
    round_.refresh_from_db()
    assert (Job.objects.get(pk=failed.pk).state, round_.status) == (JobState.FAILED, "frozen")
    assert "compute" in ROUND.verbs_for(round_, by=makers.keeper())

    RoundItem.objects.update(use_per=1)
    second = begin(round_, "compute")
    background.run_waiting()

    round_.refresh_from_db()
    assert (second == failed, round_.status, round_.doing) == (False, "computed", "")
