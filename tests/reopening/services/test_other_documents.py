"""People without a resident ID on a roster: sealed, found again and told apart as everybody else."""

import pytest
from django.db import connection
from django.utils import timezone

from core.dates import shanghai_day
from core.fields import blind_index
from reopening.elsewhere import listed_elsewhere
from reopening.models import StaffMember
from reopening.roster_search import found_on_roster
from reopening.screening import Answers
from reopening.services import applications, rosters, staff
from reopening.services.staff import OnRosterAlready
from tests.factories import MembershipFactory, ready_application
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table
from tests.reopening.uploads import (  # noqa: F401 - fixtures
    draft,
    imported,
)


def listed(**cells):
    return table([HEADER, row(1), row(2, **cells)]).encode()


def by_hand(application, by, document):
    person = {
        "name": "样例2",
        "resident_id": document,
        "mobile": "",
        "post": "",
        "place": "",
        "on_site": True,
    }
    answers = Answers(shanghai_day(timezone.now()))
    return staff.add(application=application, person=person, answers=answers, by=by, at=timezone.now())


def test_a_passport_lands_sealed_beside_resident_ids(draft, applicant):  # noqa: F811
    imported(draft, listed(id_kind="护照", resident_id="E12345678"), applicant)

    member = draft.staff.get(resident_id_hash=blind_index("passport:E12345678"))
    assert (member.name, member.resident_id) == ("样例2", "passport:E12345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM reopening_staffmember s WHERE id = %s", [member.pk])
        (stored,) = cursor.fetchone()
    assert "E12345678" not in stored
    assert "passport" not in stored  # whether somebody is a foreigner the database does not say


def test_a_second_file_finds_the_person_by_kind_and_number(draft, applicant):  # noqa: F811
    imported(draft, listed(id_kind="回乡证", resident_id="H12345678"), applicant)
    first = draft.staff.get(name="样例2")

    upload = imported(
        draft, listed(id_kind="港澳居民来往内地通行证", resident_id="H1234567803", post="厨师"), applicant
    )

    assert (upload.rows_accepted, upload.rows_known) == (2, 2)
    first.refresh_from_db()
    assert (first.post, draft.staff.count()) == ("厨师", 2)


def test_what_was_looked_at_shows_the_kind_and_masks_the_number(draft, applicant):  # noqa: F811
    data = listed(id_kind="护照", resident_id="E12345678")

    upload = imported(draft, data, applicant, is_accepted=False)

    _first, second = rosters.sample_of(upload)
    assert (second["id_kind"], second["resident_id"]) == ("passport", "E******78")


def test_by_form_the_same_document_is_refused_and_the_same_number_of_another_kind_is_not(draft, applicant):  # noqa: F811
    by_hand(draft, applicant, "taiwan_permit:12345678")

    with pytest.raises(OnRosterAlready):
        by_hand(draft, applicant, "taiwan_permit:12345678")
    by_hand(draft, applicant, "passport:12345678")

    assert draft.staff.count() == 2


def test_a_passport_on_two_filed_rosters_is_seen(draft, applicant):  # noqa: F811
    other = ready_application(MembershipFactory(user=applicant, firm__name="另一家企业").firm)
    document = "passport:E12345678"
    other.staff.filter(pk=other.staff.first().pk).update(
        resident_id=document, resident_id_hash=blind_index(document)
    )
    applications.submit(application=other, committed=True, by=applicant, at=timezone.now())

    imported(draft, listed(id_kind="passport", resident_id="e 12345678"), applicant)

    assert listed_elsewhere(draft).by_application == {other.pk: 1}


def test_somebody_is_found_by_the_end_of_the_number_but_not_by_the_name_of_its_kind(draft, applicant):  # noqa: F811
    member = by_hand(draft, applicant, "passport:E12345678")
    imported(draft, table([HEADER, row(1, resident_id=resident_id(3))]).encode(), applicant)

    assert list(found_on_roster(draft, words="5678")) == [member]
    assert not found_on_roster(draft, words="passport").exists()
    assert StaffMember.objects.filter(application=draft).count() == 2
