"""Places and trades are typed by name in filters, which ask by GET, as in forms; with the keyboard alone, too."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, division, other_street, street

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(autouse=True)
def places(transactional_db, desk):
    street(), other_street(), division("330106003", "西溪街道", "Xixi Subdistrict")


def test_a_filter_of_anybody_offers_what_is_typed_by_keyboard(person):
    page = person(width=390).visit("/register/")
    field = page.locator("[name=division]")

    field.press_sequentially("西湖")
    expect(page.get_by_role("button", name="Hangzhou City · Xihu District", exact=True)).to_be_visible()
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Hangzhou City · Xihu District")
    expect(page.locator(".finding-pass", has_text="(330106)")).to_be_visible()
    field.press("Enter")

    expect(page).to_have_url(re.compile("Xihu"))
    expect(page.locator("[name=division]")).to_have_value("Hangzhou City · Xihu District")


def test_an_offer_is_put_away_by_escape_and_kept_from_moving_the_filters(person):
    page = person().visit("/register/")
    field = page.locator("[name=industry]")
    button = page.get_by_role("button", name="Show")
    before = button.bounding_box()

    field.press_sequentially("manufact")
    expect(page.get_by_role("button", name="C Manufacturing")).to_be_visible()
    assert button.bounding_box() == before
    field.press("Escape")
    expect(page.get_by_role("button", name="C Manufacturing")).to_have_count(0)


def test_ones_own_places_are_offered_before_anything_is_typed(person, approver):
    somebody = person()
    somebody.sign_in(approver.username, PASSWORD)
    page = somebody.visit("/suspensions/new/")

    page.locator("[name=division]").focus()
    expect(page.locator(".suggestions button").first).to_have_text("Hangzhou City · Xihu District")
    page.locator("[name=within]").press_sequentially("北山街道；西溪")
    expect(page.locator(".finding-pass", has_text="(330106002); ")).to_be_visible()
