import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.errors import Stale
from core.models import AuditEvent
from reopening.holders import holders_of
from reopening.models import PostHolder, StaffMember
from reopening.posts import SeatState
from reopening.queries import case_facts
from reopening.services import staff
from reopening.services.posts import Holding, NotOnRoster, save_posts
from reopening.services.sections import Seen
from tests.factories import StaffMemberFactory, ready_application, resident_id

AT = timezone.now()


@pytest.fixture
def draft(applicant):
    return ready_application(applicant.firms.get())


def save(draft, applicant, *people, certificate=None, **values):
    rows = [Holding(person.public_id, certificate) for person in people]
    return save_posts(application=draft, holdings={"safety_manager": rows}, by=applicant, at=AT, **values)


def finding_keys(draft):
    return {each.key for each in case_facts(draft, AT).findings if each.rule == "safety_posts"}


def test_people_of_the_roster_hold_a_post(draft, applicant):
    person = draft.staff.first()

    save(draft, applicant, person, person, certificate="浙安A0012345")

    assert PostHolder.objects.get().certificate == "浙安A0012345"
    assert finding_keys(draft) == {"post_filled"}


def test_certificates_are_encrypted_and_stay_when_not_said_again(draft, applicant, django_db_blocker):
    person, number = draft.staff.first(), f"T{resident_id(3)}"
    save(draft, applicant, person, certificate=number)

    save(draft, applicant, person)

    assert PostHolder.objects.get().certificate == number
    raw = PostHolder.objects.extra(select={"raw": "certificate::text"}).values_list("raw", flat=True).get()
    assert number[1:] not in raw
    assert number not in str(AuditEvent.objects.values_list("data", flat=True))


def test_who_is_in_observation_leaves_a_gap_until_the_clearing_day(draft, applicant):
    person = draft.staff.first()
    clear_on = draft.opens_on + timedelta(days=3)
    StaffMember.objects.filter(pk=person.pk).update(
        class_code="C", clear_on=clear_on, cause={"rule": "contact"}
    )
    save(draft, applicant, person)

    (holder,) = holders_of(draft, draft.opens_on)
    gap = next(each for each in case_facts(draft, AT).findings if each.key == "post_gap_until")

    assert (holder.seat.state, holder.seat.clear_on) == (SeatState.OBSERVATION, clear_on)
    assert gap.params["filled_on"] == clear_on.isoformat()
    assert person.name not in str(case_facts(draft, AT).snapshot())


def test_a_person_taken_off_the_roster_falls_out_and_back_in(draft, applicant):
    person = draft.staff.first()
    number = person.resident_id
    save(draft, applicant, person)

    staff.remove(
        member=StaffMember.objects.select_related("application").get(pk=person.pk), by=applicant, at=AT
    )
    draft.refresh_from_db()
    assert finding_keys(draft) == {"post_empty", "post_holder_gone"}

    StaffMemberFactory(application=draft, resident_id=number)
    assert finding_keys(draft) == {"post_filled"}


def test_nobody_of_another_roster_can_hold_a_post(draft, applicant):
    stranger = StaffMemberFactory()

    with pytest.raises(NotOnRoster):
        save(draft, applicant, stranger)
    with pytest.raises(NotOnRoster):
        save_posts(
            application=draft, holdings={"safety_manager": [Holding(uuid.uuid4())]}, by=applicant, at=AT
        )
    assert not PostHolder.objects.exists()


def test_a_post_that_the_policy_does_not_know_is_refused(draft, applicant):
    with pytest.raises(ValidationError):
        save_posts(application=draft, holdings={"captain": []}, by=applicant, at=AT)


def test_what_somebody_else_saved_is_not_overwritten(draft, applicant):
    save(draft, applicant, draft.staff.first())

    with pytest.raises(Stale):
        save(draft, applicant, seen=Seen(0))

    assert PostHolder.objects.count() == 1


def test_a_certificate_that_has_run_out_does_not_count(draft, applicant):
    person = draft.staff.first()
    day = draft.opens_on - timedelta(days=1)
    save_posts(
        application=draft,
        holdings={"safety_manager": [Holding(person.public_id, "浙安A0012345", day)]},
        by=applicant,
        at=AT,
    )

    (holder,) = holders_of(draft, draft.opens_on)

    assert not holder.seat.is_certified
