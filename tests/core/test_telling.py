"""Progress of work that is one long transaction is told beside it, and keeps the lease."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from core import background
from core.models import Job
from core.progress import Course


@pytest.mark.django_db(transaction=True)
def test_others_see_it_before_the_work_is_committed():
    job = background.enqueue("core.tasks.beat")
    claimed = background.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    other = connections.create_connection("default")

    with background.telling(claimed) as tell, transaction.atomic():
        Job.objects.exclude(pk=job.pk).count()  # the work has begun
        tell(40, 100)
        with other.cursor() as cursor:
            cursor.execute("SELECT done, total, leased_until FROM core_job WHERE id = %s", [job.pk])
            [(done, total, leased_until)] = cursor.fetchall()
    other.close()

    assert (done, total) == (40, 100)
    assert leased_until > timezone.now() + timedelta(seconds=10)


def write_and_tell(job: Job) -> None:
    with background.telling(job) as tell, transaction.atomic():
        Job.objects.exclude(pk=job.pk).delete()
        tell(1, 2)


@pytest.mark.django_db(transaction=True)
def test_who_has_lost_the_lease_stops_and_nothing_is_committed():
    job = background.enqueue("core.tasks.beat")
    slow, other = background.claim(job.pk), background.enqueue("core.tasks.beat")
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert background.claim(job.pk).attempts == 2

    with pytest.raises(background.LeaseLost):
        write_and_tell(slow)

    assert Job.objects.filter(pk=other.pk).exists()


def test_a_course_counts_what_goes_along():
    heard = []
    course = Course(lambda done, total: heard.append((done, total)), total=12_000)

    assert sum(1 for _thing in course.along(range(11_000))) == 11_000
    course.go(2_000)

    assert heard == [(5_000, 12_000), (10_000, 12_000), (11_000, 12_000), (12_000, 12_000)]
