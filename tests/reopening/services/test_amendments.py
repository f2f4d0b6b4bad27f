from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.services import decisions, revocations
from core.audit import trail
from core.errors import TransitionNotAllowed
from reopening.models import AmendmentKind, Application, StaffMember
from reopening.services import amendments, applications, versions
from reopening.services.sections import edit
from reopening.versions import changes_of, staff_changes, versions_of
from tests.approvals.cases import amended, amendment, opened
from tests.factories import other_street
from tests.states import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(applicant, reviewer, approver):
    return opened(reviewer, approver, applicant.firms.get())


@pytest.fixture
def approved(certificate):
    return Application.objects.get(pk=certificate.application_id)


def amend(application, by, kind=AmendmentKind.ADD_STAFF, note=""):
    return amendments.amend(application=application, kind=kind, note=note, by=by, at=timezone.now())


def test_a_new_version_stands_beside_the_old_one(approved, applicant, certificate):
    new = amend(approved, applicant)

    approved.refresh_from_db()
    certificate.refresh_from_db()
    assert (new.amends, new.version, new.case_key) == (approved, 2, approved.case_key)
    assert (new.status, approved.status, certificate.status) == ("draft", "approved", "valid")
    assert new.opens_on == approved.opens_on
    assert new.staff.count() == approved.staff.count()
    assert trail(approved).last().data == {"kind": "add_staff", "version": 2}


def test_nothing_changed_is_refused(approved, applicant):
    new = amend(approved, applicant)

    with pytest.raises(versions.NothingChanged):
        applications.submit(application=new, committed=True, by=applicant, at=timezone.now())

    new.refresh_from_db()
    assert new.status == "draft"


def test_the_new_version_keeps_the_number_of_its_case(certificate, approved, reviewer):
    new = amended(certificate, reviewer)

    assert new.number == f"{approved.number}-V2"


def test_what_differs_is_named_and_frozen_with_the_submission(certificate, reviewer):
    new = amended(certificate, reviewer, staff=2)

    found = changes_of(Application.objects.get(pk=new.pk))
    assert {(each.path, each.before, each.after) for each in found.fields} == {
        ("heads_on_site", 3, 5),
        ("firm.staff_total", 3, 5),
    }
    assert found.staff.added == {"D": 2}
    StaffMember.objects.filter(application=new).delete()
    assert changes_of(Application.objects.get(pk=new.pk)) == found


def test_people_taken_off_and_corrected_are_counted(approved, applicant):
    new = amend(approved, applicant)
    first, second, third = new.staff.order_by("pk")
    first.delete()
    StaffMember.objects.filter(pk=second.pk).update(post="门卫")
    StaffMember.objects.filter(pk=third.pk).update(class_code="A")

    with pytest.raises(applications.NotReady):
        applications.submit(application=new, committed=True, by=applicant, at=timezone.now())
    counts = staff_changes(new)

    assert (counts.removed, counts.edited, counts.moved) == ({"D": 1}, 1, 1)


def test_something_else_needs_a_sentence(approved, applicant):
    with pytest.raises(amendments.NoteNeeded):
        amend(approved, applicant, AmendmentKind.OTHER, " ")


def test_only_one_amendment_is_open_at_a_time(approved, applicant):
    amend(approved, applicant)

    with pytest.raises(applications.AlreadyOpen):
        amend(approved, applicant)


def test_only_the_firm_amends(approved, outsider, reviewer):
    for stranger in (outsider, reviewer):
        with pytest.raises(PermissionDenied):
            amend(approved, stranger)


def test_what_was_revoked_is_not_amended(approved, applicant, approver, certificate):
    revocations.revoke(certificate=certificate, reason="停工", by=approver, at=timezone.now())

    with pytest.raises(TransitionNotAllowed):
        amend(approved, applicant)


def test_after_the_approved_version_is_revoked_the_amendment_is_neither_submitted_nor_approved(
    certificate, applicant, approver, reviewer
):
    waiting = amended(certificate, reviewer)
    revocations.revoke(certificate=certificate, reason="停工", by=approver, at=timezone.now())

    with pytest.raises(versions.AmendedGone):
        decisions.approve(application=waiting, by=approver, at=timezone.now())

    waiting.refresh_from_db()
    assert waiting.status == "recommended"
    applications.withdraw(application=waiting, by=applicant, at=timezone.now())


def test_a_draft_of_a_revoked_version_is_not_submitted(certificate, applicant, approver):
    new = amendment(certificate)
    revocations.revoke(certificate=certificate, reason="停工", by=approver, at=timezone.now())

    with pytest.raises(versions.AmendedGone):
        applications.submit(
            application=Application.objects.get(pk=new.pk), committed=True, by=applicant, at=timezone.now()
        )


def test_a_new_opening_day_keeps_the_lead_time_and_the_approved_one_does_not_need_to(certificate, applicant):
    new = amendment(certificate)
    tomorrow = timezone.localdate() + timedelta(days=1)
    edit(application=new, changes={"opens_on": tomorrow}, by=applicant, at=timezone.now())

    with pytest.raises(applications.NotReady) as refusal:
        applications.submit(application=new, committed=True, by=applicant, at=timezone.now())

    assert [each["code"] for each in refusal.value.errors] == ["lead_time"]


def test_an_amendment_stays_at_its_place(certificate, applicant):
    new = amendment(certificate)

    with pytest.raises(ValidationError, match="stays at its place"):
        edit(application=new, changes={"division": other_street()}, by=applicant, at=timezone.now())


def test_a_rejected_amendment_leaves_the_approved_version_as_it_is(
    certificate, approved, applicant, approver, reviewer
):
    waiting = amended(certificate, reviewer)
    decisions.reject(application=waiting, reasons=["untrue"], note="人数不符", by=approver, at=timezone.now())

    approved.refresh_from_db()
    certificate.refresh_from_db()
    assert (approved.status, certificate.status) == ("approved", "valid")
    third = amend(approved, applicant)
    assert third.version == 3
    assert [each.version for each in versions_of(approved)] == [3, 2, 1]


def test_the_database_refuses_two_approved_versions_of_one_case(certificate, approved, reviewer):
    waiting = amended(certificate, reviewer)

    with pytest.raises(IntegrityError), transaction.atomic():
        force(Application.objects.filter(pk=waiting.pk), status="approved")
