"""Charts to explore: the figures of the table beside them; the drawing stays for phones and for paper."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from supplies.models import Round
from tests.supplies import makers

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "a-word-for-one-test"
DRAWN = """place => echarts.getInstanceByDom(place).getOption().series.map(
    ({name, data}) => [name, data.map(each => each.value ?? each)])"""
TABLED = """table => [...table.tBodies[0].rows].map(
    row => [...row.querySelectorAll('[data-value]')].map(cell => Number(cell.dataset.value)))"""


@pytest.fixture
def round_(transactional_db, settings, tmp_path) -> Round:
    """The demo's district, and one round that is only computed."""
    settings.DEMO = True
    (tmp_path / "password").write_text(PASSWORD)
    call_command("load_demo", "--password-file", tmp_path / "password")
    return makers.computed_round()


def dispatcher(person, path: str, **screen) -> Page:
    somebody = person(**screen)
    somebody.sign_in("dispatcher", PASSWORD)
    return somebody.visit(path)


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_charts_say_what_the_tables_say(round_, person, locale):
    for path in ("/supplies/figures/", f"{round_.get_absolute_url()}compare/"):
        page = dispatcher(person, path, locale=locale)
        live = page.locator(".chart-live canvas")
        expect(live.first).to_be_visible()

        tables = page.locator("table[data-chart]")
        assert tables.count() > 0
        expect(live).to_have_count(tables.count())  # each is drawn when its turn comes
        for number in range(tables.count()):
            rows = tables.nth(number).evaluate(TABLED)
            drawn = page.locator(".chart-live").nth(number).evaluate(DRAWN)
            assert [values for _name, values in drawn] == [list(column) for column in zip(*rows, strict=True)]
            assert all(name for name, _values in drawn)
        expect(page.locator("svg.chart").first).to_be_hidden()
        page.locator(
            ".chart-live"
        ).first.hover()  # a note is drawn: the security policy has nothing to refuse

        page.emulate_media(media="print")
        expect(live.first).to_be_hidden()
        expect(page.locator("svg.chart").first).to_be_visible()


def test_a_phone_keeps_the_drawing_and_loads_no_library(round_, person):
    page = dispatcher(person, "/supplies/figures/", width=390)

    expect(page.locator("svg.chart").first).to_be_visible()
    assert page.locator("script[src*='echarts.common']").count() == 0
    assert page.locator(".chart-live").count() == 0
