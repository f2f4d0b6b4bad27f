"""A firm's safety officer begins on the phone and goes on at the desk, and nothing typed on either is lost."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from reopening.models import Application, PlanSection, StaffMember
from tests.factories import PASSWORD, MembershipFactory, ready_application, resident_id

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ON_THE_PHONE = "门卫每日六时起为每位员工测量体温并登记，体温异常者不得进入厂区。"
AT_THE_DESK = "食堂分三批就餐，每批间隔三十分钟，就餐后立即消毒。"
LATER_ON_THE_PHONE = "接送车辆每日消毒两次，由司机登记。"


@pytest.fixture
def case(transactional_db) -> Application:
    member = MembershipFactory(user__username="applicant", firm__staff_total=30)
    return ready_application(member.firm, heads_on_site=30)


@pytest.fixture
def phone(case, person):
    somebody = person(width=390)
    somebody.sign_in("applicant", PASSWORD)
    return somebody


@pytest.fixture
def desktop(case, person):
    somebody = person()
    somebody.sign_in("applicant", PASSWORD)
    return somebody


def note(page):
    return page.locator(".saved-note")


def written(case, key):
    return PlanSection.objects.get(application=case, key=key).text


def test_a_section_begun_on_the_phone_goes_on_at_the_desk_and_says_when_it_moved_on(case, phone, desktop):
    first, second, *_rest = [each.key for each in case.policy_set.rules.plan.sections]
    address = f"{case.get_absolute_url()}plan/"
    on_phone = phone.visit(address)
    on_phone.locator(f"textarea[name$={first}]").fill(ON_THE_PHONE)
    expect(note(on_phone)).to_contain_text("Saved at")

    at_desk = desktop.visit(case.get_absolute_url())
    at_desk.goto(f"{desktop.desk.url}{address}")
    expect(at_desk.locator(f"textarea[name$={first}]")).to_have_value(ON_THE_PHONE)
    at_desk.locator(f"textarea[name$={second}]").fill(AT_THE_DESK)
    expect(note(at_desk)).to_contain_text("Saved at")

    phone.go_offline()
    on_phone.locator(f"textarea[name$={first}]").fill(LATER_ON_THE_PHONE)
    expect(note(on_phone)).to_contain_text("there is no connection")
    phone.go_online()
    expect(note(on_phone)).to_contain_text("Somebody saved this part after you opened it")
    assert (written(case, first), written(case, second)) == (ON_THE_PHONE, AT_THE_DESK)

    on_phone.click("text=Save and go back to the list")
    expect(on_phone.locator("h2", has_text="Saved by somebody else meanwhile")).to_be_visible()
    expect(on_phone.locator("dd", has_text=AT_THE_DESK)).to_be_visible()
    expect(on_phone.locator(f"textarea[name$={first}]")).to_have_value(LATER_ON_THE_PHONE)
    on_phone.locator(f"textarea[name$={second}]").fill(AT_THE_DESK)
    with on_phone.expect_navigation():
        on_phone.click("text=Save and go back to the list")
    assert (written(case, first), written(case, second)) == (LATER_ON_THE_PHONE, AT_THE_DESK)


def test_somebody_half_entered_on_the_phone_is_finished_at_the_desk(case, phone, desktop):
    address = f"{case.get_absolute_url()}roster/people/add/"
    on_phone = phone.visit(address)
    on_phone.fill("input[name=name]", "演示返岗员工")
    on_phone.check("input[name=outside_city]")
    expect(note(on_phone)).to_contain_text("not saved yet")

    at_desk = desktop.visit(address)
    expect(at_desk.locator(".notice", has_text="What you typed here until")).to_be_visible()
    expect(at_desk.locator("input[name=name]")).to_have_value("演示返岗员工")
    expect(at_desk.locator("input[name=outside_city]")).to_be_checked()
    at_desk.select_option("select[name=id_kind]", "passport")
    at_desk.fill("input[name=resident_id]", "E12345678")
    expect(at_desk.locator(".field-check", has_text="E12345678")).to_be_visible()
    with at_desk.expect_navigation():
        at_desk.click("text=Save and screen")

    assert StaffMember.objects.get(name="演示返岗员工").resident_id == "passport:E12345678"
    assert phone.visit(address).locator("input[name=name]").input_value() == ""


def end_session(device) -> None:
    [cookie] = [each for each in device.context.cookies() if each["name"] == "session"]
    Session.objects.filter(session_key=cookie["value"]).delete()


def sign_in_beside(device, link) -> None:
    with device.context.expect_page() as opening:
        link.click()
    window = opening.value
    window.fill("input[name=login]", "applicant")
    window.fill("input[name=password]", PASSWORD)
    window.click("main button[type=submit]")
    expect(window.locator("h1", has_text="You are signed in again")).to_be_visible()
    window.close()
    with device.page.expect_response("**/signed-in/form-token/"):
        # As when its window is looked at again; without a screen every window always has the focus.
        device.page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_a_session_that_ends_while_somebody_types_costs_a_sign_in_and_nothing_else(case, phone):
    page = phone.visit(f"{case.get_absolute_url()}roster/people/add/")
    page.fill("input[name=name]", "演示返岗员工")
    end_session(phone)
    page.fill("input[name=resident_id]", resident_id(78))
    page.locator("input[name=resident_id]").blur()
    expect(note(page)).to_contain_text("You are signed out")

    sign_in_beside(phone, note(page).get_by_role("link"))

    expect(note(page)).to_contain_text("not saved yet")
    with page.expect_navigation():
        page.click("text=Save and screen")
    assert StaffMember.objects.filter(name="演示返岗员工").exists()


def test_a_form_sent_after_the_session_ended_is_sent_again(case, phone):
    page = phone.visit(f"{case.get_absolute_url()}roster/people/add/")
    page.fill("input[name=name]", "演示返岗员工")
    page.fill("input[name=resident_id]", resident_id(79))
    expect(note(page)).to_contain_text("not saved yet")
    end_session(phone)
    with page.expect_navigation():
        page.click("text=Save and screen")
    expect(page.locator("h1", has_text="You are signed out")).to_be_visible()

    sign_in_beside(phone, page.locator("main li a"))
    with page.expect_navigation():
        page.click("text=Send the form again")

    assert StaffMember.objects.filter(name="演示返岗员工").exists()
