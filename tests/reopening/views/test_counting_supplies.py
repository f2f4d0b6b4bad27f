"""The inventory's section: counts in pieces and packs, in whatever digits, and what they come to."""

import pytest
from django.urls import reverse

from reopening.models import InventoryLine
from tests.factories import ApplicationFactory


def page_of(application, key):
    return reverse(f"reopening:section-{key}", args=[application.public_id])


def preview_of(application, key):
    return reverse(f"reopening:preview-{key}", args=[application.public_id])


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get(), heads_on_site=10)


def test_supplies_are_counted_in_whatever_digits_they_are_typed(client, applicant, draft):
    client.force_login(applicant)
    address = reverse("reopening:section-inventory", args=[draft.public_id])

    page = client.post(address, {"revision": 0, "mask": "１，２００"})

    assert page.status_code == 302
    assert draft.inventory.get(item_code="mask").quantity == 1200
    shown = client.get(address).text
    assert 'type="number"' not in shown
    assert "/checks/number/?min=0&amp;max=1000000000" in shown


def test_a_count_that_is_none_is_told_beside_its_field_and_stays_on_the_page(client, applicant, draft):
    client.force_login(applicant)
    address = reverse("reopening:section-inventory", args=[draft.public_id])

    page = client.post(address, {"revision": 0, "mask": "两箱", "thermometer": "30"})

    assert page.status_code == 422
    assert "Please enter digits only" in page.text
    assert 'value="两箱"' in page.text
    assert 'value="30"' in page.text


def test_supplies_are_counted_in_packs_and_said_back(client, applicant, draft):
    client.force_login(applicant)
    typed = {"mask_packs": 2, "mask_inner_packs": 1, "mask": 30, "revision": 0}

    assert client.post(page_of(draft, "inventory"), typed).status_code == 302

    assert InventoryLine.objects.get().quantity == 140
    page = client.get(page_of(draft, "inventory")).text
    assert 'name="mask_packs" value="2"' in page
    assert 'name="mask_inner_packs" value="4"' in page
    assert "<output data-count-sum>140</output>" in page
    assert "On hand: 2 boxes 4 packs." in page


def test_the_need_is_explained_and_the_day_it_runs_out_is_named(client, applicant, draft):
    draft.opens_on, draft.heads_on_site = "2026-12-01", 60
    draft.save()
    client.force_login(applicant)

    page = client.post(preview_of(draft, "inventory"), {"mask": 126, "revision": 0}).text

    assert "60 people × 1 a day × 7 days = 420 pieces." in page
    assert "Short: 294 pieces = 6 boxes" in page
    assert "2026-12-03" in page


def test_too_many_packs_are_said_beside_the_item(client, applicant, draft):
    client.force_login(applicant)

    page = client.post(page_of(draft, "inventory"), {"mask_packs": 900_000_000, "revision": 0})

    assert page.status_code == 422
    assert "This number is too large." in page.text
    assert not InventoryLine.objects.exists()
