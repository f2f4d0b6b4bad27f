"""An administrator lays out a paper, reads what is wrong with it, and mends it."""

import pytest
from playwright.sync_api import expect

from core.models import PaperTemplate
from core.papers.kinds import wordings
from tests.browser.steps import press, wait_for_work
from tests.browser.test_pages import SEEN, barriers
from tests.factories import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize(("width", "locale", "dark"), SEEN)
def test_a_layout_is_written_looked_at_and_mended(administrator, desk, person, width, locale, dark):
    english = locale == "en"
    keep = "Keep and draw a sample" if english else "保存并生成样张"
    css = wordings()["receipt"].packaged_layout.css
    somebody = person(width=width, locale=locale, dark=dark)
    somebody.sign_in(administrator.username, PASSWORD)
    page = somebody.visit("/papers/templates/receipt/")
    press(page.get_by_role("button", name="Write a new version" if english else "编写新版本"))
    page = somebody.visit("/papers/templates/receipt/draft/layout/")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    page.locator("#id_css").fill(css + "h1 { color: white }")
    press(page.get_by_role("button", name=keep))
    wait_for_work()
    page.reload()
    expect(page.locator("main")).to_contain_text("can't be seen" if english else "看不见")

    page = somebody.visit("/papers/templates/receipt/draft/layout/")
    page.locator("#id_css").fill(css + "h1 { color: #c00000 }")
    press(page.get_by_role("button", name=keep))
    wait_for_work()
    page.reload()
    expect(page.locator("main")).not_to_contain_text("can't be seen" if english else "看不见")
    assert PaperTemplate.objects.get().problems == []
