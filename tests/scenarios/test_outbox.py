"""The machine with its parts pulled: every job completes, once."""

import time

import pytest

from core import background
from core.models import Job, JobState
from tests import machine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def desk(transactional_db, empty_broker, tmp_path):
    with machine.running(tmp_path) as running:
        yield running


def wait_for(job: Job, seconds: float = 60) -> Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.is_finished:
            return job
        time.sleep(0.05)  # between two looks, until the deadline
    raise AssertionError(f"{job} after {seconds} s")


def test_a_job_runs_through_the_whole_machine(desk):
    assert wait_for(background.enqueue("core.tasks.beat")).state == JobState.DONE


def test_an_emptied_broker_loses_nothing(desk, empty_broker):
    desk.kill("worker")
    jobs = [background.enqueue("core.tasks.beat") for _number in range(20)]
    deadline = time.monotonic() + 20
    while empty_broker.llen("default") < len(jobs) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert empty_broker.llen("default") >= len(jobs), "the relay has published them"

    empty_broker.flushdb()
    desk.start("worker")

    assert {wait_for(job).state for job in jobs} == {JobState.DONE}


def test_a_relay_that_was_away_catches_up(desk):
    desk.kill("relay")
    job = background.enqueue("core.tasks.beat")

    desk.start("relay")

    assert wait_for(job).state == JobState.DONE
