"""An administrator changes one number, looks at what it would change, and publishes it; rows by htmx on the way."""

import pytest
from playwright.sync_api import expect

from core.audit import trail
from reopening.models import Application, PolicySet, Recheck
from tests.browser.steps import press, wait_for_work
from tests.factories import PASSWORD, policy_set, ready_application, submitted_application
from tests.reopening.policies import draft_of, masks

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


@pytest.mark.parametrize(
    ("rule", "said", "moved"),
    [
        ("keep", "Of these, 0 cases are taken over.", 0),
        ("recheck", "Newly blocked: 2 cases", 2),
    ],
)
def test_filed_cases_are_kept_or_rechecked_as_the_set_says(
    transactional_db, administrator, desk, person, rule, said, moved
):
    filed, begun = submitted_application(masks=1_000), ready_application(masks=1_000)
    draft = draft_of(administrator, supplies=masks(policy_set()))
    frozen = filed.snapshot
    somebody = person()
    somebody.sign_in(administrator.username, PASSWORD)

    page = somebody.visit(f"{draft.get_absolute_url()}parts/refiling/")
    page.locator("[name='refiling.on_change']").select_option(rule)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Preview").click()
    wait_for_work()
    page.reload()
    expect(page.locator("main")).to_contain_text(filed.firm.name)
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator("main")).to_contain_text("ends on the day before.")
    expect(page.locator("main")).to_contain_text(said)
    page.get_by_label("Number of the notice").fill("2020-13")
    page.get_by_label("Date of the notice").fill("2020-03-01")
    page.get_by_label("Title of the notice").fill("Notice")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("main")).to_contain_text("2020-13")
    wait_for_work()

    cases = Application.objects.in_bulk([filed.pk, begun.pk])
    assert sum(case.policy_set_id == draft.pk for case in cases.values()) == moved
    assert Recheck.objects.count() == moved
    assert cases[filed.pk].snapshot["findings"] == frozen["findings"]
    assert ("application.recheck" in {event.verb for event in trail(filed)}) is bool(moved)
