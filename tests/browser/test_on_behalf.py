"""Filing for others as people live it: a call to the hotline, a form that the register fills in, the mall's tenants."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from core.dates import shanghai_day
from reopening.models import Application, Firm, Mandate, PlanSection, Tenancy
from tests.browser.steps import press, wait_for_work
from tests.browser.test_pages import barriers
from tests.factories import (
    PASSWORD,
    InventoryLineFactory,
    MembershipFactory,
    RegisteredFirmFactory,
    StaffMemberFactory,
    credit_code,
    policy_set,
    street,
)
from tests.reopening.roster_files.rosters import workbook
from tests.reopening.umbrellas import HEADER, line, make_ready, tenant_code

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CODE = credit_code(70_001)
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def prepare(application):
    """What the caller's colleagues bring later: people, supplies and the plan."""
    StaffMemberFactory.create_batch(3, application=application)
    for item, quantity in {"mask": 1000, "thermometer": 2, "disinfectant": 50_000}.items():
        InventoryLineFactory(application=application, item_code=item, quantity=quantity)
    for section in application.policy_set.rules.plan.sections:
        text = "按照要求落实各项防控措施，责任到人。" * 5
        PlanSection.objects.create(application=application, key=section.key, text=text)


def fits(page) -> None:
    """No barrier that axe knows, nothing beside the window."""
    page.wait_for_load_state("networkidle")
    assert barriers(page) == []
    assert page.evaluate(TOO_WIDE) <= 0


def test_a_call_is_taken_filed_and_later_read_by_the_firm(clerk, desk, person):
    policy_set()
    RegisteredFirmFactory(credit_code=CODE, name="云溪食品有限公司", address="云溪路9号")
    somebody = person(width=1280)
    somebody.sign_in(clerk.username, PASSWORD)

    number, code = take_the_call(somebody)
    application = fill_in(somebody.page)
    somebody.page.get_by_role("link", name="Read the commitment out and submit").click()
    somebody.page.check("[name=committed]")
    press(somebody.page.get_by_role("button", name="Submit the application"))
    expect(somebody.page.get_by_text("Your application has been submitted.")).to_be_visible()

    owner_reads(person(width=390), application, number, code)


def take_the_call(somebody) -> tuple[str, str]:
    """The number of the call, and the one-time code for the caller."""
    page = somebody.visit("/hotline/")
    page.fill("[name=q]", "云溪")
    press(page.get_by_role("button", name="Find"))
    page.get_by_role("link", name="云溪食品有限公司").click()
    expect(page.locator("[name=name]")).to_have_value("云溪食品有限公司")
    expect(page.locator("[name=address]")).to_have_value("云溪路9号")
    fits(page)

    page.fill("[name=staff_total]", "3")
    page.fill("[name=giver_name]", "王女士")
    page.fill("[name=giver_phone]", "138 0000 1234")
    page.check("[name=giver_relation][value=manager]")
    expect(page.locator(".saved-note")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("[name=giver_name]")).to_have_value("王女士")
    expect(page.locator("[name=giver_relation][value=manager]")).to_be_checked()
    assert page.evaluate("localStorage.length") == 0
    press(page.get_by_role("button", name="Record the consent and go on"))
    expect(page.locator("#error-summary")).to_contain_text("go on only when the caller has agreed")
    page.check("[name=agreed]")
    press(page.get_by_role("button", name="Record the consent and go on"))

    mandate = Mandate.objects.get()
    expect(page.get_by_text(mandate.number)).not_to_have_count(0)
    said = page.get_by_text("One-time code for the caller").inner_text()
    fits(page)
    return mandate.number, re.search(r": (\S+-\S+)\. ", said).group(1)


def fill_in(page) -> Application:
    """What the caller says, part by part; each saves itself, and a refresh loses nothing."""
    page.check("#part-firm [name=site_kind][value=factory]")
    page.check("#part-firm [name=firm_class][value=daily_life]")
    page.fill("#part-firm [name=class_evidence]", "粮油食品生产")
    page.fill("#part-firm [name=area_m2]", "200")
    page.check("#part-firm [name=has_isolation_area][value=true]")
    page.fill("#part-schedule [name=heads_on_site]", "3")
    page.locator("#part-schedule [name=heads_on_site]").blur()
    for part in ("firm", "schedule"):
        expect(page.locator(f"#part-{part} .saved-note")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("#part-firm [name=class_evidence]")).to_have_value("粮油食品生产")
    expect(page.locator("#part-schedule [name=heads_on_site]")).to_have_value("3")
    day = page.locator("#part-schedule [name=opens_on]")
    application = Application.objects.get()
    day.fill(opening_day(application))
    day.blur()
    expect(page.locator("#part-schedule .saved-note")).to_contain_text("Saved at")
    prepare(application)
    return application


def opening_day(application) -> str:
    return (shanghai_day(application.created_at) + timedelta(days=6)).isoformat()


def owner_reads(owner, application, number, code) -> None:
    """The firm's own person takes over, and reads who did what on whose word."""
    page = owner.visit("/take-over/")
    page.fill("[name=credit_code]", CODE)
    page.fill("[name=code]", code)
    page.fill("[name=name]", "王女士")
    page.fill("[name=username]", "wang")
    page.fill("[name=email]", "wang@example.test")
    page.fill("[name=password]", PASSWORD)
    fits(page)
    press(page.locator("main form button[type=submit]"))
    expect(page.get_by_text("The firm's account is yours.")).to_be_visible()

    page = owner.visit(f"/firms/{application.firm.public_id}/mandates/")
    row = page.locator("tbody tr")
    expect(row).to_contain_text(number)
    expect(row).to_contain_text("王女士 (Manager)")
    expect(row).to_contain_text("ended")
    fits(page)
    page = owner.visit(application.get_absolute_url())
    expect(page.locator(".timeline")).to_contain_text("the hotline, for 王女士")
    expect(page.get_by_text(number)).not_to_have_count(0)
    fits(page)


