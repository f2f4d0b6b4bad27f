"""An inspector in a cellar: fills the visit without a network, comes back, and the desk has it exactly once."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from approvals.models import Visit, VisitPhoto
from approvals.services import review, visits
from core.dates import shanghai_day
from core.models import AuditEvent, User
from reopening.models import Application, ApplicationStatus
from tests.reopening.papers import a_photo

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "a-word-for-one-test"


@pytest.fixture
def visit(transactional_db, settings, tmp_path):
    settings.DEMO = True
    (tmp_path / "password").write_text(PASSWORD)
    call_command("load_demo", "--password-file", tmp_path / "password")
    reviewer, inspector = (User.objects.get(username=name) for name in ("reviewer", "inspector"))
    waiting = Application.objects.filter(
        status=ApplicationStatus.SUBMITTED, division_code__startswith="3301", claimed_by__isnull=True
    )
    case = review.claim(application=waiting.earliest("pk"), by=reviewer, at=timezone.now())
    plan = visits.Plan(
        "site", shanghai_day(timezone.now()), inspector=inspector, points=("入口测温", "隔离点")
    )
    return visits.arrange(application=case, plan=plan, by=reviewer, at=timezone.now())


def test_a_record_made_without_a_network_arrives_once(visit, person):
    inspector = person(width=390)
    inspector.sign_in("inspector", PASSWORD)
    page = inspector.visit(f"/queue/visits/{visit.public_id}/")

    # In the cellar.
    inspector.go_offline()
    page.get_by_label("入口测温").check()
    page.get_by_label("隔离点").check()
    page.get_by_label("Note").fill("现场整洁")
    page.get_by_label("Photos").set_input_files(
        {"name": "door.png", "mimeType": "image/png", "buffer": a_photo("door.png").content}
    )
    page.get_by_role("button", name="All in order").click()
    expect(page.get_by_text("The record is kept on this phone")).to_be_visible()
    expect(page.locator("[data-unsent-count]")).to_have_text("1")
    assert Visit.objects.get(pk=visit.pk).recorded_at is None

    # Out again: it is sent by itself, and pressing "Send now" besides makes no second one.
    inspector.go_online()
    expect(page.locator(".state", has_text="In order")).to_be_visible()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    row = Visit.objects.get(pk=visit.pk)
    assert (row.status, row.note) == ("passed", "现场整洁")
    assert VisitPhoto.objects.filter(visit=row).count() == 1
    events = AuditEvent.objects.filter(subject_type="approvals.visit", subject_id=str(row.pk))
    assert events.filter(verb="visit.pass_site").count() == 1
    assert page.evaluate("localStorage.length") == 0


def test_what_was_begun_is_there_after_a_reload_and_a_refused_record_says_why(visit, person):
    inspector = person(width=390)
    inspector.sign_in("inspector", PASSWORD)
    page = inspector.visit(f"/queue/visits/{visit.public_id}/")
    page.get_by_label("Note").fill("门口无人测温")
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("门口无人测温")

    page.get_by_role("button", name="All in order").click()

    expect(page.get_by_text("Please tick every point of the checklist").first).to_be_visible()
    page.get_by_label("入口测温").check()
    page.get_by_role("button", name="Not in order").click()
    expect(page.locator(".state", has_text="Not in order")).to_be_visible()
    assert Visit.objects.get(pk=visit.pk).checked == [0]
