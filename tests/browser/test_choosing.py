"""A lead chooses cases from a list on a phone: nothing lies beside the window, and one box chooses all."""

import pytest
from playwright.sync_api import expect

from tests.approvals.cases import draft_batch, recommended, signed_batch
from tests.browser.test_pages import barriers
from tests.factories import PASSWORD, FirmFactory, submitted_application

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SIDEWAYS = (
    "() => [...document.querySelectorAll('.table-scroll')].map(each => each.scrollWidth - each.clientWidth)"
)


def long_named() -> list[str]:
    return [f"西湖演示精密电子仪器设备制造第{number}有限责任公司" for number in range(1, 4)]


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "选择本页全部"), ("en", "Choose all on this page")])
def test_cases_nobody_has_are_chosen_and_handed_over_on_a_phone(desk, person, approver, locale, words):
    for name in long_named():
        submitted_application(FirmFactory(name=name))
    somebody = person(width=390, locale=locale)
    somebody.sign_in(approver.username, PASSWORD)

    page = somebody.visit("/queue/workload/unclaimed/")

    assert page.evaluate(SIDEWAYS) == [0]
    assert barriers(page) == []
    page.get_by_text(words).click()
    expect(page.locator("[data-selected-count]")).to_have_text("3")
    assert somebody.complaints == []


def test_members_and_candidates_of_a_batch_are_chosen_on_a_phone(desk, person, reviewer, approver):
    cases = [recommended(reviewer, FirmFactory(name=name)) for name in long_named()]
    signed = signed_batch(approver, cases[:1])
    draft = draft_batch(approver, phase=cases[0].phase)
    somebody = person(width=390)
    somebody.sign_in(approver.username, PASSWORD)

    page = somebody.visit(draft.get_absolute_url())
    assert page.evaluate(SIDEWAYS) == [0]
    page.get_by_role("button", name="Fill by due time").click()
    expect(page.get_by_text("2 cases were added.")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == [0]

    page = somebody.visit(f"{signed.get_absolute_url()}roll-back/")
    assert page.evaluate(SIDEWAYS) == [0]
