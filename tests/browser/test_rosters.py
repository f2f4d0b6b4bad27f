"""A roster file in a real browser: looked at first; whatever was typed into it stays text."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import wait_for_work
from tests.browser.test_pages import SEEN, barriers
from tests.factories import PASSWORD, ApplicationFactory
from tests.reopening.roster_files.rosters import HEADER, row, table

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HOSTILE = [
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    '"><svg onload=window.__xss=1>',
    "{{constructor.constructor('window.__xss=1')()}}",
    "javascript:window.__xss=1",
    "'-window.__xss=1-'",
]


def test_a_hostile_roster_is_looked_at_and_stored_without_a_line_of_it_running(
    applicant, desk, person, tmp_path
):
    draft = ApplicationFactory(firm=applicant.firms.get())
    people = [row(number, name=name, post=name) for number, name in enumerate(HOSTILE)]
    people += [row(20, mobile="1"), *(row(30 + number, symptoms="是") for number in range(3))]
    for width, locale, dark in SEEN:
        somebody = person(width=width, locale=locale, dark=dark)
        somebody.sign_in(applicant.username, PASSWORD)
        page = somebody.visit(f"{draft.get_absolute_url()}roster/")
        file = {"name": "<b>名册.csv", "mimeType": "text/csv", "buffer": table([HEADER, *people]).encode()}
        page.set_input_files("input[type=file]", file)
        page.locator("form[enctype] button[type=submit]").click()
        page.wait_for_url("**/uploads/**")
        wait_for_work()
        expect(page.locator("form[action$='/accept/']")).to_be_visible(timeout=30_000)
        page.screenshot(path=tmp_path / f"looked-at-{width}-{locale}.png", full_page=True)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        page.locator("form[action$='/accept/'] button").click()
        wait_for_work()
        page.reload()
        expect(page.locator(".tile")).not_to_have_count(0)
        page.goto(f"{desk.url}{draft.get_absolute_url()}roster/")
        expect(page.locator("tbody tr")).to_have_count(len(people) - 1)
        assert page.evaluate("window.__xss") is None
