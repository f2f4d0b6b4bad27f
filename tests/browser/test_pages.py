"""Every main page, as its people see it: no barrier that axe knows, nothing wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from core.models import Paper, User
from core.services import papers
from reopening.models import Umbrella
from tests.browser.pages import PAGES, addresses, look_at_a_list

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PASSWORD = "a-word-for-one-test"
# How far one can scroll past the end of the page; what has no footer ends where it ends.
BELOW_FOOTER = """() => {
  const footer = document.querySelector("footer.footer");
  const end = footer ? footer.getBoundingClientRect().bottom + window.scrollY : Infinity;
  return document.documentElement.scrollHeight - Math.max(end, window.innerHeight);
}"""
SEEN = [(390, "zh-CN", False), (1280, "en", False), (390, "en", True)]  # width, language, whether dark


@pytest.fixture
def district(transactional_db, settings, tmp_path):
    settings.DEMO = True
    (tmp_path / "password").write_text(PASSWORD)
    call_command("load_demo", "--password-file", tmp_path / "password")
    look_at_a_list(Umbrella.objects.get())
    others = User.objects.get(username="demo-firms")  # those of all other firms; nobody signs in as them
    others.is_active = True
    others.set_password(PASSWORD)
    others.save()
    for paper in Paper.objects.all():
        papers.store_pdf(paper.pk)


def test_pages_have_no_barriers_and_fit_their_window(district, desk, person):
    complaints = []
    for width, locale, dark in SEEN:
        for role in PAGES:
            somebody = person(width=width, locale=locale, dark=dark)
            if role:
                somebody.sign_in(role, PASSWORD)
            for path in addresses(role):
                page = somebody.page
                answer = page.goto(f"{desk.url}{path}")
                if answer.status != (404 if "/unknown/" in path else 200):
                    complaints.append(f"{role} {path}: answered {answer.status}")
                page.wait_for_load_state("networkidle")
                complaints += [f"{width} {path}: {each}" for each in barriers(page)]
                wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if wide > 0:
                    complaints.append(f"{width} {path}: {wide} px too wide")
                below = page.evaluate(BELOW_FOOTER)
                if below > 1:
                    complaints.append(f"{width} {path}: {below} px of nothing below the footer")

    assert complaints == []


def barriers(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']} {each['nodes'][0]['target']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]
