import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.models import Certificate, Decision, Outcome, StateNow
from approvals.models.decisions import digest_of
from approvals.queries.certificates import in_register
from approvals.services import chain, decisions, revocations, stops
from approvals.services.reasons import ReasonNeedsNote, UnknownReason
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from reopening.halts import fitting, halted_cases, halts_of
from reopening.models import Application, Halt
from reopening.services import halts
from reopening.services.halts import HaltedAlready, NotHalted
from tests.approvals.cases import amended, certified, claimed, opened
from tests.factories import AppointmentFactory, MembershipFactory

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["no_temperature_check"], "note": "入口无人测温，请配备测温员。"}


def now():
    return timezone.now()


def state(certificate):
    return Certificate.objects.get(pk=certificate.pk).state_on(shanghai_day(now()))


@pytest.fixture
def case(reviewer, approver, applicant):
    """A firm that has been open for five days."""
    return opened(reviewer, approver, applicant.firms.get()).application


def stop(case, by, **changes):
    return stops.stop(application=case, by=by, at=now(), **WHY | changes)


def test_a_stopped_firm_keeps_its_approval_and_its_certificate_counts_for_nothing(case, inspector, applicant):
    halt = stop(case, inspector)

    case.refresh_from_db()
    assert (case.status, halt.kind) == ("approved", "stop")
    assert state(case.certificates.get()) == StateNow.SUSPENDED
    assert not in_register().standing(shanghai_day(now())).exists()
    assert halt.reasons[0]["zh"] == "入口未测温或未登记"
    told = Notification.objects.get(user=applicant, kind="application.stopped")
    assert told.url == case.get_absolute_url()
    event = trail(case).last()
    assert (event.verb, event.actor, event.note) == ("application.stop", inspector, WHY["note"])
    assert event.data["reasons"] == ["no_temperature_check"]


def test_when_the_stop_ends_the_certificate_counts_again(case, inspector, applicant):
    stop(case, inspector)

    halt = stops.reopen(application=case, note="已整改，测温员到岗。", by=inspector, at=now())

    assert state(case.certificates.get()) == StateNow.VALID
    assert (halt.ended_by, halt.end_note) == (inspector, "已整改，测温员到岗。")
    assert Notification.objects.filter(user=applicant, kind="application.reopened").count() == 1


def test_what_is_stopped_is_not_stopped_again(case, inspector):
    stop(case, inspector)

    with pytest.raises(HaltedAlready):
        stop(case, inspector)
    assert Halt.objects.count() == 1


def test_a_stop_gives_way_to_a_seal_and_only_an_approver_takes_it_off(case, inspector, approver):
    stop(case, inspector)
    stops.seal(application=case, by=inspector, at=now(), **WHY)

    assert [halt.kind for halt in halts_of(case)] == ["seal"]
    with pytest.raises(NotHalted):
        stops.reopen(application=case, note="看过了", by=approver, at=now())
    with pytest.raises(PermissionDenied):
        stops.unseal(application=case, note="看过了", by=inspector, at=now())
    stops.unseal(application=case, note="看过了", by=approver, at=now())
    assert halts_of(case) == []


def test_the_firm_says_that_it_is_mended_and_who_stopped_it_is_told(case, inspector, applicant):
    with pytest.raises(NotHalted):
        halts.report_mended(application=case, words="好了", by=applicant, at=now())
    stop(case, inspector)

    halts.report_mended(application=case, words="测温员已到岗。", by=applicant, at=now())

    halt = Halt.objects.get()
    assert (halt.report, halt.reported_by, halt.ended_at) == ("测温员已到岗。", applicant, None)
    assert Notification.objects.filter(user=inspector, kind="application.reported_mended").count() == 1
    assert state(case.certificates.get()) == StateNow.SUSPENDED


@pytest.mark.parametrize("who", ["reviewer", "auditor", "other_reviewer", "applicant"])
def test_only_inspectors_and_approvers_of_the_place_stop(case, who, request):
    with pytest.raises(PermissionDenied):
        stop(case, request.getfixturevalue(who))


def test_an_inspector_does_not_stop_a_firm_of_their_own(case, inspector):
    MembershipFactory(user=inspector, firm=case.firm)

    with pytest.raises(PermissionDenied):
        stop(case, inspector)


def test_what_is_not_approved_is_not_stopped(reviewer, inspector):
    with pytest.raises(TransitionNotAllowed):
        stop(claimed(reviewer), inspector)


def test_reasons_are_those_of_the_policy(case, inspector):
    with pytest.raises(UnknownReason):
        stop(case, inspector, reasons=["because"])
    with pytest.raises(ReasonNeedsNote):
        stop(case, inspector, reasons=["other"], note="")
    assert not Halt.objects.exists()


