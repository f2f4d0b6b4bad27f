"""Rows to correct of an earlier file stay within reach while a later one has not been taken in."""

from django.urls import reverse

from tests.reopening.roster_files.rosters import HEADER, row, table
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


def test_an_earlier_file_that_still_has_rows_to_correct_is_linked(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)
    page = reverse("reopening:roster", args=[draft.public_id])
    first = imported(draft, table([HEADER, row(1), row(2, mobile="x")]).encode(), applicant)
    address = reverse("reopening:roster-upload", args=[draft.public_id, first.public_id])
    assert client.get(page).content.decode().count(address) == 1  # as the last file

    imported(draft, b"no table", applicant)

    shown = client.get(page).content.decode()
    assert "Earlier files that still have rows to correct:" in shown
    assert "1 row to correct" in shown
    rows = reverse("reopening:roster-refused-rows", args=[draft.public_id, first.public_id])
    assert rows in client.get(address).content.decode()

    imported(draft, table([HEADER, row(2)]).encode(), applicant)

    assert address not in client.get(page).content.decode()
