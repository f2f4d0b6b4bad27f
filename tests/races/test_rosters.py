"""
Two files of one firm stored at the same instant: every person stands on the roster once, and nobody is lost.

The control takes the unique index away: then the same people stand there twice.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone
from psycopg.errors import DeadlockDetected, UniqueViolation

from core.models import User
from reopening.models import Application, RosterUpload, StaffMember
from reopening.services import imports, rosters
from reopening.services.intake import Intake
from tests.factories import ApplicationFactory
from tests.races.crowd import together
from tests.reopening.roster_files.rosters import HEADER, row, table

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 60


@pytest.fixture
def draft(applicant) -> Application:
    return ApplicationFactory(firm=applicant.firms.get())


@pytest.fixture
def no_index(draft) -> Iterator[None]:
    """The test switch: nothing keeps a person from standing on a roster twice."""
    name = StaffMember._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT staff_member_once")
        yield
        cursor.execute(f"DELETE FROM {name}")
        cursor.execute(
            f"ALTER TABLE {name} ADD CONSTRAINT staff_member_once UNIQUE (resident_id_hash, application_id)"
        )


@pytest.fixture
def both_look_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test switch: both have seen the empty roster before either writes to it."""
    both_have_looked = threading.Barrier(2)
    look = Intake.__init__

    def look_and_wait(self: Intake, *args: Any) -> None:
        look(self, *args)
        both_have_looked.wait(timeout=30)

    monkeypatch.setattr(Intake, "__init__", look_and_wait)


def accepted(draft: Application, by: User, numbers: Any) -> RosterUpload:
    """A file of these people that waits for its job."""
    content = table([HEADER, *(row(number) for number in numbers)]).encode()
    return rosters.upload(
        application=Application.objects.get(pk=draft.pk),
        file_name="名册.csv",
        content=content,
        by=by,
        at=timezone.now(),
        is_accepted=True,
    )


def stored(upload: RosterUpload) -> dict[str, Any]:
    """What its job does."""
    found = RosterUpload.objects.select_related(
        "application__policy_set", "uploaded_by", "accepted_by", "job"
    )
    row = found.get(pk=upload.pk)
    assert row.job is not None
    return imports.import_upload(upload=row, job=row.job, at=timezone.now())


def two_files(draft: Application, by: User) -> list[RosterUpload]:
    """Of forty people who overlap by twenty, in opposite orders."""
    return [accepted(draft, by, range(40)), accepted(draft, by, reversed(range(20, PEOPLE)))]


@pytest.mark.parametrize("known", [0, 10])
def test_two_files_at_once_put_everybody_on_the_roster_once(draft, applicant, known):
    """On an empty roster, and on one that has people already: these go two different ways into the table."""
    if known:
        stored(accepted(draft, applicant, range(known)))
    uploads = two_files(draft, applicant)

    results = together(*(lambda upload=upload: stored(upload) for upload in uploads))

    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) <= 1
    refused = IntegrityError, OperationalError, UniqueViolation, DeadlockDetected
    assert all(isinstance(error, refused) for error in failed)
    for upload in uploads:  # a job that failed tries again; one that is done is left alone
        stored(upload)
    assert StaffMember.objects.filter(application=draft).count() == PEOPLE
    assert {upload.state for upload in RosterUpload.objects.all()} == {"stored"}


def test_control_without_the_index_people_stand_there_twice(draft, applicant, no_index, both_look_first):
    uploads = two_files(draft, applicant)

    together(*(lambda upload=upload: stored(upload) for upload in uploads))

    assert StaffMember.objects.filter(application=draft).count() > PEOPLE
