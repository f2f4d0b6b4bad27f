from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from core import background
from core.audit import trail
from core.fields import blind_index
from reopening.corrections import refused_rows
from reopening.services import imports, rosters
from tests.factories import StaffMemberFactory
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table
from tests.reopening.roster_files.test_departments import xlsx
from tests.reopening.uploads import (  # noqa: F401 - fixtures
    draft,
    facts_listed,
    imported,
)

SHEETS = {"一车间": 0, "二车间": 3_000}


def test_a_file_is_looked_at_before_it_is_stored(draft, applicant):  # noqa: F811
    StaffMemberFactory(
        application=draft, resident_id=resident_id(1), resident_id_hash=blind_index(resident_id(1))
    )
    rows = [HEADER, row(1), row(2, symptoms="是"), row(3, mobile="x", name="样例三")]

    upload = imported(draft, table(rows).encode(), applicant, is_accepted=False)

    assert upload.state == "waiting"
    assert (upload.rows_read, upload.rows_accepted, upload.rows_known, upload.rows_refused) == (3, 2, 1, 1)
    assert upload.by_class == {"D": 1, "E": 1}
    first, ill, wrong = rosters.sample_of(upload)
    assert (first["row"], first["name"], first["class"]) == (2, "样例1", "D")
    assert (ill["class"], ill["cause"]["rule"]) == ("E", "symptoms")
    assert [error["code"] for error in wrong["errors"]] == ["mobile_shape"]
    assert wrong["name"] == "样例三"
    assert resident_id(1) not in upload.sample
    assert draft.staff.count() == 1
    assert facts_listed(draft) == (1, 0)


def test_the_same_people_are_stored_with_a_word(draft, applicant):  # noqa: F811
    upload = imported(
        draft, table([HEADER, row(1), row(2, mobile="x")]).encode(), applicant, is_accepted=False
    )

    rosters.accept(upload=upload, by=applicant, at=timezone.now())
    assert upload.state == "storing"
    background.run_waiting()

    upload.refresh_from_db()
    assert (upload.state, upload.content, upload.sample) == ("stored", None, "")
    assert (upload.accepted_by, draft.staff.count()) == (applicant, 1)
    assert facts_listed(draft) == (1, 1)
    assert [event.data.get("act") for event in trail(draft)][:2] == ["upload", "accept"]


def test_how_far_the_reading_is_can_be_seen_meanwhile(draft, applicant):  # noqa: F811
    pages = {name: [HEADER, *(row(n) for n in range(first, first + 3_000))] for name, first in SHEETS.items()}
    upload = rosters.upload(
        application=draft, file_name="r.xlsx", content=xlsx(pages), by=applicant, at=timezone.now()
    )
    told: list[tuple[int, int]] = []

    def watch(execute, sql, params, many, context):
        if sql.startswith('UPDATE "core_job"') and '"total"' in sql:
            told.append(params[:2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        background.run_waiting()

    upload.refresh_from_db()
    assert upload.rows_accepted == 6_000
    assert told[0][0] == 0
    assert told[0][1] >= 3_000
    assert told[-1] == (6_000, 6_000)
    assert len(told) >= 4
    assert all(done <= total for done, total in told)


def test_rows_of_several_sheets_are_told_apart(draft, applicant):  # noqa: F811
    pages = {
        "一车间": [HEADER, row(1), row(2, mobile="x", name="甲")],
        "二车间": [HEADER, row(3), row(4, mobile="y", name="乙")],
        "备注": [["周一开工"]],
    }

    upload = imported(draft, xlsx(pages), applicant, is_accepted=False)

    assert (upload.rows_read, upload.rows_accepted, upload.rows_refused) == (4, 2, 2)
    assert [(each["row"], each.get("sheet")) for each in upload.errors] == [(3, None), (3, "二车间")]
    assert [each.cells["name"] for each in refused_rows(upload)] == ["甲", "乙"]
    assert [each["sheet"] for each in rosters.sample_of(upload)] == ["", "", "二车间", "二车间"]
    assert [(each["sheet"], each["code"]) for each in upload.unread_sheets] == [("备注", "no_header")]

    rosters.accept(upload=upload, by=applicant, at=timezone.now())
    background.run_waiting()

    upload.refresh_from_db()
    assert {person.name for person in draft.staff.all()} == {"样例1", "样例3"}
    assert len(refused_rows(upload)) == len(upload.unread_sheets) + 1 == 2


def test_a_file_that_waits_is_sealed(draft, applicant):  # noqa: F811
    upload = imported(
        draft, table([HEADER, row(1), row(2, mobile="x")]).encode(), applicant, is_accepted=False
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text, content FROM reopening_rosterupload t WHERE id = %s", [upload.pk])
        text, content = cursor.fetchone()
    for number in (1, 2):
        assert resident_id(number) not in text
        assert resident_id(number).encode() not in bytes(content)
    assert resident_id(1).encode() in upload.content


@pytest.mark.parametrize("way", ["discarded", "another file", "forgotten"])
def test_a_file_without_a_word_leaves_nothing(way, draft, applicant):  # noqa: F811
    upload = imported(
        draft, table([HEADER, row(1), row(2, mobile="x")]).encode(), applicant, is_accepted=False
    )

    if way == "discarded":
        rosters.discard(upload=upload, by=applicant, at=timezone.now())
    elif way == "another file":
        imported(draft, table([HEADER, row(5)]).encode(), applicant, is_accepted=False)
    else:
        assert rosters.discard_forgotten(at=timezone.now() + timedelta(hours=23)) == 0
        assert rosters.discard_forgotten(at=timezone.now() + timedelta(hours=25)) == 1

    upload.refresh_from_db()
    assert (upload.state, upload.content, upload.sample) == ("discarded", None, "")
    assert (upload.refused_cells, upload.errors) == ("", [])
    assert not draft.staff.exists()
    assert facts_listed(draft) == (0, 0)
    with pytest.raises(rosters.NotWaiting):
        rosters.accept(upload=upload, by=applicant, at=timezone.now())


def test_a_file_is_stored_as_a_whole_or_not_at_all(draft, applicant, monkeypatch):  # noqa: F811
    monkeypatch.setattr(imports, "CHUNK", 100)
    lines = table([HEADER, *(row(number) for number in range(1_000))])

    upload = imported(draft, lines.encode() + b'"never closed', applicant)

    assert upload.refusal == {"code": "quotes", "params": {"row": 1_002}}
    assert not draft.staff.exists()


def test_only_members_decide_on_a_file(draft, applicant, outsider, reviewer):  # noqa: F811
    upload = imported(draft, table([HEADER, row(1)]).encode(), applicant, is_accepted=False)

    for stranger in (outsider, reviewer):
        for verb in (rosters.accept, rosters.discard):
            with pytest.raises(PermissionDenied):
                verb(upload=upload, by=stranger, at=timezone.now())
