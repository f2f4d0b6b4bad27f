import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from approvals.models import BatchMember, DeficiencyNotice
from approvals.services import filling, review
from approvals.services.reasons import NoReason, ReasonNeedsNote, UnknownReason
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from reopening.models import ApplicationStatus
from reopening.services import applications
from reopening.services.applications import NotAReviewer
from tests.approvals.cases import claimed, draft_batch, recommended
from tests.factories import AppointmentFactory, MembershipFactory, UserFactory, submitted_application
from tests.personas import official

pytestmark = pytest.mark.django_db


def test_claiming_a_claimed_case_is_refused_and_says_who_has_it(reviewer):
    application = claimed(reviewer)
    colleague = AppointmentFactory(role=Role.REVIEWER, division=application.division, user=UserFactory()).user

    with pytest.raises(TransitionNotAllowed, match=f"{reviewer} took this case first"):
        review.claim(application=application, by=colleague, at=timezone.now())
    with pytest.raises(TransitionNotAllowed, match="You have this case already"):
        review.claim(application=application, by=reviewer, at=timezone.now())


def test_who_comes_too_late_reads_what_has_become_of_the_case(reviewer, approver, applicant):
    application = claimed(reviewer, applicant.firms.get())
    applications.withdraw(application=application, by=applicant, at=timezone.now())

    with pytest.raises(TransitionNotAllowed) as refused:
        review.recommend(application=application, by=reviewer, at=timezone.now())

    assert str(refused.value) == "This can no longer be done: the record is “Withdrawn” now."
    with override("zh-hans"):
        assert "已撤回" in str(refused.value)


def test_a_reviewer_of_another_place_may_not_claim(other_reviewer):
    application = submitted_application()

    with pytest.raises(PermissionDenied):
        review.claim(application=application, by=other_reviewer, at=timezone.now())


def test_a_reviewer_never_handles_their_own_firm(reviewer):
    application = submitted_application()
    MembershipFactory(user=reviewer, firm=application.firm)

    with pytest.raises(PermissionDenied):
        review.claim(application=application, by=reviewer, at=timezone.now())


def test_a_released_case_waits_again(reviewer):
    application = claimed(reviewer)

    review.release(application=application, by=reviewer, at=timezone.now(), note="休假")

    assert (application.status, application.claimed_by) == (ApplicationStatus.SUBMITTED, None)


def test_handing_over_tells_the_colleague(reviewer):
    colleague = official(Role.REVIEWER, reviewer.appointments.get().division.parent)
    application = claimed(reviewer)

    review.hand_over(application=application, to=colleague, by=reviewer, at=timezone.now(), note="请接手")

    assert application.claimed_by == colleague
    assert Notification.objects.get(user=colleague).kind == "application.handed_over"


def test_a_case_cannot_be_handed_to_somebody_from_elsewhere(reviewer, other_reviewer):
    application = claimed(reviewer)

    with pytest.raises(NotAReviewer):
        review.hand_over(application=application, to=other_reviewer, by=reviewer, at=timezone.now())


def test_a_return_says_everything_once_in_the_words_of_the_policy(applicant, reviewer):
    application = claimed(reviewer, applicant.firms.get())

    notice = review.return_for_correction(
        application=application,
        reasons=["plan_too_thin", "roster_incomplete"],
        note="请补全方案。",
        by=reviewer,
        at=timezone.now(),
    )

    assert application.status == ApplicationStatus.RETURNED
    assert [reason["code"] for reason in notice.reasons] == ["roster_incomplete", "plan_too_thin"]
    assert notice.reasons[0]["zh"] == "员工名册不完整"
    assert notice.reasons[0]["section"] == "roster"
    assert Notification.objects.filter(user=applicant, kind="application.returned").count() == 1


@pytest.mark.parametrize(
    ("reasons", "note", "refusal"),
    [([], "", NoReason), (["made_up"], "", UnknownReason), (["other"], " ", ReasonNeedsNote)],
)
def test_a_return_without_proper_reasons_changes_nothing(reviewer, reasons, note, refusal):
    application = claimed(reviewer)

    with pytest.raises(refusal):
        review.return_for_correction(
            application=application, reasons=reasons, note=note, by=reviewer, at=timezone.now()
        )

    application.refresh_from_db()
    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert not DeficiencyNotice.objects.exists()


def test_a_notice_cannot_be_changed_or_removed(reviewer):
    application = claimed(reviewer)
    notice = review.return_for_correction(
        application=application, reasons=["plan_too_thin"], note="", by=reviewer, at=timezone.now()
    )

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DeficiencyNotice.objects.filter(pk=notice.pk).update(note="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        notice.delete()


def test_taking_a_case_back_takes_it_out_of_the_batch_being_prepared(reviewer, approver):
    application = recommended(reviewer)
    batch = draft_batch(approver, phase=application.phase)
    filling.add(batch=batch, applications=[application], by=approver, at=timezone.now())

    review.take_back(application=application, by=reviewer, at=timezone.now(), note="再核实")

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert not BatchMember.objects.exists()
