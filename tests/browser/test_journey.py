"""
The whole chain as its people live it: a firm files, officials return it once and approve it in a batch, the
certificate prints and checks, the masks arrive and the condition turns green. Redis is emptied on the way.
"""

import re
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import expect

from core.models import Role
from core.services import anchors, divisions
from reopening.models import Application, Condition, StaffMember
from reopening.services import policies
from supplies.models import PlaceKind
from supplies.services import items, proof
from tests.browser.steps import STAFF, choice, press, roster, wait_for_work
from tests.factories import PASSWORD, credit_code, resident_id, street
from tests.personas import official
from tests.supplies.makers import place, supplier

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PLAN = (
    "入口测温，体温异常者不得进入并立即报告街道；每日两次消毒，专人登记；物资专人保管，错峰就餐，责任到人。"
)


@pytest.fixture
def city(transactional_db):
    """The city before the first firm: places, policy, items, officials, a depot and two departments."""
    divisions.load(divisions.DEMO_FILE)
    policies.load(policies.shipped())
    items.load()
    district = street().parent
    for role in (Role.REVIEWER, Role.APPROVER, Role.DISPATCHER, Role.COURIER):
        official(role, district)
    place(PlaceKind.DEPOT, division=district)
    supplier("区应急管理局", name_en="Emergency Bureau")
    supplier("区发展和改革局", name_en="Development Bureau")


def test_from_the_first_visit_to_the_masks_at_the_door(city, desk, person, empty_broker, tmp_path):
    firm = person(width=390)
    application = file_application(firm)
    return_and_correct(person(), firm, application)
    order_what_is_missing(firm, application)
    sign_batch(person(), person(width=1440), application)
    empty_broker.flushdb()  # everything the doorbell knew is gone
    wait_for_work()
    check_certificate(firm, person(width=390, locale="zh-CN"), application, tmp_path)
    share_and_deliver(person(), person(width=390), firm, application)
    revoke(person(), person(width=390), application)
    assert list(anchors.faults()) == []
    assert list(proof.faults()) == []


def file_application(firm) -> Application:
    page = firm.visit("/sign-up/")
    page.fill("[name=credit_code]", credit_code(1)[:-1] + "?")
    page.get_by_label("Name of the firm").fill("北山演示食品有限公司")
    page.get_by_label("Legal representative").fill("演示法人")
    page.fill("[name=division]", "西湖")
    page.get_by_role("button", name="Beishan Subdistrict").click()
    page.get_by_label("Address").first.fill("北山演示路1号")
    page.fill("[name=industry_code]", "渔业")
    page.fill("[name=staff_total]", str(STAFF))
    page.fill("[name=contact_name]", "演示联系人")
    page.fill("[name=contact_phone]", "13800000000")
    page.fill("[name=username]", "new.firm")
    page.fill("[name=email]", "new.firm@example.test")
    page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Sign up", exact=True))
    expect(page.locator(".error-summary, .invalid-feedback, .field-error").first).to_be_visible()
    page.fill("[name=credit_code]", credit_code(1))
    if not page.input_value("[name=password]"):
        page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Sign up", exact=True))
    press(page.get_by_role("link", name="Start the application"))
    press(page.locator("main form button[type=submit]").first)
    expect(page.get_by_text("Draft").first).to_be_visible()
    application = Application.objects.get()
    fill_sections(firm, application)
    return application


def fill_sections(firm, application) -> None:
    base = application.get_absolute_url()
    page = firm.visit(f"{base}firm/")
    page.check("[name=site_kind][value=factory]")
    page.fill("[name=area_m2]", "800")
    page.check("[name=firm_class][value=daily_life]")
    page.fill("[name=class_evidence]", "粮油食品生产")
    page.check("[name=has_isolation_area][value=true]")
    press(page.locator("main form button[type=submit]").first)

    page = firm.visit(f"{base}schedule/")
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.fill("[name=opens_on]", tomorrow.isoformat())
    page.fill("[name=heads_on_site]", str(STAFF))
    expect(page.get_by_text("the earliest day is").first).to_be_visible()
    page.fill("[name=opens_on]", (tomorrow + timedelta(days=6)).isoformat())
    press(page.locator("main form button[type=submit]").first)

    upload(firm, base)

    page = firm.visit(f"{base}inventory/")
    page.fill("[name=mask]", "120")
    page.fill("[name=thermometer]", "2")
    page.fill("[name=disinfectant]", "60000")
    page.fill("[name=alcohol]", "3000")
    expect(page.get_by_text("2.0 days; the reserve is 7").first).to_be_visible()
    press(page.locator("main form button[type=submit]").first)

    page = firm.visit(f"{base}plan/")
    for section in page.locator("main textarea").all():
        section.fill(PLAN)
    press(page.locator("main form button[type=submit]").first)
    submit(firm, base)