def test_the_register_fills_in_what_it_knows_and_nothing_that_was_typed(transactional_db, desk, person):
    policy_set()
    street()
    RegisteredFirmFactory(
        credit_code=CODE, name="云溪食品有限公司", address="云溪路9号", legal_representative="登记法人"
    )
    page = person(width=390).visit("/sign-up/")
    page.get_by_label("Legal representative").fill("现任法人")

    page.locator("[name=credit_code]").press_sequentially(CODE, delay=20)

    expect(page.get_by_label("Name of the firm")).to_have_value("云溪食品有限公司")
    expect(page.locator("[name=address]")).to_have_value("云溪路9号")
    expect(page.locator("[name=division]")).to_have_value(re.compile("."))
    expect(page.locator("[name=industry_code]")).to_have_value(re.compile("."))
    expect(page.get_by_label("Legal representative")).to_have_value("现任法人")
    expect(page.get_by_text("From the register of firms of")).not_to_have_count(0)
    fits(page)
    page.fill("[name=staff_total]", "3")
    page.fill("[name=contact_name]", "王女士")
    page.fill("[name=contact_phone]", "13800001234")
    page.fill("[name=username]", "wang")
    page.fill("[name=email]", "wang@example.test")
    page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Sign up", exact=True))

    firm = Firm.objects.get()
    assert (firm.name, firm.address, firm.legal_representative) == (
        "云溪食品有限公司",
        "云溪路9号",
        "现任法人",
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mall_files_for_its_tenants(transactional_db, desk, person, width):
    policy_set()
    operator = MembershipFactory(firm__name="演示商场运营有限公司", user__username="operator").user
    somebody = person(width=width)
    somebody.sign_in(operator.username, PASSWORD)
    page = somebody.visit(f"/firms/{operator.firms.get().public_id}/umbrellas/new/")
    page.fill("[name=name]", "演示广场")
    page.check("[name=kind][value=mall]")
    page.check("[name=has_isolation_area]")
    for key in ("leadership", "duties", "staff_control", "supplies", "disinfection", "emergency"):
        page.fill(f"[name=plan_{key}]", "按照要求落实各项防控措施，责任到人。")
    fits(page)
    press(page.get_by_role("button", name="Save"))

    send_the_list(page)
    take_it_in(page)
    follow_the_tenants(page, width)


def send_the_list(page) -> None:
    """Eight tenants, one of them with a wrong number of people: looked at, and the bad row fetched."""
    rows = [[*line(serial), "09:30", "18:00"] for serial in range(1, 8)]
    bad = [*line(8, heads="many"), "09:30", "18:00"]
    data = workbook([[*HEADER, "上班时间", "下班时间"], *rows, bad])
    page.set_input_files(
        "input[type=file]", {"name": "商户.xlsx", "mimeType": "application/zip", "buffer": data}
    )
    press(page.get_by_role("button", name="Upload and check"))
    expect(page.get_by_text("Nothing has been written yet.")).to_be_visible(timeout=60_000)
    assert not Tenancy.objects.exists()
    expect(page.locator(".tile", has_text="new tenants")).to_contain_text("7")
    expect(page.locator(".tile", has_text="rows to correct")).to_contain_text("1")
    expect(page.locator("tbody tr")).to_contain_text("Please give a whole number")
    assert page.locator("caption").bounding_box()["height"] < 60  # a line, not a column of letters
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows to correct").click()
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).active
    assert sheet.max_row == 2
    assert tenant_code(8) in [cell.value for cell in sheet[2]]


def take_it_in(page) -> None:
    page.check("[name=declared]")
    press(page.get_by_role("button", name="Take the list in"))
    expect(page.get_by_text("The list is taken in.")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="To the tenants").click()
    expect(page.locator("tbody tr[data-tenant]")).to_have_count(7)
    expect(page.get_by_role("heading", name="Arrivals at the site")).to_be_visible()


def follow_the_tenants(page, width) -> None:
    """One is ready: it alone is submitted, and the table says so where everybody sees it."""
    fits(page)
    first = page.locator("tbody tr[data-tenant]").first.locator(".state").bounding_box()
    assert first["x"] + first["width"] <= width
    make_ready(Application.objects.get(firm__credit_code=tenant_code(1)))
    press(page.get_by_role("button", name="Check all again"))
    wait_for_work()
    page.get_by_role("link", name="Ready", exact=True).click()
    expect(page.locator("tbody tr[data-tenant]")).to_have_count(1)

    press(page.get_by_role("link", name="Submit all that are ready"))
    fits(page)
    page.check("[name=committed]")
    press(page.get_by_role("button", name="Submit all that are ready"))
    wait_for_work()
    page.reload()
    expect(page.get_by_text("Submitted: 1. Not submitted: 6; the table says why.")).to_be_visible()
    rows = page.locator("tbody tr[data-tenant]")
    expect(rows.locator(".state", has_text="Submitted")).to_have_count(1)
    expect(rows.filter(has_text="The application cannot be submitted yet")).to_have_count(6)
    page.get_by_role("link", name="Submitted", exact=True).click()
    expect(page.locator("tbody tr[data-tenant]")).to_have_count(1)
    fits(page)
