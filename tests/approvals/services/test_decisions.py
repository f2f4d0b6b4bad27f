from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from approvals.models import Certificate, Decision, Outcome
from approvals.services import decisions
from approvals.services.certificates import Unprintable
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Notification
from core.numbers import number_in
from reopening.models import ApplicationStatus
from tests.approvals.cases import recommended
from tests.factories import FirmFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_an_approval_leaves_decision_certificate_audit_and_message(applicant, reviewer, approver):
    application = recommended(reviewer, applicant.firms.get())
    at = timezone.now()

    certificate = decisions.approve(application=application, by=approver, at=at)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED
    assert application.decisions.get().outcome == Outcome.APPROVED
    assert application.decisions.get().snapshot_digest == application.snapshot_digest
    assert (certificate.issued_by, certificate.issued_at) == (approver, at)
    assert number_in(certificate.number) == certificate.number
    assert [event.verb for event in trail(certificate)] == ["certificate.issue"]
    assert Notification.objects.filter(user=applicant, kind="application.approved").count() == 1


def test_the_certificate_speaks_of_the_judged_submission_not_of_later_edits(reviewer, approver):
    application = recommended(reviewer)
    judged = application.firm.name
    application.firm.name = "后来改名有限公司"
    application.firm.save()

    certificate = decisions.approve(application=application, by=approver, at=timezone.now())

    assert certificate.firm_name == judged
    assert certificate.wording["facts"][0]["value"]["zh"] == judged
    assert certificate.headcount_limit == application.heads_on_site
    assert certificate.valid_from == application.opens_on
    assert certificate.valid_until == application.opens_on + timedelta(days=180)


def test_an_opening_day_that_has_passed_moves_to_the_day_of_the_decision(reviewer, approver):
    application = recommended(reviewer)
    later = timezone.now() + timedelta(days=30)

    certificate = decisions.approve(application=application, by=approver, at=later)

    assert certificate.valid_from == shanghai_day(later)


def test_a_firm_short_of_masks_is_approved_under_a_condition(reviewer, approver):
    application = recommended(reviewer, masks=1)

    certificate = decisions.approve(application=application, by=approver, at=timezone.now())

    condition = application.conditions.get()
    assert (condition.kind, condition.detail, condition.status) == ("supplies_delivered", "mask", "open")
    assert "口罩" in certificate.wording["conditions"]["items"][0]["zh"]
    assert condition.due_on == shanghai_day(timezone.now()) + timedelta(days=7)


def test_a_firm_with_enough_masks_has_no_condition(reviewer, approver):
    application = recommended(reviewer)

    decisions.approve(application=application, by=approver, at=timezone.now())

    assert not application.conditions.exists()


def test_numbers_of_one_district_and_day_follow_each_other(reviewer, approver):
    at = timezone.now()
    numbers = [
        decisions.approve(application=recommended(reviewer), by=approver, at=at).number for _ in range(3)
    ]

    assert [number.split("-")[2] for number in numbers] == ["0001", "0002", "0003"]


def test_a_name_no_typeface_can_draw_is_refused_and_nothing_remains(reviewer, approver):
    application = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))

    with pytest.raises(Unprintable, match="U\\+31350"):
        decisions.approve(application=application, by=approver, at=timezone.now())

    application.refresh_from_db()
    assert application.status == ApplicationStatus.RECOMMENDED
    assert not Decision.objects.exists()
    assert not Certificate.objects.exists()


def test_an_approver_never_decides_on_their_own_firm(reviewer, approver):
    application = recommended(reviewer)
    MembershipFactory(user=approver, firm=application.firm)

    with pytest.raises(PermissionDenied):
        decisions.approve(application=application, by=approver, at=timezone.now())


def test_a_reviewer_cannot_decide(reviewer):
    application = recommended(reviewer)

    with pytest.raises(PermissionDenied):
        decisions.approve(application=application, by=reviewer, at=timezone.now())


def test_a_rejection_keeps_its_reasons_and_is_final(applicant, reviewer, approver):
    application = recommended(reviewer, applicant.firms.get())

    decision = decisions.reject(
        application=application, reasons=["untrue"], note="名册与实际不符。", by=approver, at=timezone.now()
    )

    assert (decision.outcome, decision.reasons[0]["code"]) == (Outcome.REJECTED, "untrue")
    assert Notification.objects.filter(user=applicant, kind="application.rejected").exists()
    with pytest.raises(TransitionNotAllowed):
        decisions.approve(application=application, by=approver, at=timezone.now())


def test_the_database_keeps_one_decision_per_case_and_never_changes_it(reviewer, approver):
    application = recommended(reviewer)
    decision = decisions.reject(
        application=application, reasons=["not_here"], note="", by=approver, at=timezone.now()
    )

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(outcome=Outcome.APPROVED)
    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)
