"""Numbers typed on a Chinese keyboard: wide digits arrive, and what is no number is told beside its field."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from approvals.models import DayQuota
from core.dates import shanghai_day
from supplies.models import Lot
from tests.browser.steps import press
from tests.factories import PASSWORD, street
from tests.supplies import makers

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_an_officials_quota(transactional_db, approver, desk, person):
    somebody = person()
    somebody.sign_in(approver.username, PASSWORD)
    page = somebody.visit("/batches/quotas/")
    day = shanghai_day(timezone.now()) + timedelta(days=5)
    page.fill("[name=division]", street().pk)
    page.fill("[name=first_day]", day.isoformat())

    page.get_by_label("At most firms").fill("１２０")
    page.get_by_label("At most people on site").press_sequentially("2千")
    expect(page.locator(".field-check", has_text="“2千” is not a number")).to_be_visible()
    press(page.get_by_role("button", name="Set the quota"))
    expect(page.locator(".errorlist", has_text="“2千” is not a number")).to_be_visible()
    expect(page.get_by_label("At most people on site")).to_have_value("2千")
    expect(page.get_by_label("At most firms")).to_have_value("１２０")

    page.get_by_label("At most people on site").fill("２，０００")
    press(page.get_by_role("button", name="Set the quota"))
    assert list(DayQuota.objects.values_list("firms", "heads")) == [(120, 2000)]


def test_a_keepers_receipt(transactional_db, desk, person):
    keeper, depot, source = makers.keeper(), makers.place(), makers.supplier()
    item = makers.item()
    somebody = person(width=390)
    somebody.sign_in(keeper.username, PASSWORD)
    page = somebody.visit("/supplies/stock/receive/")
    for name, row in (("supplier", source), ("depot", depot), ("item", item)):
        page.select_option(f"[name={name}]", str(row.pk))
    page.get_by_label("Lot number").fill("A1")

    page.get_by_label("Quantity").press_sequentially("1200只")
    expect(page.locator(".field-check", has_text="“1200只” is not a number")).to_be_visible()
    page.get_by_label("Quantity").fill("１　２００")
    expect(page.get_by_text("1,200", exact=True)).to_be_visible()
    press(page.get_by_role("button", name="Take into the books"))

    assert Lot.objects.get(lot_no="A1").balances.get(place=depot).on_hand == 1200


def test_a_guard_who_types_the_number_of_a_paper_is_sent_to_the_register(person):
    page = person(width=390).visit("/scan/")
    answer = page.locator("[data-answer]")

    page.fill("#address", "３３０１０６-20200217-0001-j")
    page.get_by_role("button", name="Check").click()
    expect(answer).to_have_attribute("data-state", "number")
    expect(answer).to_contain_text("by itself proves nothing")
    expect(answer.get_by_role("link")).to_have_attribute("href", "/register/?search=330106-20200217-0001-J")

    page.fill("#address", "杭州示例有限公司")
    page.get_by_role("button", name="Check").click()
    expect(answer).to_have_attribute("data-state", "mistyped")
    page.fill("#address", "https://elsewhere.example/verify/x/")
    page.get_by_role("button", name="Check").click()
    expect(answer).to_have_attribute("data-state", "foreign")