def test_a_stop_stays_on_the_case_when_the_next_version_is_approved(case, reviewer, approver, inspector):
    stop(case, inspector)
    new = amended(case.certificates.get(), reviewer)

    certificate = decisions.approve(application=new, by=approver, at=now())

    assert state(certificate) == StateNow.SUSPENDED
    stops.reopen(application=new, note="已整改", by=inspector, at=now())
    assert state(certificate) == StateNow.VALID


def test_a_revocation_is_more_than_a_stop(case, inspector, approver):
    stop(case, inspector)

    revocations.revoke(certificate=case.certificates.get(), reason="拒不整改", by=approver, at=now())

    assert state(case.certificates.get()) == StateNow.REVOKED


def test_buttons_follow_what_is_in_force(case, inspector):
    verbs = ["stop", "seal", "reopen", "unseal", "report_mended", "amend"]

    assert fitting(verbs, halts_of(case)) == ["stop", "seal", "amend"]
    stop(case, inspector)
    assert fitting(verbs, halts_of(case)) == ["seal", "reopen", "report_mended", "amend"]
    stops.seal(application=case, by=inspector, at=now(), **WHY)
    assert fitting(verbs, halts_of(case)) == ["unseal", "report_mended", "amend"]


def test_which_of_many_cases_stand_still_is_one_query(
    case, inspector, reviewer, approver, django_assert_num_queries
):
    other = certified(reviewer, approver).application
    stop(case, inspector)

    with django_assert_num_queries(1):
        assert halted_cases([case.case_key, other.case_key]) == {case.case_key}


@pytest.mark.parametrize("column", ["kind", "note", "reasons", "begun_at"])
def test_the_database_refuses_to_rewrite_a_halt_or_to_delete_it(case, inspector, column):
    halt = stop(case, inspector)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Halt.objects.update(**{column: now() if column == "begun_at" else "x"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        halt.delete()


def test_the_database_refuses_to_revive_what_has_ended(case, inspector):
    stop(case, inspector)
    stops.reopen(application=case, note="已整改", by=inspector, at=now())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Halt.objects.update(ended_at=None, ended_by=None)


# --- The chain of decisions --------------------------------------------------------


def test_each_decision_answers_the_one_before_and_holds_its_digest(case, inspector):
    stop(case, inspector)
    stops.reopen(application=case, note="已整改", by=inspector, at=now())

    rows = list(case.decisions.select_related("answers").order_by("sequence"))

    assert [row.outcome for row in rows] == [Outcome.APPROVED, Outcome.STOPPED, Outcome.REOPENED]
    assert [row.answers for row in rows] == [None, rows[0], rows[1]]
    assert rows[1].digest == digest_of(rows[1], rows[0].digest)
    assert chain.verify(rows) is None


def test_a_decision_altered_by_hand_is_found(case, inspector):
    stop(case, inspector)
    rows = list(case.decisions.select_related("answers").order_by("sequence"))

    rows[1].note = "另一句话"

    assert chain.verify(rows) == rows[1]


def test_the_first_decision_on_a_version_answers_the_last_on_the_one_before(
    case, inspector, reviewer, approver
):
    stop(case, inspector)
    new = amended(case.certificates.get(), reviewer)
    decisions.approve(application=new, by=approver, at=now())

    first = new.decisions.get()

    assert first.sequence == 1
    assert first.answers == case.decisions.get(outcome=Outcome.STOPPED)
    assert chain.verify([first]) is None


def test_many_are_revoked_in_a_fixed_number_of_queries_each_with_its_result(
    reviewer, approver, django_assert_num_queries
):
    certificates = [certified(reviewer, approver) for _ in range(4)]
    revocations.revoke(certificate=certificates[0], reason="停工", by=approver, at=now())

    with django_assert_num_queries(23):
        refused = revocations.revoke_many(
            certificates, reason="撤回批次", by=approver, at=now(), outcome=Outcome.ROLLED_BACK
        )

    assert {key: type(why) for key, why in refused.items()} == {certificates[0].pk: TransitionNotAllowed}
    assert set(Certificate.objects.values_list("status", flat=True)) == {"revoked"}
    assert Application.objects.filter(status="revoked").count() == 4
    assert Decision.objects.filter(outcome=Outcome.ROLLED_BACK).count() == 3
    assert {row.revocation_reason for row in Certificate.objects.exclude(pk=certificates[0].pk)} == {
        "撤回批次"
    }


def test_of_many_those_elsewhere_are_left_alone(reviewer, approver, other_reviewer):
    AppointmentFactory(
        user=other_reviewer, role=Role.APPROVER, division=other_reviewer.appointments.get().division
    )
    certificate = certified(reviewer, approver)

    refused = revocations.revoke_many([certificate], reason="撤回", by=other_reviewer, at=now())

    assert isinstance(refused[certificate.pk], PermissionDenied)
    assert state(certificate) != StateNow.REVOKED
