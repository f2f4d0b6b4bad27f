import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import AuditEvent, Notification, Role
from reopening.halts import StandsStill
from reopening.models import Application, HaltKind
from reopening.services import halts
from supplies.models import Errand, ErrandStatus, EventKind, Lot, Order, Run, Stop, StopStatus
from supplies.services import deliveries, errands, lots, proof, runs
from supplies.services.hand_overs import Report
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def assigned_to_run(run: Run, **fields) -> Errand:
    return errands.assign(errand=makers.errand(**fields), run=run, by=makers.keeper(), at=now())


@pytest.fixture
def run_with_goods() -> Run:
    """A planned run that brings masks to one firm."""
    makers.received(1_000)
    makers.order()
    makers.published_round()
    return makers.run()


def say(stop: Stop, report: Report) -> None:
    event = deliveries.record(
        stop=stop, event_id=uuid.uuid4(), report=report, occurred_at=now(), by=makers.driver(), at=now()
    )
    assert event.outcome["accepted"], event.outcome


def handed_over(stop: Stop) -> None:
    stop = Stop.objects.get(pk=stop.pk)
    say(stop, Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三"))


def test_a_firm_asks_and_its_own_people_and_the_districts_officials_see_it(outsider):
    errand = makers.errand(accepted=False)
    elsewhere = UserFactory()
    AppointmentFactory(user=elsewhere, role=Role.DISPATCHER, division=other_street().parent)

    seen = {
        user.username: Errand.objects.visible_to(user).count()
        for user in (makers.member(errand.application), makers.keeper(), elsewhere, outsider)
    }

    assert errand.number.startswith("E-330106-")
    assert AuditEvent.objects.get(verb="errand.ask").data == {"what": "两箱口罩"}
    assert [*seen.values()] == [1, 1, 0, 0]


def test_strangers_ask_for_nothing_in_a_firms_name(outsider):
    with pytest.raises(PermissionDenied):
        errands.ask(application=makers.case(), what="x", fetch_from="y", bring_to="z", by=outsider, at=now())

    assert not Errand.objects.exists()


def test_what_a_draft_asks_for_is_heard_of_by_nobody_but_the_firm():
    errand = makers.errand(accepted=False)
    force(Application.objects.filter(pk=errand.application_id), status="draft")

    assert not Errand.objects.visible_to(makers.keeper()).exists()
    assert Errand.objects.visible_to(makers.member(errand.application)).exists()


def test_a_firm_that_stands_still_asks_for_nothing():
    case = makers.case()
    halts.begin_many([case], HaltKind.STOP, halts.Why(), by=makers.keeper(), at=now())

    with pytest.raises(StandsStill):
        makers.errand(application=case, accepted=False)


def test_a_declined_errand_says_why_and_the_firm_is_told():
    errand = makers.errand(accepted=False)
    with pytest.raises(errands.ReasonMissing):
        errands.decline(errand=errand, answer=" ", by=makers.keeper(), at=now())

    errands.decline(errand=errand, answer="too far", by=makers.keeper(), at=now())

    assert (errand.status, errand.answer) == (ErrandStatus.DECLINED, "too far")
    assert told(makers.member(errand.application)) == ["supplies.errand_declined"]


def test_a_person_gets_it_does_it_and_the_firm_is_told():
    errand = makers.errand()
    errands.assign(errand=errand, person=makers.driver(), by=makers.keeper(), at=now())
    assert told(makers.driver()) == ["supplies.errand_assigned"]
    assert Errand.objects.visible_to(makers.driver()).get() == errand

    errands.finish(errand=errand, answer="left with the guard", by=makers.driver(), at=now())

    assert (errand.status, errand.ended_by, errand.answer) == ("done", makers.driver(), "left with the guard")
    assert told(makers.member(errand.application)) == ["supplies.errand_accepted", "supplies.errand_done"]


def test_it_could_not_be_done_and_why():
    errand = errands.assign(errand=makers.errand(), person=makers.driver(), by=makers.keeper(), at=now())
    with pytest.raises(errands.BadReason):
        errands.fail(errand=errand, reason="tired", by=makers.driver(), at=now())

    errands.fail(errand=errand, reason="not_found", answer="moved away", by=makers.driver(), at=now())

    assert (errand.status, errand.fail_reason, errand.answer) == ("failed", "not_found", "moved away")
    assert told(makers.member(errand.application))[-1] == "supplies.errand_failed"


def test_only_who_has_it_and_who_keeps_the_place_say_how_it_ended():
    errand = errands.assign(errand=makers.errand(), person=makers.driver(), by=makers.keeper(), at=now())
    other = UserFactory()
    AppointmentFactory(user=other, role=Role.COURIER, division=makers.district())

    for nobody in (other, makers.member(errand.application)):
        with pytest.raises(PermissionDenied):
            errands.finish(errand=errand, by=nobody, at=now())


def test_it_goes_to_one_hand_that_may_carry_it(outsider):
    errand = makers.errand()
    for wrong, refusal in (
        ({}, errands.NobodyToGoTo),
        ({"person": outsider}, errands.DoesNotCarry),
    ):
        with pytest.raises(refusal):
            errands.assign(errand=errand, **wrong, by=makers.keeper(), at=now())

    assert Errand.objects.in_nobodys_hands().get() == errand


def test_a_run_that_goes_to_the_firm_takes_it_along(run_with_goods):
    stop = run_with_goods.stops.get()
    errand = assigned_to_run(run_with_goods, application=Order.objects.get().application)
    assert errand.stop == stop
    runs.depart(run=run_with_goods, by=makers.driver(), at=now())

    handed_over(stop)

    errand.refresh_from_db()
    assert (errand.status, errand.ended_by) == (ErrandStatus.DONE, makers.driver())
    assert list(proof.faults()) == []


def test_a_stop_whose_goods_were_held_stays_for_its_errand(run_with_goods):
    errand = assigned_to_run(run_with_goods, application=Order.objects.get().application)

    lots.hold(lot=Lot.objects.get(), reason="torn", by=makers.keeper(), at=now())

    assert run_with_goods.stops.get() == Errand.objects.get(pk=errand.pk).stop
    assert list(proof.faults()) == []


def test_a_run_that_does_not_goes_there_too_with_a_code_of_its_own(run_with_goods):
    errand = assigned_to_run(run_with_goods)
    stop = errand.stop
    assert (run_with_goods.stops.count(), stop.firm) == (2, errand.firm)
    assert runs.order_digest(run_with_goods) == Run.objects.get().plan_sha256
    runs.depart(run=run_with_goods, by=makers.driver(), at=now())

    for each in run_with_goods.stops.all():
        handed_over(each)
    runs.close(run=Run.objects.get(), by=makers.driver(), at=now())

    errand.refresh_from_db()
    assert errand.status == ErrandStatus.DONE
    assert told(makers.member(errand.application))[1:] == ["supplies.on_the_way", "supplies.errand_done"]
    assert list(proof.faults()) == []


def test_a_run_may_have_errands_alone(run_with_goods):
    run = run_with_goods
    errand = assigned_to_run(run)
    force(Application.objects.exclude(pk=errand.application_id), status="revoked")

    runs.depart(run=run, by=makers.driver(), at=now())
    handed_over(run.stops.get())

    errand.refresh_from_db()
    assert errand.status == ErrandStatus.DONE
    assert list(proof.faults()) == []


def test_a_stop_that_failed_fails_its_errand_for_the_same_reason(run_with_goods):
    errand = assigned_to_run(run_with_goods)
    runs.depart(run=run_with_goods, by=makers.driver(), at=now())

    say(errand.stop, Report(EventKind.FAIL, reason="nobody_there"))

    errand.refresh_from_db()
    assert (errand.status, errand.fail_reason) == (ErrandStatus.FAILED, "nobody_there")
    assert Stop.objects.get(pk=errand.stop_id).status == StopStatus.FAILED


def test_while_a_run_has_it_only_the_stop_says_how_it_ended(run_with_goods):
    errand = assigned_to_run(run_with_goods)

    for end in (errands.finish, lambda **words: errands.fail(reason="other", **words)):
        with pytest.raises(errands.EndsAtItsStop):
            end(errand=errand, by=makers.keeper(), at=now())


def test_it_leaves_a_run_that_has_not_left_and_its_empty_stop_goes(run_with_goods):
    errand = assigned_to_run(run_with_goods)

    errands.assign(errand=errand, person=makers.driver(), by=makers.keeper(), at=now())

    assert run_with_goods.stops.count() == 1
    assert (errand.stop, errand.assignee) == (None, makers.driver())
    assert runs.order_digest(run_with_goods) == Run.objects.get().plan_sha256


def test_given_to_the_run_that_has_it_it_keeps_its_stop(run_with_goods):
    errand = assigned_to_run(run_with_goods)
    before = errand.stop

    errands.assign(errand=errand, run=run_with_goods, by=makers.keeper(), at=now())

    errand.refresh_from_db()
    assert errand.stop == before
    assert run_with_goods.stops.count() == 2


def test_what_is_on_the_road_is_neither_moved_nor_cancelled(run_with_goods):
    errand = assigned_to_run(run_with_goods)
    runs.depart(run=run_with_goods, by=makers.driver(), at=now())

    with pytest.raises(errands.RunHasLeft):
        errands.assign(errand=errand, person=makers.driver(), by=makers.keeper(), at=now())
    with pytest.raises(errands.RunHasLeft):
        errands.assign(errand=makers.errand(), run=run_with_goods, by=makers.keeper(), at=now())
    with pytest.raises(errands.OnTheRoad):
        errands.cancel(errand=errand, reason="no more", by=makers.member(errand.application), at=now())


def test_a_cancelled_run_leaves_its_errand_to_somebody_else(run_with_goods):
    errand = assigned_to_run(run_with_goods)

    runs.cancel(run=run_with_goods, reason="no vehicle", by=makers.keeper(), at=now())

    assert Errand.objects.in_nobodys_hands().get() == errand


def test_the_errand_of_a_firm_that_was_stopped_is_taken_off(run_with_goods):
    errand = assigned_to_run(run_with_goods)
    halts.begin_many([errand.application], HaltKind.STOP, halts.Why(), by=makers.keeper(), at=now())

    runs.depart(run=run_with_goods, by=makers.driver(), at=now())

    assert run_with_goods.stops.count() == 1
    assert Errand.objects.in_nobodys_hands().get() == errand


def test_the_firm_takes_it_back_with_a_reason_and_who_carries_it_hears():
    errand = errands.assign(errand=makers.errand(), person=makers.driver(), by=makers.keeper(), at=now())
    with pytest.raises(errands.ReasonMissing):
        errands.cancel(errand=errand, reason="", by=makers.member(errand.application), at=now())

    errands.cancel(errand=errand, reason="found some", by=makers.member(errand.application), at=now())

    assert errand.status == ErrandStatus.CANCELLED
    assert told(makers.driver())[-1] == "supplies.errand_cancelled"
