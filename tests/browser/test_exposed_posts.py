"""A firm on a phone says how many people hold exposed posts, and sees at once what their masks come to."""

import pytest
from playwright.sync_api import expect

from reopening.models import PolicySet
from tests.browser.steps import press
from tests.factories import PASSWORD, ready_application
from tests.reopening.test_exposed_posts import with_exposed

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_firm_says_how_many_people_hold_exposed_posts(transactional_db, applicant, desk, person):
    case = ready_application(applicant.firms.get(), masks=21)
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=with_exposed(case.policy_set.body))
    somebody = person(width=390)
    somebody.sign_in(applicant.username, PASSWORD)

    page = somebody.visit(f"/applications/{case.public_id}/schedule/")
    exposed = page.get_by_label("Of these, on exposed posts")
    expect(page.locator("main")).to_contain_text("is not known yet: guards, canteen, cleaners")
    exposed.fill("９")
    expect(page.locator(".saved-note")).to_contain_text("More people are on exposed posts than on site")
    exposed.fill("１")
    expect(page.locator("main")).not_to_contain_text("is not known yet")
    press(page.get_by_role("button", name="Save and go back to the list"))

    page = somebody.visit(f"/applications/{case.public_id}/inventory/")
    expect(page.locator("main")).to_contain_text(
        "(2 people + 1 on exposed posts × 2) × 1 a day × 7 days = 28 pieces."
    )
