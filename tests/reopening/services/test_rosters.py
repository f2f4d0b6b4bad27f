"""Roster files: good rows land, bad rows are told, nothing else moves."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from core import background
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.fields import blind_index
from core.models import JobState
from reopening.corrections import refused_rows
from reopening.models import RosterUpload, StaffMember
from reopening.queries import findings_for
from reopening.services import applications, imports, rosters
from reopening.table_files import limits
from tests.factories import StaffMemberFactory, ready_application
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table, workbook
from tests.reopening.uploads import (  # noqa: F401 - fixtures
    draft,
    imported,
)
from tests.states import force


def test_good_rows_land_screened_and_bad_rows_say_why(draft, applicant):  # noqa: F811
    fever = row(2, temperature="38.2")
    rows = [HEADER, row(1), fever, row(3, mobile="1"), row(4, resident_id=resident_id(1))]

    upload = imported(draft, table(rows).encode(), applicant)

    assert (upload.rows_read, upload.rows_accepted, upload.rows_refused) == (4, 2, 2)
    assert {(error["row"], error["column"], error["code"]) for error in upload.errors} == {
        (4, "mobile", "mobile_shape"),
        (5, "resident_id", "repeated_in_file"),
    }
    ill = draft.staff.get(resident_id_hash=blind_index(resident_id(2)))
    assert (ill.class_code, ill.measure, ill.cause["rule"], ill.row_number) == ("E", "clinic", "fever", 3)
    assert ill.resident_id == resident_id(2)
    assert draft.staff.get(resident_id_hash=blind_index(resident_id(1))).class_code == "D"


def test_the_bytes_are_removed_and_the_job_says_only_counts(draft, applicant):  # noqa: F811
    upload = imported(draft, workbook([HEADER, row(1)]), applicant)

    assert upload.content is None
    assert upload.finished_at is not None
    assert upload.job.state == JobState.DONE
    assert upload.job.result == {
        "rows_read": 1,
        "rows_accepted": 1,
        "rows_refused": 0,
        "refusal": None,
        "errors": None,
    }
    assert resident_id(1) not in json.dumps(upload.job.arguments)


def test_refused_rows_are_kept_encrypted(draft, applicant):  # noqa: F811
    first = imported(draft, table([HEADER, row(1, mobile="x")]).encode(), applicant)

    [refused] = refused_rows(first)
    assert (refused.cells["mobile"], refused.errors[0]["code"]) == ("x", "mobile_shape")
    with connection.cursor() as cursor:
        cursor.execute("SELECT refused_cells, errors FROM reopening_rosterupload WHERE id = %s", [first.pk])
        assert resident_id(1) not in str(cursor.fetchone())


def test_people_are_found_again_by_their_number_and_corrected(draft, applicant):  # noqa: F811
    imported(draft, table([HEADER, row(1), row(2)]).encode(), applicant)
    known = draft.staff.get(resident_id_hash=blind_index(resident_id(1)))

    imported(
        draft, table([HEADER, row(1, resident_id=resident_id(1).lower(), post="质检员")]).encode(), applicant
    )

    again = draft.staff.get(resident_id_hash=blind_index(resident_id(1)))
    assert (again.pk, again.public_id, again.post) == (known.pk, known.public_id, "质检员")
    assert draft.staff.count() == 2


def test_a_refused_file_touches_nobody(draft, applicant):  # noqa: F811
    StaffMemberFactory(application=draft)
    data = table([HEADER, row(1)]).encode() + b'"never closed'

    upload = imported(draft, data, applicant)

    assert upload.refusal == {"code": "quotes", "params": {"row": 3}}
    assert upload.job.state == JobState.DONE
    assert draft.staff.count() == 1


def test_reading_it_twice_changes_nothing(draft, applicant):  # noqa: F811
    upload = imported(draft, table([HEADER, row(1)]).encode(), applicant)
    revision = type(draft).objects.get(pk=draft.pk).revision

    again = imports.import_upload(upload=upload, job=upload.job, at=timezone.now())

    assert again | {"errors": None} == upload.job.result
    assert type(draft).objects.get(pk=draft.pk).revision == revision


def test_a_file_that_comes_too_late_leaves_the_case_alone(applicant):
    application = ready_application(applicant.firms.get())
    upload = rosters.upload(
        application=application,
        file_name="a.csv",
        content=table([HEADER, row(1)]).encode(),
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )
    applications.submit(application=application, committed=True, by=applicant, at=timezone.now())

    background.run_waiting()

    upload.refresh_from_db()
    assert upload.refusal == {"code": "moved_on", "params": {}}
    assert application.staff.count() == 3


def test_more_than_a_chunk_is_written_in_a_few_statements(
    draft,  # noqa: F811
    applicant,
    monkeypatch,
    django_assert_max_num_queries,
):
    monkeypatch.setattr(imports, "CHUNK", 20)
    upload = rosters.upload(
        application=draft,
        file_name="a.csv",
        content=table([HEADER, *(row(n) for n in range(50))]).encode(),
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )
    job = background.claim(upload.job_id)

    with django_assert_max_num_queries(3 * 5 + 15):
        imports.import_upload(upload=upload, job=job, at=timezone.now())

    job.refresh_from_db()
    assert (job.done, job.total) == (50, 50)
    assert StaffMember.objects.count() == 50


def test_the_acts_are_on_record_without_names(draft, applicant):  # noqa: F811
    imported(draft, table([HEADER, row(1)]).encode(), applicant)

    verbs = {event.verb: event.data for event in trail(draft)}
    assert verbs["roster.import"]["rows_accepted"] == 1
    assert "样例" not in json.dumps(verbs, ensure_ascii=False)


def test_a_refused_row_is_a_warning_beside_the_roster(draft, applicant):  # noqa: F811
    imported(draft, table([HEADER, row(1, mobile="x")]).encode(), applicant)

    assert "roster_rows_refused" in {finding.key for finding in findings_for(draft, timezone.now())}


def test_who_still_has_a_fever_is_held_however_old_the_answer(draft, applicant):  # noqa: F811
    day = shanghai_day(timezone.now())
    draft.opens_on = day + timedelta(days=30)
    draft.save()
    imported(draft, table([HEADER, row(1, symptoms="是")]).encode(), applicant)

    assert "on_site_held" in {finding.key for finding in findings_for(draft, timezone.now())}


def test_strangers_and_late_comers_cannot_upload(draft, applicant, outsider, reviewer):  # noqa: F811
    for person in (outsider, reviewer):
        with pytest.raises(PermissionDenied):
            rosters.upload(application=draft, file_name="a", content=b"x", by=person, at=timezone.now())
    force(type(draft).objects.filter(pk=draft.pk), status="withdrawn")

    with pytest.raises(TransitionNotAllowed):
        rosters.upload(application=draft, file_name="a", content=b"x", by=applicant, at=timezone.now())
    assert not RosterUpload.objects.exists()


def test_a_file_beyond_the_limit_is_not_stored(draft, applicant):  # noqa: F811
    with pytest.raises(rosters.FileTooLarge) as refused:
        rosters.upload(
            application=draft,
            file_name="a",
            content=b"x" * (limits.BYTES + 1),
            by=applicant,
            at=timezone.now(),
        )

    assert refused.value.status == 413
    assert not RosterUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("名册.xlsx", "名册.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\b.csv", "b.csv"),
        ("\u202e\r\n", "roster"),
    ],
)
def test_file_names_are_only_shown(name, kept):
    assert rosters.plain_file_name(name) == kept


def test_of_many_refused_rows_every_one_can_be_downloaded(draft, applicant):  # noqa: F811
    upload = imported(draft, table([HEADER, *(row(n, mobile="x") for n in range(6_000))]).encode(), applicant)

    assert upload.rows_refused == 6_000
    assert [error["row"] for error in upload.errors] == list(range(2, 6_002))
    assert len(refused_rows(upload)) == 6_000


def test_a_second_upload_corrects_the_same_people(draft, applicant):  # noqa: F811
    imported(draft, table([HEADER, row(1), row(2)]).encode(), applicant)
    first = draft.staff.get(resident_id_hash=blind_index(resident_id(1)))

    imported(draft, table([HEADER, row(1, post="门卫", symptoms="是"), row(3)]).encode(), applicant)

    again = draft.staff.get(resident_id_hash=blind_index(resident_id(1)))
    assert (again.pk, again.public_id, again.post, again.class_code) == (
        first.pk,
        first.public_id,
        "门卫",
        "E",
    )
    assert draft.staff.count() == 3


def test_strange_characters_survive_the_way_in(draft, applicant):  # noqa: F811
    name, post = "张\\N三", "a\\tb\\.c"

    imported(draft, table([HEADER, row(1, name=name, post=post)]).encode(), applicant)

    person = draft.staff.get()
    assert (person.name, person.post) == (name, post)
