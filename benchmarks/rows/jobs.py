"""Background work."""

import statistics
import time
from threading import Event, Thread

from celery import current_app
from django.conf import settings
from django.db import connection
from redis import Redis

from benchmarks import data
from benchmarks.measuring import Row
from core import background, relay
from core.models import Job

TASK = "core.tasks.beat"
MANY = 500
RUNS = 5
ALONE = 100  # jobs, one after the other
SOON = 0.1  # seconds


def outbox() -> list[Row]:
    """Handing jobs over beside Celery's own publish of a message; and how soon one that comes alone is there."""
    data.places_only()
    ours, theirs = published(), sent_by_celery()
    waits = waits_of_jobs()
    Job.objects.filter(task=TASK).delete()
    latest = statistics.quantiles(waits, n=20)[-1]
    return [
        Row("a job from its row to the broker", ours, theirs, "Celery's publish", "≤ 2", ours <= 2 * theirs),
        Row("a job that comes alone, the slowest 5 %", latest, SOON, "100 ms", "≤ 1", latest <= SOON),
    ]


def published() -> float:
    """Seconds for each of many rows that wait."""
    samples = []
    for _run in range(RUNS):
        Job.objects.bulk_create([Job(task=TASK, queue="bench") for _number in range(MANY)])
        start = time.perf_counter()
        count = relay.relay_once()
        samples.append((time.perf_counter() - start) / count)
    return statistics.median(samples)


def sent_by_celery() -> float:
    samples = []
    for _run in range(RUNS):
        start = time.perf_counter()
        for number in range(MANY):
            current_app.send_task("core.run_job", args=[str(number)], queue="bench")
        samples.append((time.perf_counter() - start) / MANY)
    return statistics.median(samples)


def waits_of_jobs() -> list[float]:
    """Seconds from the commit of a row to its message in the broker, while nothing else is to be done."""
    broker, is_over, waits = Redis.from_url(settings.PLAIN_REDIS_URL), Event(), []
    listener = Thread(target=listen, args=[is_over])
    listener.start()
    try:
        for _job in range(ALONE):
            broker.delete("default")
            background.enqueue(TASK)
            start = time.perf_counter()
            assert broker.blpop(["default"], timeout=10)
            waits.append(time.perf_counter() - start)
    finally:
        is_over.set()
        background.wake_relay()
        listener.join()
    return waits


def listen(is_over: Event) -> None:
    try:
        relay.listen(lambda: not is_over.is_set())
    finally:
        connection.close()
