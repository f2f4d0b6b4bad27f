"""The relay: hands waiting job rows to the broker, woken by PostgreSQL, swept every few seconds."""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from celery import current_app as app
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from core import background
from core.models import Job

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 2.0
LEASE = timedelta(seconds=20)


def publish(jobs: list[Job]) -> int:
    """Send one message a job. A broker that refuses costs nothing: the leases run out and the rows come again."""
    sent = 0
    with app.producer_or_acquire() as producer:
        for job in jobs:
            app.send_task("core.run_job", args=[str(job.pk)], queue=job.queue, producer=producer, retry=False)
            sent += 1
    return sent


def release(jobs: list[Job]) -> None:
    """Let rows that could not be published come again after a short wait."""
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(leased_until=None)


def relay_once() -> int:
    """Publish everything that waits; how many messages went out."""
    count = 0
    while jobs := background.lease_out(200, lease=LEASE):
        try:
            count += publish(jobs)
        except (BrokerError, RedisError, OSError) as error:
            log.warning("relay.broker_down", error=str(error), jobs=len(jobs))
            release(jobs)
            break
    return count


def listen(keep_on: Callable[[], bool]) -> None:
    """Relay until `keep_on` says no; a lost database connection is opened again."""
    while keep_on():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {background.WAKE_CHANNEL}")
            while keep_on():
                relay_once()
                for _notify in connection.connection.notifies(timeout=SWEEP_SECONDS, stop_after=1):
                    pass
        except OperationalError as error:
            log.warning("relay.database_down", error=str(error))
            connection.close()
            wait_for_database(keep_on)


def wait_for_database(keep_on: Callable[[], bool]) -> None:
    pause = threading.Event()
    while keep_on():
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            pause.wait(1)
