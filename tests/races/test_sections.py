"""
Two people at the same part of an application: one saves, the other is told; nobody's work is mixed or lost unseen.

Each race has its control: with the lock of the transition engine taken away, and both held until both have looked,
nobody is told, or what was filed and what lies there differ.
"""

import threading
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.utils import timezone

from core import workflow
from core.errors import Stale, TransitionNotAllowed
from core.models import User
from reopening.models import Application, Document, InventoryLine, PostHolder, Shift, WithdrawnWhy
from reopening.policy.base import Section
from reopening.services import applications, documents, posts, preparations, sections, shifts
from reopening.services.documents import NotCurrent, Place, Sent
from reopening.services.posts import Holding
from reopening.services.sections import Seen, revision_of
from tests.factories import MembershipFactory, ready_application
from tests.races.crowd import together
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = pytest.mark.parametrize("round_", range(3))
PAPER = Place("paper", DEFERRABLE)


@pytest.fixture
def colleagues() -> tuple[User, User]:
    """Two people of one firm, which has a draft that nothing keeps from submission."""
    one = MembershipFactory()
    return one.user, MembershipFactory(firm=one.firm).user


@pytest.fixture
def draft(colleagues) -> Application:
    return ready_application(colleagues[0].firms.get())


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test switch: nobody waits for a row, and both have asked who saved last before either goes on."""
    both_have_looked = threading.Barrier(2)
    refuse = sections.refuse_stale

    def look_and_wait(*args: Any) -> None:
        refuse(*args)
        both_have_looked.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", lambda subject: subject.refresh_from_db())
    monkeypatch.setattr(sections, "refuse_stale", look_and_wait)


@pytest.fixture
def filed_first(monkeypatch: pytest.MonkeyPatch):
    """
    The test switch against submissions: who edits reads the draft, and goes on only after it was handed in.

    :return: `filed_first(submit)`: the act to run as the submission
    """
    has_read, was_submitted = threading.Event(), threading.Event()

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        if isinstance(subject, Application) and threading.current_thread().name != "submitter":
            has_read.set()
            was_submitted.wait(timeout=30)

    def submission(submit):
        def run():
            threading.current_thread().name = "submitter"
            has_read.wait(timeout=30)
            try:
                return submit()
            finally:
                was_submitted.set()

        return run

    monkeypatch.setattr(workflow, "lock", read_only)
    return submission


def fresh(draft: Application) -> Application:
    return Application.objects.select_related("policy_set", "firm").get(pk=draft.pk)


def submit(draft: Application, by: User) -> Application:
    return applications.submit(application=fresh(draft), committed=True, by=by, at=timezone.now())


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


def filed_differs(draft: Application) -> bool:
    """Whether what was filed and what lies there say different things."""
    draft.refresh_from_db()
    filed = draft.snapshot or {}
    lies = dict(InventoryLine.objects.filter(application=draft).values_list("item_code", "quantity"))
    digests = set(Document.objects.current().filter(application=draft).values_list("file__digest", flat=True))
    return draft.status == "submitted" and (
        filed["inventory"] != lies or {each["digest"] for each in filed["documents"]} != digests
    )


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


# --- Papers --------------------------------------------------------------------------


@pytest.fixture
def paper(colleagues) -> Document:
    """A paper of a draft that lacks nothing else."""
    case = in_wenzhou(colleagues[0].firms.get())
    return add(case, colleagues[0], a_pdf(mark="first"))


def add(draft: Application, by: User, sent: Sent, place: Place = PAPER) -> Document:
    [document] = documents.add(application=fresh(draft), place=place, sent=[sent], by=by, at=timezone.now())
    return document


def replace(paper: Document, by: User, mark: str) -> Document:
    found = Document.objects.select_related("file", "application__policy_set").get(pk=paper.pk)
    found.application = fresh(found.application)
    return documents.replace(document=found, sent=a_pdf(mark=mark), by=by, at=timezone.now())


def standing(paper: Document) -> int:
    return Document.objects.current().filter(application=paper.application_id, key=DEFERRABLE).count()


@ROUNDS
def test_of_two_who_replace_a_paper_one_does_and_the_other_is_told(paper, colleagues, round_):
    results = together(*(lambda by=by, n=n: replace(paper, by, f"n{n}") for n, by in enumerate(colleagues)))

    assert sum(isinstance(result, NotCurrent) for result in results) == 1
    assert standing(paper) == 1


def test_control_without_the_lock_two_papers_stand_in_one_place(paper, colleagues, monkeypatch):
    both_have_looked = threading.Barrier(2)

    def withdraw(document: Document, why: WithdrawnWhy, *, by: User, at: Any) -> None:
        document.refresh_from_db(fields=["withdrawn_at"])
        was_current = document.withdrawn_at is None
        both_have_looked.wait(timeout=30)
        assert was_current
        document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = at, by, why
        document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])

    monkeypatch.setattr(workflow, "lock", lambda subject: subject.refresh_from_db())
    monkeypatch.setattr(documents, "withdraw", withdraw)

    results = together(*(lambda by=by, n=n: replace(paper, by, f"n{n}") for n, by in enumerate(colleagues)))

    assert not any(isinstance(result, NotCurrent) for result in results)
    assert standing(paper) == 2


@ROUNDS
def test_the_same_file_sent_twice_at_once_stands_once(paper, colleagues, round_):
    results = together(*(lambda by=by: add(paper.application, by, a_pdf(mark="same")) for by in colleagues))

    assert all(isinstance(result, Document) for result in results)
    assert results[0].pk == results[1].pk
    assert standing(paper) == 2


@ROUNDS
def test_a_paper_is_in_the_filing_or_refused(paper, colleagues, round_):
    one, two = colleagues

    results = together(
        lambda: submit(paper.application, one), lambda: add(paper.application, two, a_pdf(mark="late"))
    )

    assert isinstance(results[0], Application)
    assert isinstance(results[1], Document | TransitionNotAllowed)
    assert not filed_differs(fresh(paper.application))


def test_control_without_the_lock_a_paper_slips_in_behind_the_filing(paper, colleagues, filed_first):
    one, two = colleagues

    together(
        filed_first(lambda: submit(paper.application, one)),
        lambda: add(paper.application, two, a_pdf(mark="late")),
    )

    assert standing(paper) == 2
    filed = fresh(paper.application).snapshot or {"documents": []}
    assert len(filed["documents"]) < 2
