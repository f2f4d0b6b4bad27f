"""The clock of a case: what a correction costs nobody, and what everybody sees of it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core.dates import SHANGHAI
from reopening.clock import Pause
from reopening.clocks import clock_of
from reopening.models import Application
from reopening.services import applications
from tests.factories import ApplicationFactory, ready_application

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


FILED_AT = datetime(2020, 2, 17, 9, tzinfo=SHANGHAI)  # a Monday; the limit is three working days


@pytest.fixture
def in_review(applicant, reviewer) -> Application:
    """Filed on a Monday morning and claimed at once."""
    case = ready_application(applicant.firms.get(), opens_on=date(2020, 2, 27))
    applications.submit(application=case, committed=True, by=applicant, at=FILED_AT)
    return applications.claim(application=case, by=reviewer, at=FILED_AT)


def test_a_correction_gives_the_office_neither_more_nor_less_time(in_review, applicant, reviewer):
    returned_at, answered_at = FILED_AT + 25 * HOUR, FILED_AT + 78 * HOUR  # Tuesday at 10, Thursday at 15

    applications.return_for_correction(
        application=in_review, reasons=["other"], by=reviewer, at=returned_at, note="请补"
    )
    case = applications.submit(application=in_review, committed=True, by=applicant, at=answered_at)

    # 62 of 72 hours were left: 9 on Thursday, 24 on Friday, none at the weekend, 24 on Monday, 5 on Tuesday
    assert case.due_at == datetime(2020, 2, 25, 4, 59, 59, tzinfo=SHANGHAI)
    clock = clock_of(case, answered_at)
    assert (clock.started_at, clock.due_at) == (FILED_AT, case.due_at)
    assert clock.pauses == (Pause(returned_at, answered_at),)


def test_while_the_firm_must_answer_the_clock_stands_still(in_review, reviewer):
    at = in_review.submitted_at + HOUR
    applications.return_for_correction(
        application=in_review, reasons=["other"], by=reviewer, at=at, note="请补"
    )

    soon, late = clock_of(in_review, at), clock_of(in_review, at + 30 * DAY)

    assert (soon.stopped_since, soon.kept) == (late.stopped_since, late.kept) == (at, soon.kept)
    assert (late.due_at, late.left, late.breached_since) == (None, None, None)


def test_an_answer_that_is_late_says_since_when(in_review):
    clock = clock_of(in_review, in_review.due_at + 3 * HOUR)

    assert clock.breached_since == in_review.due_at
    assert clock.left.words == "3 hours late"


def test_a_decided_case_has_no_clock(in_review, applicant):
    applications.withdraw(application=in_review, by=applicant, at=timezone.now())

    assert clock_of(in_review, timezone.now()) is None


def test_a_case_that_came_by_a_load_runs_from_its_submission(applicant):
    loaded = ApplicationFactory(
        status="submitted",
        number="X",
        snapshot={},
        due_at=FILED_AT,
        submitted_at=FILED_AT,
        submitted_by=applicant,
    )

    assert clock_of(loaded, FILED_AT).started_at == FILED_AT


def test_the_firm_reads_how_its_time_is_counted(client, in_review, applicant, reviewer):
    client.force_login(applicant)

    page = client.get(in_review.get_absolute_url()).content.decode()
    assert "Your answer was due on" in page
    assert "How this time is counted" in page
    assert "Answer within 3 working days." in page

    applications.return_for_correction(
        application=in_review, reasons=["other"], by=reviewer, at=in_review.submitted_at + HOUR, note="请补"
    )
    page = client.get(in_review.get_absolute_url()).content.decode()
    assert "stands still until you submit again. Time left then: 3 days." in page
    assert "It stands still since" in page


def test_the_office_reads_the_same(client, in_review, reviewer):
    client.force_login(reviewer)

    page = client.get(f"/queue/{in_review.public_id}/").content.decode()

    assert "Answer within 3 working days." in page
    assert "late)" in page
