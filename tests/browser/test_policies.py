"""An administrator changes one number, looks at what it would change, and publishes it; rows by htmx on the way."""

import pytest
from playwright.sync_api import expect

from reopening.models import PolicySet
from tests.browser.steps import press, wait_for_work
from tests.factories import PASSWORD, ready_application
from tests.reopening.policies import draft_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_one_number_is_changed_previewed_and_published(transactional_db, administrator, desk, person):
    case = ready_application()
    draft = draft_of(administrator)
    somebody = person()
    somebody.sign_in(administrator.username, PASSWORD)

    page = somebody.visit(f"{draft.get_absolute_url()}parts/lead_time/")
    page.get_by_label("Days", exact=True).fill("nine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Write a whole number.")
    page.get_by_label("Days", exact=True).fill("9")
    press(page.get_by_role("button", name="Save", exact=True))

    page.get_by_role("link", name="Phases", exact=True).click()
    rows = page.locator("details.policy-row")
    expect(rows).to_have_count(2)
    page.locator("button[value='add:phases']").click()
    expect(rows).to_have_count(3)
    page.locator("button[value='remove:phases.2']").click()
    expect(rows).to_have_count(2)
    press(page.get_by_role("link", name="All parts"))

    press(page.get_by_role("button", name="Preview"))
    wait_for_work()
    page.reload()
    expect(page.locator("main")).to_contain_text(case.firm.name)
    expect(page.locator("main")).to_contain_text("You cannot open on")
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator("main")).to_contain_text("Newly blocked: 1 case")
    page.get_by_label("Number of the notice").fill("2020-12")
    page.get_by_label("Date of the notice").fill("2020-03-01")
    page.get_by_label("Title of the notice").fill("Notice")
    press(page.get_by_role("button", name="Publish", exact=True))

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2020-12")
    draft = PolicySet.objects.get(pk=draft.pk)
    assert (draft.status, draft.rules.lead_time.days) == ("published", 9)
