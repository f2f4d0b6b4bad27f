"""The people of the races at one application, and the switches that take its lock away."""

import threading
from typing import Any

import pytest

from core import workflow
from core.models import User
from reopening.models import Application
from reopening.services import sections
from tests.factories import MembershipFactory


@pytest.fixture
def colleagues() -> tuple[User, User]:
    """Two people of one firm, which has a draft that nothing keeps from submission."""
    one = MembershipFactory()
    return one.user, MembershipFactory(firm=one.firm).user


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
