import pytest
from django.urls import reverse

from core import background
from core.models import AuditEvent, Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(db) -> Job:
    job = background.enqueue("core.tasks.beat")
    background.give_up(background.claim(job.pk), "the printer is on fire")
    job.refresh_from_db()
    return job


def test_an_administrator_sees_the_reason(client, administrator, broken):
    client.force_login(administrator)

    assert "the printer is on fire" in client.get("/jobs/failed/").content.decode()


def test_trying_again_gives_new_attempts_and_is_recorded(client, administrator, broken):
    client.force_login(administrator)

    client.post(reverse("core:retry-job", args=[broken.pk]))

    background.run_waiting()
    broken.refresh_from_db()
    assert broken.state == JobState.DONE
    assert AuditEvent.objects.get().verb == "job.retry"


def test_what_has_not_failed_is_not_tried_again(client, administrator):
    job = background.enqueue("core.tasks.beat")
    client.force_login(administrator)

    assert client.post(reverse("core:retry-job", args=[job.pk])).status_code == 409


def test_only_administrators_try_again(client, auditor, reviewer, broken):
    url = reverse("core:retry-job", args=[broken.pk])
    client.force_login(auditor)
    assert client.post(url).status_code == 403
    client.force_login(reviewer)
    assert client.post(url).status_code == 404
    assert client.get(url).status_code == 405
