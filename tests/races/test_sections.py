"""
Two people at the same part of an application: one saves, the other is told; nobody's work is mixed or lost unseen.

Each race has its control: with the lock of the transition engine taken away, and both held until both have looked,
nobody is told, or what was filed and what lies there differ.
"""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.utils import timezone

from core.errors import Stale, TransitionNotAllowed
from core.models import User
from reopening.models import Application, InventoryLine, PostHolder, Shift
from reopening.policy.base import Section
from reopening.services import posts, preparations, shifts
from reopening.services.posts import Holding
from reopening.services.sections import Seen, revision_of
from tests.factories import ready_application
from tests.races.crowd import together
from tests.races.filing import filed_differs, fresh, submit

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = pytest.mark.parametrize("round_", range(3))


@pytest.fixture
def draft(colleagues) -> Application:
    return ready_application(colleagues[0].firms.get())


def stale_in(results: list[Any]) -> int:
    """How many were told; everything else that went wrong is raised."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Stale):
            raise result
    return sum(isinstance(result, Stale) for result in results)


# --- Safety posts, shifts, supplies: two editors who saw the same ---------------------


def assign(draft: Application, by: User, person: Any, seen: Seen):
    return posts.save_posts(
        application=fresh(draft),
        holdings={"safety_manager": [Holding(person.public_id)]},
        by=by,
        at=timezone.now(),
        seen=seen,
    )


def plan(draft: Application, by: User, name: str, seen: Seen):
    row = {"name": name, "people": 3, "starts_at": time(8), "ends_at": time(17)}
    return shifts.save_shifts(
        application=fresh(draft), shifts=[row, row], entrances=1, by=by, at=timezone.now(), seen=seen
    )


def count(draft: Application, by: User, masks: int, seen: Seen):
    return preparations.save_inventory(
        application=fresh(draft),
        quantities={"mask": masks, "thermometer": masks, "disinfectant": masks},
        by=by,
        at=timezone.now(),
        seen=seen,
    )


def what_stands(draft: Application) -> dict[str, set[Any]]:
    return {
        "posts": set(PostHolder.objects.filter(application=draft).values_list("resident_id_hash", flat=True)),
        "shifts": set(Shift.objects.filter(application=draft).values_list("name", flat=True)),
        "supplies": set(InventoryLine.objects.filter(application=draft).values_list("quantity", flat=True)),
    }


def two_editors(
    part: str, draft: Application, colleagues: tuple[User, User], switch: Callable[[], Any] = lambda: None
) -> list[Any]:
    """
    Both save over what one of them saved before, so that there is something to lose.

    :param switch: turned when the race begins
    """
    one, two = draft.staff.order_by("pk")[:2]
    act, values, section = {
        "posts": (assign, (one, two), Section.POSTS),
        "shifts": (plan, ("早班", "晚班"), Section.SHIFTS),
        "supplies": (count, (4_000, 5_000), Section.INVENTORY),
    }[part]
    act(draft, colleagues[0], values[0], Seen(0))
    seen = Seen(revision_of(draft, section))
    switch()
    return together(
        lambda: act(draft, colleagues[0], values[0], seen), lambda: act(draft, colleagues[1], values[1], seen)
    )


PARTS = pytest.mark.parametrize("part", ["posts", "shifts", "supplies"])


@ROUNDS
@PARTS
def test_of_two_editors_one_saves_and_the_other_is_told(part, draft, colleagues, round_):
    results = two_editors(part, draft, colleagues)

    assert stale_in(results) == 1
    assert len(what_stands(draft)[part]) == 1, "nothing of the one who was told"


@PARTS
def test_control_without_the_lock_nobody_is_told(part, draft, colleagues, request):
    results = two_editors(part, draft, colleagues, lambda: request.getfixturevalue("no_lock"))

    assert not any(isinstance(result, Stale) for result in results)


# --- Autosave ----------------------------------------------------------------------


@ROUNDS
def test_two_saves_of_one_page_never_leave_a_mixture(draft, colleagues, round_):
    """A slow autosave and the next one arrive together: the page is never in its own way."""
    by, page = colleagues[0], Seen(0, page="one-page")

    results = together(lambda: count(draft, by, 4_000, page), lambda: count(draft, by, 5_000, page))

    assert stale_in(results) == 0
    assert what_stands(draft)["supplies"] in ({4_000}, {5_000})


@ROUNDS
def test_an_autosave_counts_in_the_filing_or_is_refused(draft, colleagues, round_):
    one, two = colleagues

    results = together(lambda: submit(draft, one), lambda: count(draft, two, 60_000, Seen(0)))

    assert isinstance(results[0], Application)
    assert isinstance(results[1], Application | TransitionNotAllowed)
    assert not filed_differs(draft)


def test_control_without_the_lock_an_autosave_slips_in_behind_the_filing(draft, colleagues, filed_first):
    one, two = colleagues

    together(filed_first(lambda: submit(draft, one)), lambda: count(draft, two, 60_000, Seen(0)))

    lies = set(InventoryLine.objects.filter(application=draft).values_list("quantity", flat=True))
    assert lies == {60_000}
    assert filed_differs(draft) or fresh(draft).status == "draft"
