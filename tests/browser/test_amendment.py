"""A firm that is open adds a person; the official reads only what changed; the guard sees which paper counts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from approvals.models import Certificate
from core.dates import shanghai_day
from core.models import Role
from reopening.models import Application, Firm
from tests.approvals.cases import opened
from tests.browser.steps import press, wait_for_work
from tests.factories import PASSWORD, MembershipFactory, resident_id, street
from tests.personas import official

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def certificate(transactional_db):
    member = MembershipFactory(user__username="applicant", firm__staff_total=3)
    reviewer, approver = (official(role, street().parent) for role in (Role.REVIEWER, Role.APPROVER))
    certificate = opened(reviewer, approver, member.firm, staff=3)
    Firm.objects.filter(pk=member.firm_id).update(staff_total=4)
    return certificate


def test_one_person_more(certificate, person):
    case = Application.objects.get(pk=certificate.application_id)
    firm = person(width=390)
    firm.sign_in("applicant", PASSWORD)

    page = firm.visit(case.get_absolute_url())
    page.click("text=Change what was approved")
    page.check("input[value=add_staff]")
    page.fill("textarea[name=note]", "One colleague comes back.")
    page.click("text=Start the new version")
    expect(page.locator("h2", has_text="Version 2: Add staff")).to_be_visible()
    here = page.url
    page.goto(f"{here}roster/people/add/")
    page.fill("input[name=name]", "演示返岗员工")
    page.fill("input[name=resident_id]", resident_id(77))
    page.click("main form button[type=submit]")
    expect(page.locator("input[name=resident_id]")).to_have_count(0)
    page.goto(f"{here}schedule/")
    page.fill("input[name=heads_on_site]", "4")
    page.click("text=Save and go back to the list")
    page.click("text=What differs so far")
    expect(page.locator("ins", has_text="1 person")).to_be_visible()
    page.goto(f"{here}submit/")
    page.check("input[name=committed]")
    page.click("text=Submit the application")
    expect(page.locator("h2", has_text="The office has your application")).to_be_visible()

    new = Application.objects.get(amends=case)
    reviewer = person()
    reviewer.sign_in(f"reviewer-{street().parent.code}", PASSWORD)
    page = reviewer.visit(f"/queue/{new.public_id}/")
    expect(page.get_by_text("1 person (D 1)")).to_be_visible()
    expect(page.get_by_text("Prevention plan: as approved before")).to_be_visible()
    press(page.get_by_role("button", name="Claim"))
    press(page.get_by_role("button", name="Recommend"))

    old_check = certificate.check_path
    guard = person(width=390)
    expect(guard.visit(old_check).locator(".check-word")).to_have_text("Valid")
    approver = person()
    approver.sign_in(f"approver-{street().parent.code}", PASSWORD)
    sign(approver, new)

    expect(guard.visit(old_check).locator(".check-word")).to_have_text("Replaced")
    after = Certificate.objects.get(application=new)
    expect(guard.page.get_by_text(after.number)).to_be_visible()
    expect(guard.visit(after.check_path).locator(".check-word")).to_have_text("Valid")


def sign(approver, case) -> None:
    """A batch of the one case, signed; the background work carries it out."""
    page = approver.visit("/batches/new/")
    page.fill("[name=division]", case.division_code[:6])
    page.select_option("[name=phase]", case.phase)
    page.fill("[name=opens_on]", shanghai_day(timezone.now()).isoformat())
    page.fill("[name=quota_firms]", "10")
    page.fill("[name=quota_heads]", "500")
    press(page.get_by_role("button", name="Open the batch"))
    press(page.get_by_role("button", name="Fill by due time"))
    press(page.get_by_role("link", name=re.compile("^Sign")).first)
    press(page.get_by_role("button", name="Sign"))
    wait_for_work()
