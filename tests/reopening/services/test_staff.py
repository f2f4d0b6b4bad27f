from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from reopening.models import StaffMember
from reopening.screening import Answers
from reopening.services import staff
from tests.factories import ApplicationFactory, resident_id, submitted_application

TODAY = shanghai_day(timezone.now())
WELL = Answers(declared_on=TODAY)


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def person(serial=1, **values):
    known = {
        "name": "王小明",
        "resident_id": resident_id(serial),
        "mobile": "13800000000",
        "post": "质检",
        "place": "",
        "on_site": True,
    }
    return known | values


def add(draft, by, answers=WELL, **values):
    return staff.add(application=draft, person=person(**values), answers=answers, by=by, at=timezone.now())


def test_a_person_is_screened_when_added(draft, applicant):
    returned = Answers(declared_on=TODAY, been_to_key_area=True, left_key_area_on=TODAY - timedelta(days=4))

    member = add(draft, applicant, returned)

    member.refresh_from_db()
    assert (member.class_code, member.measure) == ("C", "home_observation")
    assert member.clear_on == TODAY + timedelta(days=10)
    assert member.cause["rule"] == "been_to_key_area"
    assert member.resident_id == resident_id(1)


def test_the_same_person_is_on_a_roster_once(draft, applicant):
    add(draft, applicant)

    with pytest.raises(staff.OnRosterAlready) as refused:
        add(draft, applicant)

    assert refused.value.errors[0]["path"] == "resident_id"
    assert draft.staff.count() == 1


def test_a_correction_screens_again_and_leaves_both_classes_in_the_trail(draft, applicant):
    member = add(draft, applicant)
    fever = Answers(declared_on=TODAY, temperature=Decimal("38.1"))
    values = {"name": "王晓明", "on_site": False}

    staff.edit(member=member, person=values, answers=fever, by=applicant, at=timezone.now())

    member.refresh_from_db()
    assert (member.name, member.class_code, member.on_site) == ("王晓明", "E", False)
    last = trail(draft).last().data
    assert (last["class_before"], last["class_after"]) == ("D", "E")


def test_the_trail_never_holds_a_persons_data(draft, applicant):
    add(draft, applicant)

    words = str([event.data for event in trail(draft)])
    assert "王" not in words
    assert resident_id(1) not in words


def test_a_person_can_be_taken_off(draft, applicant):
    member = add(draft, applicant)
    revision = member.application.revision

    staff.remove(member=member, by=applicant, at=timezone.now())

    draft.refresh_from_db()
    assert not StaffMember.objects.exists()
    assert draft.revision == revision + 1


def test_only_the_firm_writes_on_its_roster(draft, outsider):
    with pytest.raises(PermissionDenied):
        add(draft, outsider)

    assert not StaffMember.objects.exists()


def test_a_submitted_roster_stands(applicant):
    filed = submitted_application(applicant.firms.get())

    with pytest.raises(TransitionNotAllowed):
        add(filed, applicant, serial=500)


def test_a_name_that_is_too_long_is_refused(draft, applicant):
    with pytest.raises(ValidationError):
        add(draft, applicant, name="王" * 61)
