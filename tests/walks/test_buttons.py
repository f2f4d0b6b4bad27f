"""
Every button that a page shows does what it says: whoever presses it is allowed to, now, and what follows is a row of
the transition tables. And every link leads somewhere.

Left out, and why:
- buttons that are switched off, and what only a script sends (every such act has a form beside it);
- addresses in `pressing.LEADS_OUT` and `pressing.NOT_DRAWN`, each with its reason there;
- passwords: they are not filled in, so that signing in and changing one's password end at the form again;
- of pages with the same buttons two, of pages of a kind `OF_A_KIND`, of one button `OF_ONE` presses: `pressing` counts.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from core.demo import BUREAUS, OFFICIALS
from core.models import AuditEvent, User
from core.workflow import Workflow
from reopening.models import Application, Umbrella
from tests.browser.pages import PAGES, addresses, look_at_a_list
from tests.walks.forms_shown import links_of
from tests.walks.pressing import Walker
from tests.walks.tables import Standing, complaints_about, standing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Different buttons that each must have pressed; a little fewer than there are.
FLOOR = {
    # person: buttons pressed, and those of them that led on
    "": (10, 3),
    "applicant": (54, 45),
    "demo-firms": (56, 47),
    "chief": (46, 38),
    "clerk": (25, 16),
    "operator": (29, 22),
    "reviewer": (35, 32),
    "approver": (46, 39),
    "inspector": (17, 16),
    "instructor": (13, 11),
    "dispatcher": (44, 37),
    "courier": (9, 7),
    "auditor": (6, 4),
    "administrator": (50, 45),
    "expert": (7, 6),
    "transport": (9, 7),
    "economy": (9, 7),
}
EMPTY = "<main></main>"
SHOWN = "<main><form method='post' action='{}'><button>Go</button></form></main>"
PEOPLE = [*PAGES, *(name for name in [*OFFICIALS, *BUREAUS] if name not in PAGES)]


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory, media) -> Iterator[Standing]:
    """The demo, committed, so that what is pressed is a transaction of its own; how its records stand."""
    password = tmp_path_factory.mktemp("world") / "password"
    password.write_text("a-generated-word")
    with ExitStack() as stack:
        stack.enter_context(override_settings(DEMO=True, MEDIA_ROOT=media))
        stack.enter_context(django_db_blocker.unblock())
        logging.disable(logging.WARNING)  # thousands of requests
        stack.callback(logging.disable, logging.NOTSET)
        stack.callback(call_command, "flush", interactive=False, verbosity=0)
        call_command("load_demo", "--password-file", password, verbosity=0)
        look_at_a_list(Umbrella.objects.get())
        User.objects.filter(username="demo-firms").update(is_active=True)  # those of all other firms
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield standing()


@pytest.fixture
def press(world, media, settings):
    """Lets a person walk, or press what a page shows."""
    settings.MEDIA_ROOT = media
    return lambda username: Walker(username, world)


@pytest.mark.parametrize("username", PEOPLE)
def test_every_button_that_is_shown_works(press, username):
    walker = press(username)

    walker.walk(addresses(username) if username in PAGES else [])

    print(walker.summary())
    assert not walker.complaints, "\n".join(["", *walker.complaints])
    pressed, taken = FLOOR[username]
    assert len(walker.pressed) >= pressed, sorted(walker.pressed)
    assert len(walker.taken) >= taken, sorted(walker.taken)


# The controls: each must be complained about, or the walk proves nothing.


def test_buttons_of_verbs_that_are_not_open_are_complained_about(press, monkeypatch):
    """A predicate that lets everything through: pages show every verb, the services refuse."""
    monkeypatch.setattr(Workflow, "verbs_for", lambda table, subject, *, by: list(table))
    case = Application.objects.filter(status="approved").earliest("pk")
    walker, address = press("reviewer"), f"/queue/{case.public_id}/"

    page = walker.look(address, is_shown=True)
    walker.press_all(page, address)
    for link in links_of(page, address):
        if link.startswith(address):
            walker.press_all(walker.look(link, is_shown=True) or EMPTY, link)

    refused = {each.rpartition(" ")[2] for each in walker.complaints}
    assert refused >= {"403", "409"}, walker.complaints


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/queue/{}/unseal/", "403"),
        ("/queue/{}/claim/", "409"),
        ("/queue/{}/no-such-thing/", "404"),
        ("/queue/facets/", "405"),
    ],
)
def test_a_button_that_leads_nowhere_is_complained_about(press, address, answer):
    case = Application.objects.filter(status="approved").earliest("pk")
    walker = press("reviewer")

    walker.press_all(SHOWN.format(address.format(case.public_id)), "/queue/")

    assert [each.rpartition(" ")[2] for each in walker.complaints] == [answer]


def test_a_state_that_no_event_tells_of_is_complained_about(world):
    with transaction.atomic():
        Application.objects.filter(status="under_review").update(status="submitted")
        found = list(complaints_about([], world))
        transaction.set_rollback(True)

    assert found
    assert all("is submitted; by the trail it is under_review" in each for each in found)


def test_an_event_that_is_no_row_of_a_table_is_complained_about(world):
    case = Application.objects.filter(status="approved").earliest("pk")
    event = AuditEvent(
        subject_type="reopening.application", subject_id=str(case.pk), verb="application.submit"
    )
    event.from_status, event.to_status = "approved", "submitted"

    assert "application.submit from approved" in list(complaints_about([event], world))