def upload(firm, base: str) -> None:
    page = firm.visit(f"{base}roster/")
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[type=file]", {"name": "员工.xlsx", "mimeType": xlsx, "buffer": roster()})
    press(page.get_by_role("button", name="Upload and look at it"))
    # The page follows the work by itself.
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("does not fit").first).to_be_visible()
    press(page.get_by_role("button", name=f"Put {STAFF - 1} people on the roster"))
    expect(page.get_by_text("people accepted and screened")).to_be_visible(timeout=60_000)
    assert StaffMember.objects.count() == STAFF - 1

    page = firm.visit(f"{base}roster/people/add/")
    page.fill("[name=name]", "员工41")
    page.fill("[name=resident_id]", resident_id(41))
    page.fill("[name=mobile]", "13800000000")
    press(page.locator("main form button[type=submit]").first)
    page = firm.visit(f"{base}roster/")
    expect(page.get_by_text(f"All {STAFF}").first).to_be_visible()


def submit(firm, base: str) -> None:
    page = firm.visit(f"{base}submit/")
    page.check("[name=committed]")
    press(page.get_by_role("button", name="Submit the application"))
    expect(page.get_by_text("Submitted").first).to_be_visible()


def return_and_correct(officer, firm, application) -> None:
    officer.sign_in("reviewer-330106", PASSWORD)
    page = officer.visit("/queue/?division=330106")
    press(page.get_by_role("link", name="北山演示食品有限公司").first)
    page = officer.visit(f"/queue/{application.public_id}/")
    press(page.get_by_role("button", name="Claim"))
    press(page.get_by_role("link", name=re.compile("Return")))
    page.locator("[name=reasons]").first.check()
    page.fill("[name=note]", "请补充应急处置的联系人。")
    press(page.locator("main form button.btn-primary, main form button.btn-danger").first)
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()

    page = firm.visit(application.get_absolute_url())
    expect(page.get_by_text("请补充应急处置的联系人。").first).to_be_visible()
    page = firm.visit(f"{application.get_absolute_url()}plan/")
    page.locator("main textarea").last.fill(PLAN + "联系人：演示联系人。")
    press(page.locator("main form button[type=submit]").first)
    submit(firm, application.get_absolute_url())

    page = officer.visit("/queue/")
    expect(page.get_by_text("Handed in again").first).to_be_visible()
    page = officer.visit(f"/queue/{application.public_id}/")
    press(page.get_by_role("button", name="Claim"))
    press(page.get_by_role("button", name="Recommend"))
    page = officer.visit(f"/queue/{application.public_id}/")
    expect(page.get_by_role("button", name="Look again")).to_be_visible()


def order_what_is_missing(firm, application) -> None:
    page = firm.visit(f"/supplies/applications/{application.public_id}/orders/new/")
    press(page.get_by_role("button", name="Order what is missing"))
    expect(page.get_by_text("300").first).to_be_visible()  # 60 people for 7 days, less the 120 in hand


