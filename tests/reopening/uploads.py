"""What the tests of rosters share."""

import pytest
from django.utils import timezone

from core import background
from reopening.models import RosterUpload
from reopening.queries import case_facts
from reopening.services import rosters
from tests.factories import ApplicationFactory


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def imported(application, data: bytes, by, *, is_accepted=True) -> RosterUpload:
    upload = rosters.upload(
        application=application,
        file_name="名册.csv",
        content=data,
        by=by,
        at=timezone.now(),
        is_accepted=is_accepted,
    )
    background.run_waiting()
    upload.refresh_from_db()
    return upload


def facts_listed(application):
    """People on the roster and rows to correct, as the gates see them."""
    facts = case_facts(application, timezone.now()).facts
    return facts.listed, facts.rows_refused
