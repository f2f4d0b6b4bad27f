"""Rows to correct of an earlier file stay within reach until their people have come in."""

from io import BytesIO

import openpyxl
from django.urls import reverse

from core.fields import blind_index
from reopening.corrections import never_corrected
from tests.factories import StaffMemberFactory
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table
from tests.reopening.uploads import draft, imported  # noqa: F401 - fixture


def test_a_file_without_a_wrong_row_offers_none_to_correct(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)
    right = imported(draft, table([HEADER, row(1)]).encode(), applicant)
    unreadable = imported(draft, b"no table", applicant)

    for file in (right, unreadable):
        page = client.get(reverse("reopening:roster-upload", args=[draft.public_id, file.public_id]))
        assert "rows to correct</span>" in page.content.decode()  # the count of them
        assert "Download" not in page.content.decode()
    assert (
        "Earlier files"
        not in client.get(reverse("reopening:roster", args=[draft.public_id])).content.decode()
    )


def test_an_earlier_file_with_rows_never_corrected_is_linked(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)
    page = reverse("reopening:roster", args=[draft.public_id])
    rows = [HEADER, row(1), row(2, mobile="x"), row(3, mobile="x")]
    first = imported(draft, table(rows).encode(), applicant)
    address = reverse("reopening:roster-upload", args=[draft.public_id, first.public_id])
    assert client.get(page).content.decode().count(address) == 1  # as the last file

    imported(draft, table([HEADER, row(2)]).encode(), applicant)

    shown = client.get(page).content.decode()
    assert "Earlier files with rows that were never corrected:" in shown
    assert "1 row to correct" in shown
    said = client.get(address).content.decode()
    assert "1 person of the rows to correct is on the roster by now" in said
    assert "1 row was never corrected." in said
    assert "Row 4 of your file." in reasons(client, draft, first)

    imported(draft, table([HEADER, row(3)]).encode(), applicant)

    assert address not in client.get(page).content.decode()
    assert "Nothing is left to correct." in client.get(address).content.decode()


def reasons(client, case, upload) -> str:
    """The last column of the workbook of rows to correct."""
    file = client.get(reverse("reopening:roster-refused-rows", args=[case.public_id, upload.public_id]))
    sheet = openpyxl.load_workbook(BytesIO(file.content)).active
    return " ".join(str(line[-1].value) for line in sheet.iter_rows(min_row=2))


def test_a_corrected_number_is_recognised_by_name_and_mobile(draft, applicant):  # noqa: F811
    wrong = resident_id(1)[:-1] + ("0" if resident_id(1)[-1] != "0" else "1")
    first = imported(draft, table([HEADER, row(1, resident_id=wrong)]).encode(), applicant)
    assert len(left_of(draft, first)) == 1

    imported(draft, table([HEADER, row(1, mobile="13900000000")]).encode(), applicant)
    assert len(left_of(draft, first)) == 1  # nobody can say that it is the same person

    imported(draft, table([HEADER, row(1)]).encode(), applicant)
    assert left_of(draft, first) == []


def test_somebody_on_the_roster_before_is_not_corrected_by_a_refused_row(draft, applicant):  # noqa: F811
    imported(draft, table([HEADER, row(1)]).encode(), applicant)
    later = imported(draft, table([HEADER, row(1, temperature="x"), row(2)]).encode(), applicant)
    assert len(left_of(draft, later)) == 1


def test_a_repeated_row_is_somebody_else_if_the_name_says_so(draft, applicant):  # noqa: F811
    again, other = row(1), row(2, resident_id=resident_id(1))
    first = imported(draft, table([HEADER, row(1), again, other]).encode(), applicant)

    assert [each.called[0] for each in left_of(draft, first)] == ["样例2"]
    imported(draft, table([HEADER, row(1)]).encode(), applicant)
    assert [each.called[0] for each in left_of(draft, first)] == ["样例2"]
    imported(draft, table([HEADER, row(2)]).encode(), applicant)
    assert left_of(draft, first) == []


def test_who_is_added_by_form_has_come_in(draft, applicant):  # noqa: F811
    first = imported(draft, table([HEADER, row(1, mobile="x")]).encode(), applicant)
    StaffMemberFactory(application=draft, name="样例1", resident_id_hash=blind_index(resident_id(1)))
    assert left_of(draft, first) == []


def left_of(case, upload):
    return never_corrected(case, [upload])[upload.pk]
