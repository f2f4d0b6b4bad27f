"""People who have another document than a resident ID, in the form and on the list."""

import pytest
from django.urls import reverse

from tests.factories import (
    ApplicationFactory,
    resident_id,
)

PERSON = {
    "revision": 1,
    "name": "王小明",
    "resident_id": resident_id(7),
    "mobile": "138 0000 0000",
    "post": "质检",
    "on_site": "on",
}


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def page_of(application, name, *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def test_somebody_with_a_passport_is_added_by_form_and_listed_with_its_kind(client, applicant, draft):
    client.force_login(applicant)
    given = PERSON | {"id_kind": "passport", "resident_id": "e1234 5678"}

    page = client.post(page_of(draft, "roster-add"), given, follow=True).text

    assert draft.staff.get().resident_id == "passport:E12345678"
    assert "E******78" in page
    assert "passport" in page
    assert "E12345678" not in page


def test_a_number_that_does_not_fit_its_kind_stays_typed_with_a_sentence(client, applicant, draft):
    client.force_login(applicant)

    page = client.post(page_of(draft, "roster-add"), PERSON | {"id_kind": "hk_macao_permit"})

    assert page.status_code == 422
    assert "H or M and 8 digits" in page.text
    assert f'value="{PERSON["resident_id"]}"' in page.text
    assert '<option value="hk_macao_permit" selected>' in page.text
    unknown = client.post(page_of(draft, "roster-add"), PERSON | {"id_kind": "library_card"})
    assert (unknown.status_code, draft.staff.count()) == (422, 0)
