"""
Two people at the papers of an application: one replaces, one is told; what was filed is what lies there.

Each race has its control, without the lock of the transition engine.
"""

import threading
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core import workflow
from core.errors import TransitionNotAllowed
from core.models import User
from reopening.models import Application, Document, StoredFile, WithdrawnWhy
from reopening.services import documents, files
from reopening.services.documents import NotCurrent, Place, Sent
from reopening.services.files import FirmQuotaReached
from tests.factories import ApplicationFactory
from tests.races.crowd import together
from tests.races.filing import filed_differs, fresh, submit
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = pytest.mark.parametrize("round_", range(3))
PAPER = Place("paper", DEFERRABLE)


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


def last_place(settings, colleagues) -> list[Any]:
    """Two papers at once, each for a case of its own, where the firm may hold one more file."""
    firm = colleagues[0].firms.get()
    cases = [in_wenzhou(firm), ApplicationFactory(firm=firm, status="withdrawn")]
    settings.FIRM_QUOTA_FILES = 1

    def keep(case: Application, mark: str) -> Any:
        [(_name, one)] = documents.harmless([a_pdf(mark=mark)], Place("other"))
        with transaction.atomic():
            workflow.lock(case)
            return files.store(case, one, by=colleagues[0])

    return together(*(lambda case=case, n=n: keep(case, f"n{n}") for n, case in enumerate(cases)))


@ROUNDS
def test_of_two_files_for_the_last_place_of_the_firm_one_is_refused(settings, colleagues, round_):
    results = last_place(settings, colleagues)

    assert sum(isinstance(each, FirmQuotaReached) for each in results) == 1
    assert StoredFile.objects.count() == 1


def test_control_without_holding_the_firm_both_take_the_last_place(settings, colleagues, monkeypatch):
    both_have_counted, count = threading.Barrier(2), files.held_by_firm

    def count_and_wait(firm_id: int) -> tuple[int, int]:
        found = count(firm_id)
        both_have_counted.wait(timeout=30)
        return found

    monkeypatch.setattr(files, "held_by_firm", count_and_wait)
    monkeypatch.setattr(files, "hold_firm", lambda firm_id: None)
    last_place(settings, colleagues)

    assert StoredFile.objects.count() == 2