def sign_batch(stranger, approver, application) -> None:
    approver.sign_in("approver-330106", PASSWORD)
    page = approver.visit("/batches/new/")
    page.fill("[name=division]", "330106")
    application.refresh_from_db()
    page.select_option("[name=phase]", application.phase)
    page.fill("[name=opens_on]", application.opens_on.isoformat())
    page.fill("[name=quota_firms]", "10")
    page.fill("[name=quota_heads]", "500")
    press(page.get_by_role("button", name="Open the batch"))
    press(page.get_by_role("button", name="Fill by due time"))
    expect(page.get_by_text("北山演示食品有限公司").first).to_be_visible()
    press(page.get_by_role("link", name=re.compile("^Sign")).first)
    press(page.get_by_role("button", name="Sign"))
    wait_for_work()
    page.reload()
    expect(page.get_by_text("Approved").first).to_be_visible()
    press(page.get_by_role("button", name=re.compile("Publish")))

    page = stranger.visit("/publications/")
    page.locator("main a[href*='/publications/']").first.click()
    expect(page.get_by_text("北山演示食品有限公司").first).to_be_visible()


def check_certificate(firm, guard, application, folder) -> None:
    page = firm.visit(application.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    path = folder / "certificate.pdf"
    download.value.save_as(path)

    picture = pypdfium2.PdfDocument(path)[0].render(scale=3).to_pil()
    [code] = zxingcpp.read_barcodes(picture)

    page = guard.visit(code.text)
    expect(page.get_by_text("北山演示食品有限公司").first).to_be_visible()
    expect(page.locator(".check-not_yet_valid")).to_contain_text("尚未生效")  # good from the opening day
    condition = Condition.objects.get(application=application)
    assert (condition.kind, condition.status) == ("supplies_delivered", "open")


def share_and_deliver(dispatcher, courier, firm, application) -> None:
    dispatcher.sign_in("dispatcher-330106", PASSWORD)
    for source in ("Emergency Bureau", "Development Bureau"):
        page = dispatcher.visit("/supplies/stock/receive/")
        page.select_option("[name=supplier]", index=choice(page, "supplier", source))
        page.select_option("[name=depot]", index=1)
        page.select_option("[name=item]", index=choice(page, "item", "ask"))
        page.fill("[name=units]", "200")
        page.fill("[name=lot_no]", f"L-{source}")
        page.fill("[name=expires_on]", (timezone.localdate() + timedelta(days=300)).isoformat())
        press(page.get_by_role("button", name="Take into the books"))

    page = dispatcher.visit("/supplies/rounds/new/")
    page.fill("[name=division]", "330106")
    press(page.get_by_role("button", name="Open the round"))
    press(page.get_by_role("button", name=re.compile("Freeze")))
    press(page.get_by_role("button", name="Compute"))
    press(page.get_by_role("link", name="Publish…"))
    press(page.locator("main form button.btn-primary").first)
    # The page comes back by itself when the worker has done it.
    expect(page.locator(".state", has_text="Published")).to_be_visible(timeout=30_000)

    page = dispatcher.visit("/supplies/runs/new/")
    page.select_option("[name=depot]", index=1)
    page.select_option("[name=courier]", index=1)
    press(page.get_by_role("button", name="Make the run"))
    press(page.get_by_role("button", name="Plan"))

    courier.sign_in("courier-330106", PASSWORD)
    page = courier.visit("/supplies/courier/")
    press(page.get_by_role("button", name="Loaded, leave now"))

    page = firm.visit(application.get_absolute_url())
    page.locator("a[href*='/supplies/orders/']").first.click()
    code = page.locator(".hand-over-code").inner_text().replace(" ", "").strip()

    page = courier.visit("/supplies/courier/")
    press(page.get_by_role("link", name=re.compile("北山演示食品")))
    page.fill("[name=code]", code)
    page.fill("[name=receiver]", "演示联系人")
    press(page.get_by_role("button", name="Handed over"))
    page = courier.visit("/supplies/courier/")
    press(page.get_by_role("button", name="Close the run"))

    condition = Condition.objects.get(application=application)
    assert condition.status == "fulfilled"
    page = firm.visit(application.get_absolute_url())
    expect(page.get_by_text("Fulfilled").first).to_be_visible()


def revoke(approver, guard, application) -> None:
    approver.sign_in("approver-330106", PASSWORD)
    certificate = application.certificates.get()
    page = approver.visit(f"/certificates/{certificate.public_id}/revoke/")
    page.fill("[name=reason]", "现场核查发现防控措施未落实。")
    press(page.locator("main form button.btn-danger").first)

    page = guard.visit(f"/verify/{certificate.token}/")
    expect(page.locator(".check-revoked")).to_be_visible()
