"""
Every employee declares on a phone, and in Jianggan the firm may submit only when all have.

The first comes by the QR code of the slip: nothing is typed, six taps. The second types the code and answers each
question by itself.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reopening.codes import shown
from reopening.models import Application, DeclarationLink, StaffMember
from tests.browser.steps import press, wait_for_work
from tests.browser.test_pages import barriers
from tests.factories import (
    PASSWORD,
    FirmFactory,
    MembershipFactory,
    UserFactory,
    city,
    division,
    ready_application,
)

pytestmark = [pytest.mark.slow, pytest.mark.browser]
POLL = 40_000  # ms; the page asks every ten seconds
QUESTIONS = ("in_city", "key_area", "contact", "household_ill", "symptoms", "isolated")


@pytest.fixture
def draft(transactional_db) -> Application:
    """Ready but for the declarations, at a place in Jianggan."""
    city()
    division("330104", "江干区", "Jianggan District")
    place = division("330104005", "凯旋街道", "Kaixuan Subdistrict")
    firm = FirmFactory(division=place, staff_total=2, name="江干演示食品有限公司")
    MembershipFactory(firm=firm, user=UserFactory(username="firm", password=PASSWORD))
    return ready_application(firm, staff=2)


def test_a_firm_of_jianggan_submits_when_everybody_has_declared_on_a_phone(draft, desk, person):
    firm = person()
    firm.sign_in("firm", PASSWORD)
    make_link_and_codes(firm, draft)
    assert_blocked(firm, draft)
    one, two = StaffMember.objects.filter(application=draft).order_by("pk")
    link = DeclarationLink.objects.get(application=draft)
    firm.visit(f"{draft.get_absolute_url()}declarations/")
    expect(firm.page.get_by_text("0 / 2")).to_be_visible()

    taps = by_slip(person(width=390, locale="zh-CN"), link, shown(one.code))
    expect(firm.page.get_by_text("1 / 2")).to_be_visible(timeout=POLL)
    by_hand(person(width=390, locale="zh-CN"), link, shown(two.code))
    expect(firm.page.get_by_text("2 / 2")).to_be_visible(timeout=POLL)
    submit(firm, draft)

    assert taps == 6
    draft.refresh_from_db()
    assert draft.status == "submitted"


def make_link_and_codes(firm, draft):
    page = firm.visit(f"{draft.get_absolute_url()}declarations/")
    press(page.get_by_role("button", name="Make the link"))
    press(page.get_by_role("button", name="Make codes and list"))
    wait_for_work()


def assert_blocked(firm, draft):
    page = firm.visit(f"{draft.get_absolute_url()}roster/")
    expect(
        page.get_by_text("0 of 2 people have declared their health themselves. 2 people are missing.")
    ).to_be_visible()
    page = firm.visit(f"{draft.get_absolute_url()}submit/")
    page.check("[name=committed]")
    press(page.get_by_role("button", name="Submit"))
    expect(page.get_by_text("The application cannot be submitted yet.").first).to_be_visible()


def by_slip(phone, link, code) -> int:
    """From scanning the slip to the result; how many taps. Nothing is typed."""
    page = phone.visit(link_on(phone, link) + f"#{code}")
    expect(page.locator("[name=code]")).to_have_value(code)
    assert code not in page.url
    taps = 0
    for button in ("继续", "同意并继续"):
        press(page.get_by_role("button", name=button, exact=True))
        taps += 1
    page.locator("label.answer-yes").first.click()
    page.get_by_role("button", name="以下均无，全部选“否”").click()
    taps += 2
    for button in ("下一步，核对内容", "提交"):
        press(page.get_by_role("button", name=button, exact=True))
        taps += 1
    expect(page.get_by_role("heading", name="可以上岗")).to_be_visible()
    return taps


def by_hand(phone, link, code):
    """With the code typed, and a follow-up that opens only under its answer."""
    page = phone.visit(link_on(phone, link))
    page.fill("[name=code]", code.lower().replace("-", " "))
    press(page.get_by_role("button", name="继续", exact=True))
    assert barriers(page) == []
    press(page.get_by_role("button", name="同意并继续", exact=True))
    expect(page.locator("[name=last_contact_on]")).to_be_hidden()
    assert barriers(page) == []
    page.locator("#id_contact .answer-yes").click()
    expect(page.locator("[name=last_contact_on]")).to_be_visible()
    page.locator("#id_contact .answer-no").click()
    for key in QUESTIONS:
        page.locator(f"#id_{key} .answer-{'yes' if key == 'in_city' else 'no'}").click()
    press(page.get_by_role("button", name="下一步，核对内容", exact=True))
    assert barriers(page) == []
    press(page.get_by_role("button", name="提交", exact=True))
    expect(page.get_by_role("heading", name="可以上岗")).to_be_visible()
    assert barriers(page) == []


def link_on(phone, link) -> str:
    return f"{phone.desk.url}/d/{link.token}/"


def submit(firm, draft):
    page = firm.visit(f"{draft.get_absolute_url()}submit/")
    page.check("[name=committed]")
    press(page.get_by_role("button", name="Submit"))
    assert timezone.now() > Application.objects.get(pk=draft.pk).submitted_at
