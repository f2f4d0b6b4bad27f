"""Conditions by their days: reminded, overdue, stopped or lapsed; each once, whoever looks how often."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from approvals.models import Decision
from approvals.services import revocations, stops
from approvals.services.due_conditions import act_on_due, end_stops
from core.audit import trail
from core.dates import SHANGHAI, shanghai_day
from core.models import Notification
from core.services.desk import the_desk
from reopening.counts import differences
from reopening.models import Application, Condition, Halt
from reopening.services.conditions import fulfil
from reopening.transitions import APPLICATION
from tests.approvals.conditions_due import DAY, ask, noon, policy, with_condition
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def told(kind: str) -> int:
    return Notification.objects.filter(kind=kind).count()


def verbs(case: Application) -> list[str]:
    return [event.verb for event in trail(case) if event.verb.startswith("condition.")]


@pytest.fixture
def condition(reviewer, approver):
    policy()
    row = with_condition(reviewer, approver)
    MembershipFactory(firm=row.application.firm)
    return row


def run(day, times: int = 2) -> int:
    done = 0
    for _time in range(times):
        done += act_on_due(at=noon(day))
        end_stops(at=noon(day))
    return done


def test_the_firm_is_reminded_once_at_each_mark(condition):
    due = condition.due_on
    reminders = []
    for before in range(9, -1, -1):
        seen = told("condition.reminder")
        run(due - before * DAY)
        if told("condition.reminder") > seen:
            reminders.append(before)

    assert reminders == [3, 1]
    assert verbs(condition.application) == ["condition.set", "condition.remind", "condition.remind"]


def test_a_run_that_comes_late_reminds_once_of_all_marks(condition):
    run(condition.due_on)

    assert verbs(condition.application).count("condition.remind") == 1
    assert Condition.objects.get().acts_on == condition.due_on + DAY


def test_its_own_day_is_in_time_to_the_last_second_in_shanghai(condition):
    last = datetime.combine(condition.due_on, time(23, 59, 59), tzinfo=SHANGHAI)
    act_on_due(at=last)
    assert Condition.objects.get().overdue_at is None

    act_on_due(at=last + timedelta(seconds=1))
    assert Condition.objects.get().overdue_at == last + timedelta(seconds=1)


def test_overdue_is_marked_once_and_the_firm_and_its_office_are_told(condition, reviewer, approver):
    for late in (1, 1, 2, 30):
        run(condition.due_on + late * DAY)

    row = Condition.objects.get()
    assert (row.status, row.acts_on) == ("open", None)
    assert verbs(row.application).count("condition.overdue") == 1
    members = row.application.firm.members.count()
    assert told("condition.overdue") == members
    office = Notification.objects.filter(kind="conditions.overdue")
    assert {note.user for note in office} >= {reviewer}
    assert all(note.params == {"count": 1} for note in office)
    assert not Halt.objects.exists()
    assert Application.objects.get(pk=row.application_id).status == "approved"


def test_what_was_met_is_left_alone(condition, approver):
    fulfil(application=condition.application, kind=condition.kind, by=approver, at=timezone.now())

    assert run(condition.due_on + DAY) == 0
    assert told("condition.reminder") == told("condition.overdue") == 0


def test_conditions_of_an_approval_taken_back_are_left_alone(condition, approver):
    certificate = condition.application.certificates.get()
    revocations.revoke(certificate=certificate, reason="不符", by=approver, at=timezone.now())

    assert run(condition.due_on + DAY) == 0
    assert told("condition.overdue") == 0


@pytest.fixture
def stopping(reviewer, approver):
    policy("stop")
    return with_condition(reviewer, approver)


def test_a_firm_is_stopped_the_day_after_and_opened_once_the_condition_is_met(stopping, approver):
    late = stopping.due_on + DAY
    run(late)

    halt = Halt.objects.get()
    assert (halt.kind, halt.condition, halt.begun_by) == ("stop", stopping, the_desk())
    assert [reason["code"] for reason in halt.reasons] == ["condition_overdue"]
    decision = Decision.objects.order_by("pk").last()
    assert (decision.outcome, decision.rule["condition"]) == ("stopped", "mask")

    fulfil(application=stopping.application, kind=stopping.kind, by=approver, at=noon(late))
    run(late)

    assert Halt.objects.get().ended_by == the_desk()
    assert Decision.objects.order_by("pk").last().outcome == "reopened"
    assert told("application.stopped") == told("application.reopened")


def test_a_firm_that_is_stopped_by_hand_is_not_stopped_twice_nor_opened_by_the_desk(stopping, approver):
    case = Application.objects.get(pk=stopping.application_id)
    stops.stop(application=case, reasons=["masks_missing"], note="", by=approver, at=timezone.now())

    run(stopping.due_on + DAY)
    fulfil(application=case, kind=stopping.kind, by=approver, at=noon(stopping.due_on + DAY))
    run(stopping.due_on + DAY)

    assert Halt.objects.get().ended_at is None


def test_of_two_overdue_conditions_the_second_keeps_the_firm_closed(reviewer, approver):
    policy("stop", items=[])
    first = with_condition(reviewer, approver)
    ask(first.application, approver, detail="thermometer")
    run(first.due_on + DAY)
    assert Halt.objects.get().condition == first

    fulfil(application=first.application, kind=first.kind, detail="mask", by=approver, at=noon(first.due_on))
    run(first.due_on + DAY)

    assert [halt.condition.detail for halt in Halt.objects.in_force()] == ["thermometer"]


@pytest.fixture
def lapsing(reviewer, approver):
    policy("lapse")
    return with_condition(reviewer, approver)


def test_the_approval_ends_the_day_after(lapsing):
    run(lapsing.due_on + DAY)

    case = Application.objects.get(pk=lapsing.application_id)
    certificate = case.certificates.get()
    assert (case.status, certificate.status) == ("revoked", "revoked")
    assert certificate.revoked_by == the_desk()
    assert "逾期" in certificate.revocation_reason
    decision = Decision.objects.order_by("pk").last()
    assert (decision.outcome, decision.rule["due_on"]) == ("lapsed", str(lapsing.due_on))
    assert [event.verb for event in trail(case)].count("application.lapse") == 1
    assert list(differences()) == []


def test_a_firm_whose_approval_ends_is_not_told_to_meet_the_condition(lapsing):
    run(lapsing.due_on + DAY)

    assert told("certificate.lapsed") > 0
    assert told("certificate.revoked") == told("condition.overdue") == 0


def test_why_an_approval_ended_is_said_in_the_language_of_the_reader(lapsing, client, approver):
    run(lapsing.due_on + DAY)
    case = lapsing.application
    pages = [
        (case.firm.members.first(), "/inbox/"),
        (approver, case.certificates.get().get_absolute_url()),
        (approver, reverse("approvals:case", args=[case.public_id])),
    ]

    for reader, address in pages:
        client.force_login(reader)
        page = client.get(address).text
        assert "not met in time" in page
        assert "逾期" not in page


def test_an_approval_that_lapsed_can_be_given_back_and_does_not_lapse_again(lapsing, approver):
    run(lapsing.due_on + DAY)
    certificate = lapsing.application.certificates.get()

    revocations.reinstate(certificate=certificate, note="已补齐", by=approver, at=timezone.now())
    run(lapsing.due_on + 9 * DAY)

    assert Application.objects.get(pk=lapsing.application_id).status == "approved"


def test_nobody_but_the_desk_lets_an_approval_lapse(lapsing, approver):
    case = Application.objects.get(pk=lapsing.application_id)

    with (
        pytest.raises(PermissionDenied),
        APPLICATION.transition(case, "lapse", by=approver, at=timezone.now()),
    ):
        pass


def test_a_chunk_costs_the_same_however_many(reviewer, approver, django_assert_max_num_queries):
    policy()
    rows = [with_condition(reviewer, approver) for _number in range(3)]
    the_desk()
    mark = rows[0].due_on - 3 * DAY

    with django_assert_max_num_queries(17):
        assert act_on_due(at=noon(mark)) == 3


def test_chunks_go_on_until_nothing_is_due(reviewer, approver):
    policy()
    rows = [with_condition(reviewer, approver) for _number in range(3)]
    day = rows[0].due_on + DAY

    assert [act_on_due(at=noon(day), limit=2) for _time in range(3)] == [2, 1, 0]


def test_what_is_due_is_found_by_its_index(condition):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Condition.objects.filter(status="open", acts_on__lte=shanghai_day(timezone.now()))
        assert "condition_acts" in plan.order_by("acts_on", "pk").explain()
