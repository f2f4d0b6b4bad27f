"""What one statement reads of a case is what the questions of its pages say, for one case and for many."""

from datetime import date, time

import pytest
from django.utils import timezone

from reopening.case_records import records_of, records_of_all
from reopening.holders import marks_of, named_in
from reopening.models import (
    ApplicationCopy,
    Deferral,
    PostHolder,
    RosterUpload,
    SectionSave,
    Shift,
)
from reopening.queries import inventory_of, plan_texts, shifts_of
from tests.factories import MembershipFactory, ready_application, submitted_application

pytestmark = pytest.mark.django_db
AT = timezone.now()


@pytest.fixture
def full(applicant):
    """A draft that has something in every table."""
    draft = ready_application(applicant.firms.get())
    MembershipFactory(firm=draft.firm, is_signatory=False)
    person, gone = draft.staff.first().resident_id_hash, "0" * 32
    for key, holder in (("safety_officer", person), ("duty_leader", gone)):
        PostHolder.objects.create(
            application=draft,
            post_key=key,
            resident_id_hash=holder,
            certificate="浙安A0012345",
            certificate_until=date(2021, 3, 1),
        )
    for position in (1, 0):
        Shift.objects.create(
            application=draft,
            position=position,
            name=f"{position}",
            people=3,
            starts_at=time(8 + position, 30),
            ends_at=time(17),
            meal_at=time(12) if position else None,
        )
    Deferral.objects.create(
        application=draft, paper="licence", letter={}, accepted_at=AT, accepted_by=applicant
    )
    return draft


def stored(application, by, refused: int, **fields) -> RosterUpload:
    return RosterUpload.objects.create(
        application=application, uploaded_by=by, rows_refused=refused, finished_at=AT, **fields
    )


def test_it_is_what_the_questions_of_the_pages_say(full):
    records = records_of(full)

    assert records.inventory == inventory_of(full)
    assert records.plan == plan_texts(full)
    assert [each.as_words() for each in records.shifts] == [each.as_words() for each in shifts_of(full)]
    assert marks_of(records.named) == marks_of(named_in(full))
    assert records.seats(full, full.policy_set.rules, full.opens_on)
    assert records.papers.deferred == ["licence"]
    assert records.signatories == 1


def test_a_holder_comes_with_the_person_of_the_roster_or_with_nobody(full):
    (officer, person), (leader, nobody) = records_of(full).named

    assert (officer.certificate, officer.certificate_until) == ("浙安A0012345", date(2021, 3, 1))
    assert (person, person.answers, person.class_code) == (full.staff.first(), {}, "D")
    assert (leader.post_key, nobody) == ("duty_leader", None)


def test_a_case_with_nothing_has_empty_parts(applicant):
    empty = ready_application(applicant.firms.get())
    empty.inventory.all().delete()
    empty.plan.all().delete()

    records = records_of(empty)

    assert (records.inventory, records.plan, records.shifts, records.named, records.taken_over) == (
        {},
        {},
        [],
        [],
        {},
    )
    assert (records.rows_refused, records.papers.documents, records.papers.deferred) == (0, [], [])


def test_the_last_roster_file_counts_that_was_not_discarded(full, applicant):
    stored(full, applicant, 2, accepted_at=AT, accepted_by=applicant)
    stored(full, applicant, 7)  # discarded

    assert records_of(full).rows_refused == 2

    stored(full, applicant, 9, refusal={"code": "no_rows"})

    assert records_of(full).rows_refused == 9


def test_what_a_copy_took_over_waits_until_it_is_saved(full, applicant):
    source = submitted_application()
    ApplicationCopy.objects.create(
        application=full, source=source, sections=["plan", "posts"], copied_at=AT, copied_by=applicant
    )
    SectionSave.objects.create(application=full, section="plan", saved_at=AT, saved_by=applicant)

    assert records_of(full).taken_over == {
        "unchecked": frozenset({"posts"}),
        "kept": frozenset(),
        "being_screened": True,
    }

    full.status = "submitted"

    assert records_of(full).taken_over == {}


def test_many_are_read_in_one_statement(full, django_assert_num_queries):
    others = [ready_application(masks=number) for number in (1, 2)]

    with django_assert_num_queries(1):
        found = records_of_all([full, *others])

    assert [found[each.pk].inventory["mask"] for each in (full, *others)] == [1000, 1, 2]
    assert found[full.pk] == records_of(full)


def test_no_case_has_no_parts(db):
    assert records_of_all([]) == {}
