import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import background, relay
from core.models import Heartbeat, Job, JobState
from core.services import jobs


def expire_leases() -> None:
    Job.objects.update(leased_until=timezone.now() - background.FIRST_WAIT)


@pytest.mark.django_db
def test_a_job_is_a_row_of_the_transaction_that_wants_it():
    with transaction.atomic():
        background.enqueue("core.tasks.beat")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_work_with_the_same_key_exists_once():
    first = background.enqueue("core.tasks.beat", unique="today")
    second = background.enqueue("core.tasks.beat", unique="today")

    assert first == second
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_waiting_job_is_carried_out():
    job = background.enqueue("core.tasks.beat")

    assert background.run_waiting() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert Heartbeat.objects.filter(part="worker").exists()


@pytest.mark.django_db
def test_a_second_message_for_the_same_row_changes_nothing():
    job = background.enqueue("core.tasks.beat")
    background.run(job.pk)

    background.run(job.pk)

    job.refresh_from_db()
    assert job.attempts == 1


@pytest.mark.django_db
def test_a_failing_job_waits_and_at_last_joins_the_dead_letters():
    job = background.enqueue("core.tasks.send_mails", notification_ids="nonsense")
    for _attempt in range(job.max_attempts):
        Job.objects.update(available_at=timezone.now() - background.FIRST_WAIT)
        background.run_waiting()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 5)
    assert "ValueError" in job.error


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_is_counted_before_it_starts():
    job = background.enqueue("core.tasks.beat")
    for attempt in range(1, job.max_attempts + 1):
        assert background.claim(job.pk).attempts == attempt
        expire_leases()

    assert background.claim(job.pk) is None

    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_must_stop():
    job = background.enqueue("core.tasks.beat")
    slow = background.claim(job.pk)
    expire_leases()
    background.claim(job.pk)

    with pytest.raises(background.LeaseLost):
        background.progress(slow, done=1, total=2)


@pytest.mark.django_db
def test_a_failed_job_can_be_given_new_attempts():
    job = background.enqueue("core.tasks.beat")
    background.give_up(background.claim(job.pk), "because")

    job.refresh_from_db()
    jobs.retry(job=job, by=None, at=timezone.now())
    background.run_waiting()

    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_the_relay_publishes_again_what_the_broker_lost(empty_broker):
    background.enqueue("core.tasks.beat")
    assert relay.relay_once() == 1
    assert empty_broker.llen("default") == 1
    empty_broker.flushdb()
    assert relay.relay_once() == 0, "the lease still runs"

    expire_leases()

    assert relay.relay_once() == 1
    assert empty_broker.llen("default") == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_nothing(empty_broker, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    background.enqueue("core.tasks.beat")
    monkeypatch.setattr(relay, "publish", refuse)
    assert relay.relay_once() == 0
    monkeypatch.undo()

    assert relay.relay_once() == 1


@pytest.mark.django_db(transaction=True)
def test_enqueueing_wakes_the_relay():
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {background.WAKE_CHANNEL}")
    background.enqueue("core.tasks.beat")

    woken = list(connection.connection.notifies(timeout=2, stop_after=1))

    assert [note.channel for note in woken] == [background.WAKE_CHANNEL]
