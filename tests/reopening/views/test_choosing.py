"""Street and industry are chosen with forms alone: two steps, a list in the same page, and nothing typed is lost."""

import pytest
from django.urls import reverse

from reopening.models import Firm
from tests.factories import credit_code, division, other_street, policy_set, ready_application, street


@pytest.fixture(autouse=True)
def places(db, empty_cache):
    policy_set()
    found = street(), other_street()
    division("330106009", "文新街道", "Wenxin Subdistrict")
    return found


def sign_up(client, **values):
    typed = {
        "credit_code": credit_code(1),
        "name": "演示小店",
        "address": "演示路1号",
        "password": "kept-apart",
    }
    return client.post(reverse("reopening:sign-up"), typed | values)


def test_a_street_is_chosen_by_its_district(client):
    first = sign_up(client, choose="division")
    assert first.status_code == 422
    assert "Please choose the district first." in first.text
    assert 'value="330106"' in first.text
    assert "演示小店" in first.text  # typed and still there
    assert first.text.count("field-invalid") == 1  # what is not filled in yet is no mistake yet

    second = sign_up(client, choose="division", division_within="330106")
    assert "Wenxin Subdistrict" in second.text
    assert "演示路1号" in second.text
    path = second.context["form"].fields["division"].widget.entries[0][1][0][0]

    third = sign_up(client, choose="division", division_within="330106", division_pick=path)
    assert third.status_code == 200
    assert f'value="{path}"' in third.text
    assert "Show its streets" not in third.text
    assert not Firm.objects.exists()


def test_an_industry_is_chosen_among_those_that_fit_or_all(client):
    fitting = sign_up(client, choose="industry_code", industry_code="制造业").context["form"]
    everything = sign_up(client, choose="industry_code").context["form"]

    [(_none, some)] = fitting.fields["industry_code"].widget.entries
    assert 1 < len(some) < 97
    assert sum(len(rows) for _head, rows in everything.fields["industry_code"].widget.entries) == 97
    chosen = sign_up(client, choose="industry_code", industry_code="制造业", industry_code_pick="C14 x")
    assert chosen.status_code == 200
    assert chosen.context["form"]["industry_code"].value() == "C14 Food"


def test_what_was_chosen_is_saved_like_what_was_typed(client, applicant):
    draft = ready_application(applicant.firms.get())
    client.force_login(applicant)
    address = reverse("reopening:section-firm", args=[draft.public_id])
    page = client.post(address, {"revision": draft.revision, "area_m2": "77", "choose": "division"})
    assert page.status_code == 422
    draft.refresh_from_db()
    assert draft.area_m2 != 77, "to choose is not to save"

    saved = {"revision": draft.revision, "area_m2": "77", "division": "西湖", "division_pick": "330106009"}
    assert client.post(address, saved).status_code == 302
    draft.refresh_from_db()
    assert (draft.division_id, draft.area_m2) == ("330106009", 77)


def test_several_that_fit_are_offered_as_a_list(client):
    page = sign_up(client, division="街道")

    widget = page.context["form"].fields["division"].widget
    assert len(widget.entries[0][1]) > 1
    assert 'name="division_pick"' in page.text
    assert "<noscript>" in page.text
