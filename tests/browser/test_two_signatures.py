"""Two people of a firm must sign: one at the phone, one at the desk, who first sends it back with a reason."""

import pytest
from playwright.sync_api import expect

from reopening.models import Application
from tests.factories import PASSWORD, MembershipFactory, ready_application
from tests.reopening.services.test_signatures import with_two

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def case(transactional_db) -> Application:
    first = MembershipFactory(user__username="owner", user__language="zh-hans", user__name="演示法人")
    MembershipFactory(firm=first.firm, user__username="partner", user__name="演示合伙人")
    return with_two(ready_application(first.firm))


def test_the_second_declines_with_a_reason_and_signs_once_it_is_mended(case, person):
    owner, partner = person(width=390, locale="zh-CN"), person()
    owner.sign_in("owner", PASSWORD)
    partner.sign_in("partner", PASSWORD)
    submit = f"{case.get_absolute_url()}submit/"

    on_phone = owner.visit(submit)
    on_phone.check("input[name=committed]")
    on_phone.get_by_role("button", name="签署申请").click()
    expect(on_phone.locator("main")).to_contain_text("演示法人已签署，等待第二人签署")

    at_desk = partner.visit("/")
    at_desk.get_by_role("link", name="Read and sign").click()
    at_desk.get_by_role("link", name="Do not sign").click()
    at_desk.locator("[name=note]").fill("到岗人数写多了")
    at_desk.get_by_role("button", name="Do not sign").click()
    expect(at_desk.locator("main")).to_contain_text("到岗人数写多了")

    on_phone = owner.visit(submit)
    expect(on_phone.locator(".notice-body")).to_contain_text("演示合伙人未签署：到岗人数写多了")
    on_phone.check("input[name=committed]")
    on_phone.get_by_role("button", name="签署申请").click()
    expect(on_phone.locator("main")).to_contain_text("演示法人已签署，等待第二人签署")

    at_desk = partner.visit(submit)
    at_desk.check("input[name=committed]")
    at_desk.get_by_role("button", name="Sign and submit").click()
    expect(at_desk.locator("main")).to_contain_text("Submitted")
    case.refresh_from_db()
    assert (case.status, case.submitted_by.username) == ("submitted", "partner")
