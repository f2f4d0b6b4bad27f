"""A reviewer's morning before the whole product: take the next case, pass it on, get it back, see what comes in."""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from approvals.services import review
from core.models import Role, User
from reopening.models import Application
from reopening.services import applications
from tests.factories import AppointmentFactory, city

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "a-word-for-one-test"
POLL = 30_000  # ms; the page asks every 15 s


@pytest.fixture
def colleague(transactional_db, settings, tmp_path):
    """The demo's district, and a second reviewer of the city."""
    settings.DEMO = True
    (tmp_path / "password").write_text(PASSWORD)
    call_command("load_demo", "--password-file", tmp_path / "password")
    user = User.objects.create_user("second", password=PASSWORD, name="演示·审核员乙")
    AppointmentFactory(user=user, role=Role.REVIEWER, division=city())
    return user


def test_a_case_opens_beside_the_list_where_there_is_room_and_alone_where_there_is_none(colleague, person):
    wide, phone = person(width=1440), person(width=390)
    for each in (wide, phone):
        each.sign_in("reviewer", PASSWORD)

    page = wide.visit("/queue/")
    page.locator("[data-row-link]").first.click()
    expect(page.locator("#case-panel h2")).to_be_visible()
    assert page.url.endswith("/queue/")

    page = phone.visit("/queue/")
    link = page.locator("[data-row-link]").first
    address = link.get_attribute("href")
    link.click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_on_a_narrow_screen_the_keys_walk_open_and_claim(colleague, person):
    narrow = person(width=1280)
    narrow.sign_in("reviewer", PASSWORD)
    page = narrow.visit("/queue/?status=submitted")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/queue/" in request.url else None)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-row-link]").first
    expect(first).to_be_focused()
    assert not any(url.endswith(first.get_attribute("href")) for url in asked)
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()

    first.focus()
    address = first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address)))

    page = narrow.visit("/queue/?status=submitted&flag=unclaimed")
    page.keyboard.press("j")
    address = page.locator("[data-row-link]").first.get_attribute("href")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.get_by_text("You handle this case.")).to_be_visible()


def test_the_case_in_hand_is_shown_and_claimed_however_slowly_the_panel_follows(colleague, person):
    wide = person(width=1440)
    wide.sign_in("reviewer", PASSWORD)
    page = wide.visit("/queue/?status=submitted&flag=unclaimed")
    first, second = page.locator("[data-row-link]").all()[:2]
    slow, quick = first.get_attribute("href"), second.get_attribute("href")
    panel = page.locator("#case-panel h2").first

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(panel).to_have_text(second.inner_text())
    page.keyboard.press("k")
    expect(first).to_be_focused()
    expect(panel).to_have_text(first.inner_text())

    late = []

    def hold(route) -> None:
        late.append(route)

    page.route(f"**{slow}", hold)
    page.keyboard.press("j")
    page.keyboard.press("k")  # its answer comes late,
    page.keyboard.press("j")  # the eye has moved on
    expect(panel).to_have_text(second.inner_text())
    for route in late:
        route.continue_()
    page.unroute_all(behavior="wait")
    expect(panel).to_have_text(second.inner_text())

    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(re.escape(quick)))
    expect(page.get_by_text("You handle this case.")).to_be_visible()


def test_a_reviewers_morning(colleague, person):
    first, second = person(width=1440), person(width=1440)
    first.sign_in("reviewer", PASSWORD)
    second.sign_in("second", PASSWORD)

    # The keys: J reads the first case beside the list, ? names the keys, N takes the next case.
    page = first.visit("/queue/")
    page.keyboard.press("j")
    expect(page.locator("#case-panel h2")).to_be_visible()
    expect(page.locator("#case-panel")).to_contain_text("Why is it with")
    page.keyboard.press("?")
    expect(page.locator("[data-keys] dl")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("You handle this case.")).to_be_visible()
    taken = Application.objects.get(public_id=page.url.rstrip("/").split("/")[-1])

    # Over to a colleague with a note, and back with a reason.
    page.get_by_role("link", name="Hand over…").click()
    page.get_by_label("Colleague").select_option(label="演示·审核员乙")
    page.get_by_label("Remark").fill("下午开会")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("The case was handed over.")).to_be_visible()
    other = second.visit(f"/queue/{taken.public_id}/")
    other.get_by_role("link", name="Hand back…").click()
    other.get_by_label("Why it goes back").fill("需要你的记录")
    other.get_by_role("button", name="Hand back").click()
    expect(other.get_by_text("The case went back.")).to_be_visible()
    taken.refresh_from_db()
    assert taken.claimed_by.username == "reviewer"

    # Meanwhile the colleague takes a case that the reviewer's page shows: its row says so by itself.
    page = first.visit("/queue/?status=submitted")
    row = Application.objects.get(
        public_id=page.locator("[data-row-link]").last.get_attribute("href").split("/")[-2]
    )
    review.claim(application=row, by=colleague, at=timezone.now())
    expect(page.locator(f"#who-{row.public_id.hex}")).to_have_text("with 演示·审核员乙", timeout=POLL)

    # The firm hands its case in again: announced, then on top, marked, with its officer.
    review.return_for_correction(
        application=taken, reasons=["other"], note="请补", by=taken.claimed_by, at=timezone.now()
    )
    page = first.visit("/queue/")
    applications.submit(
        application=Application.objects.select_related("firm", "policy_set").get(pk=taken.pk),
        committed=True,
        by=taken.firm.memberships.get().user,
        at=timezone.now(),
    )
    expect(page.locator(".queue-news")).to_contain_text("1 new case: show", timeout=POLL)
    page.get_by_role("link", name="1 new case: show").click()
    top = page.locator("tbody tr", has_text=taken.number)
    expect(top).to_contain_text("Handed in again")
    expect(top).to_contain_text("with you")
