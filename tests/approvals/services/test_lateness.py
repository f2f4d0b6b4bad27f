"""Late answers: the case goes up by itself, or silence counts as yes; each once, whoever looks how often."""

from datetime import UTC, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Certificate, Decision
from approvals.services import certificates, decisions, lateness, review
from core.models import AuditEvent, Notification, Role, User
from core.services.desk import the_desk
from reopening.counts import differences
from reopening.models import Application, Escalation, PolicySet
from reopening.services import applications
from tests.approvals.cases import recommended
from tests.factories import city, policy_set, submitted_application
from tests.personas import official

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = {"zh": "测试", "en": "test"}
STEPS = [
    {"office": "district", "after_hours": 0, "ours": True, "why": WHY},
    {"office": "city", "after_hours": 24, "ours": True, "why": WHY},
]


def policy(*, deems: bool = False, steps=STEPS) -> PolicySet:
    """Hangzhou's set, in which late answers go to the district and a day later to the city."""
    row = policy_set()
    row.body |= {"answer": row.body["answer"] | {"deemed_acceptance": deems}, "escalation": steps}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


@pytest.fixture
def late_case(db) -> Application:
    policy()
    return submitted_application()


@pytest.fixture
def silent_case(db) -> Application:
    policy(deems=True)
    return submitted_application()


def fresh(case):
    return Application.objects.get(pk=case.pk)


def test_nothing_happens_before_the_answer_is_late(late_case):
    assert late_case.acts_at == late_case.due_at
    assert lateness.act_on_late(at=late_case.due_at - HOUR) == 0
    assert not Escalation.objects.exists()


def test_a_late_case_goes_up_once_and_a_day_later_once_more(late_case):
    due = late_case.due_at

    for at in (due + HOUR, due + HOUR, due + 2 * HOUR):
        lateness.act_on_late(at=at)
    case = fresh(late_case)
    assert (case.office_code, case.escalated_to, case.acts_at) == ("330106", "330106", due + 24 * HOUR)

    lateness.act_on_late(at=due + 25 * HOUR)
    lateness.act_on_late(at=due + 900 * HOUR)

    case = fresh(late_case)
    assert (case.office_code, case.escalated_to, case.acts_at) == ("3301", "3301", None)
    rows = Escalation.objects.order_by("pk").values_list("from_office", "office_code")
    assert list(rows) == [("330106002", "330106"), ("330106", "3301")]
    events = AuditEvent.objects.filter(verb="application.escalate")
    assert [event.data["office"] for event in events.order_by("sequence")] == ["330106", "3301"]
    assert {event.actor for event in events} == {the_desk()}
    assert list(differences()) == []


def test_a_machine_that_was_off_for_days_makes_up_for_both_steps(late_case):
    lateness.act_on_late(at=late_case.due_at + 99 * HOUR)

    assert Escalation.objects.count() == 2
    assert fresh(late_case).office_code == "3301"


def test_both_offices_and_the_firm_are_told(late_case, reviewer, approver):
    above = official(Role.REVIEWER, city())

    lateness.act_on_late(at=late_case.due_at + 25 * HOUR)

    told = {(row.user.username, row.kind) for row in Notification.objects.select_related("user")}
    member = late_case.firm.memberships.get().user
    assert (above.username, "cases.escalated") in told
    assert {(reviewer.username, "cases.handed_up"), (approver.username, "cases.handed_up")} <= told
    assert (member.username, "application.escalated") in told
    assert (above.username, "cases.handed_up") not in told


def test_many_cases_are_one_message_for_each_official(late_case, reviewer):
    submitted_application()
    submitted_application()

    lateness.act_on_late(at=late_case.due_at + 9 * HOUR)

    assert Notification.objects.get(user=reviewer).params == {"count": 3}


def test_who_reviews_above_takes_the_case_from_who_was_late(late_case, reviewer):
    review.claim(application=late_case, by=reviewer, at=timezone.now())
    above = official(Role.REVIEWER, city())
    with pytest.raises(PermissionDenied):
        review.take_up(application=fresh(late_case), by=above, at=timezone.now())
    lateness.act_on_late(at=late_case.due_at + 25 * HOUR)

    case = review.take_up(application=fresh(late_case), by=above, at=late_case.due_at + 26 * HOUR)

    assert (case.claimed_by, case.held_before, case.status) == (above, reviewer, "under_review")
    assert Notification.objects.filter(user=reviewer, kind="application.taken_up").exists()


