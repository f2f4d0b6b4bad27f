"""What is offered below a field while it is typed."""

import pytest
from playwright.sync_api import expect

from tests.factories import division, street

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize("pressed", [0, 600])  # milliseconds: a mouse, and a finger that stays a while
def test_a_suggestion_is_taken_however_long_it_is_pressed(person, pressed):
    street(), division("330106003", "西溪街道", "Xixi Subdistrict")
    page = person(width=390).visit("/sign-up/")
    page.locator("[name=division]").press_sequentially("西湖")

    page.get_by_role("button", name="Beishan Subdistrict").click(delay=pressed)

    expect(page.locator("[name=division]")).to_have_value(
        "Hangzhou City · Xihu District · Beishan Subdistrict"
    )
