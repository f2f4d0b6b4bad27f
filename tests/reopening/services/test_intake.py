"""People on their way into the database by COPY: all of them, or nobody."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from core.fields import blind_index
from reopening.roster_files.judging import Person, RosterRow, Said
from reopening.screening import Answers
from reopening.services import imports, rosters
from reopening.services.intake import Intake
from tests.factories import ApplicationFactory, StaffMemberFactory
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def people(*numbers):
    said = Said(Answers(shanghai_day(timezone.now())), "焊工\t二班", True, "杭州\\西湖")
    return [RosterRow(each, Person(f"员工{each}", resident_id(each), "", said), [], {}) for each in numbers]


def intake_of(draft):
    return Intake(draft, draft.policy_set.rules.screening, timezone.now())


def test_everybody_of_many_blocks_lands_once_and_as_they_were(draft):
    intake = intake_of(draft)

    with transaction.atomic():
        with intake:
            written = sum(intake.write(people(*range(first, first + 700))) for first in range(1, 2_801, 700))
        assert intake.finish() == 0

    assert written == draft.staff.count() == 2_800
    last = draft.staff.get(resident_id_hash=blind_index(resident_id(2_800)))
    assert (last.resident_id, last.name) == (resident_id(2_800), "员工2800")
    assert (last.post, last.place, last.public_id.version) == ("焊工\t二班", "杭州\\西湖", 7)
    assert intake.screener.by_class == {last.class_code: 2_800}


def test_who_was_added_by_hand_meanwhile_makes_the_database_refuse_the_whole(draft):
    intake = intake_of(draft)
    StaffMemberFactory(application=draft, resident_id_hash=blind_index(resident_id(2)))

    with pytest.raises(IntegrityError, match="staff_member_once"), transaction.atomic(), intake:
        intake.write(people(1, 2, 3))

    assert draft.staff.count() == 1


def test_an_error_between_two_blocks_ends_the_copy_and_comes_out_as_itself(draft):
    intake = intake_of(draft)

    def blocks():
        yield people(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic(), intake:
        sum(map(intake.write, blocks()))

    assert draft.staff.count() == 0


def test_a_file_that_breaks_after_thousands_of_people_puts_nobody_on_an_empty_roster(draft, applicant):
    rows = [HEADER, *(row(number) for number in range(1, imports.CHUNK * 3))]
    rosters.upload(
        application=draft,
        file_name="a.csv",
        content=table(rows).encode() + b'"never closed',
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )

    background.run_waiting()

    assert draft.roster_uploads.get().refusal == {"code": "quotes", "params": {"row": len(rows) + 1}}
    assert draft.staff.count() == 0