def test_a_case_that_was_handed_up_stays_there_when_it_is_handed_in_again(late_case, reviewer):
    review.claim(application=late_case, by=reviewer, at=timezone.now())
    lateness.act_on_late(at=late_case.due_at + HOUR)
    case = fresh(late_case)
    review.return_for_correction(
        application=case, reasons=["other"], note="请补", by=reviewer, at=case.due_at + HOUR
    )
    member = case.firm.memberships.get().user

    case = applications.submit(application=case, committed=True, by=member, at=timezone.now())

    assert (case.office_code, case.escalated_to) == ("330106", "330106")


def test_while_the_firm_must_answer_nothing_goes_up(late_case, reviewer):
    review.claim(application=late_case, by=reviewer, at=timezone.now())
    review.return_for_correction(
        application=late_case, reasons=["other"], note="请补", by=reviewer, at=timezone.now()
    )

    assert lateness.act_on_late(at=late_case.due_at + 99 * HOUR) == 0


def test_silence_counts_as_yes_with_decision_certificate_and_rule(silent_case):
    at = silent_case.due_at + HOUR

    assert lateness.act_on_late(at=at) == 1
    assert lateness.act_on_late(at=at + HOUR) == 0

    case, decision = fresh(silent_case), Decision.objects.get()
    assert case.status == "approved"
    assert (decision.decided_by, decision.outcome) == (the_desk(), "approved")
    assert decision.rule == {
        "rule": "deemed_acceptance",
        "amount": 3,
        "unit": "working_days",
        "due_at": silent_case.due_at.astimezone(UTC).isoformat(),
        "policy": str(case.policy_set),
    }
    certificate = Certificate.objects.get()
    assert (certificate.application_id, certificate.issued_by) == (case.pk, the_desk())
    event = AuditEvent.objects.get(verb="application.deem")
    assert (event.actor, event.from_status, event.to_status) == (the_desk(), "submitted", "approved")
    assert Notification.objects.filter(kind="application.deemed").count() == 1
    assert not Escalation.objects.exists()
    assert list(differences()) == []


def test_an_answer_in_time_leaves_silence_nothing_to_say(silent_case, reviewer, approver):
    now = timezone.now()
    review.claim(application=silent_case, by=reviewer, at=now)
    review.recommend(application=silent_case, by=reviewer, at=now)
    decisions.approve(application=silent_case, by=approver, at=now)

    assert lateness.act_on_late(at=silent_case.due_at + HOUR) == 0
    assert Decision.objects.get().rule is None


def test_what_cannot_be_printed_goes_up_instead(silent_case, monkeypatch):
    def refuse(_text):
        raise certificates.Unprintable

    monkeypatch.setattr(certificates, "refuse_unprintable", refuse)

    lateness.act_on_late(at=silent_case.due_at + HOUR)

    case = fresh(silent_case)
    assert (case.status, case.escalated_to) == ("submitted", "330106")
    assert lateness.act_on_late(at=silent_case.due_at + 2 * HOUR) == 0


def test_a_policy_without_steps_leaves_late_cases_alone(reviewer, approver):
    policy(steps=[])
    case = recommended(reviewer)

    assert case.acts_at is None
    assert lateness.act_on_late(at=case.due_at + HOUR) == 0


def test_nobody_can_sign_in_as_the_desk(client):
    desk = the_desk()

    assert (desk.is_active, desk.has_usable_password()) == (False, False)
    assert the_desk().pk == desk.pk
    assert str(desk) == "Reopening Desk, by the rule"
    assert User.objects.filter(username=desk.username).count() == 1


def test_the_number_of_queries_does_not_grow_with_the_cases(late_case, django_assert_max_num_queries):
    for _number in range(6):
        submitted_application()
    the_desk()

    with django_assert_max_num_queries(28):
        assert lateness.act_on_late(at=late_case.due_at + HOUR) == 7
