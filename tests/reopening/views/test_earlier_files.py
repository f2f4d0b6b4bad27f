"""Rows to correct of an earlier file stay within reach while a later one has not been taken in."""

from django.urls import reverse

from tests.reopening.roster_files.rosters import HEADER, row, table
from tests.reopening.uploads import draft, imported  # noqa: F401 - fixture


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
