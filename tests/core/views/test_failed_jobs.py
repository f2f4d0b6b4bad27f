import pytest
from django.urls import reverse
from django.utils import timezone

from core import background
from core.models import AuditEvent, Job, JobState, Notification
from core.services import jobs

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


def fail(path: str, by=None, **arguments) -> Job:
    job = background.enqueue(path, by=by, **arguments)
    background.give_up(background.claim(job.pk), "the printer is on fire")
    job.refresh_from_db()
    return job


def told(user) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", "url"))


def test_who_asked_for_the_work_and_the_administrators_are_told(client, administrator, reviewer, approver):
    job = fail("core.tasks.beat", by=reviewer)

    background.run_waiting()

    assert told(reviewer) == [("job.failed", f"/jobs/{job.pk}/")]
    assert told(administrator) == [("jobs.failed", "/jobs/failed/")]
    assert told(approver) == []
    client.force_login(reviewer)
    assert "Work that you asked for has failed" in client.get("/inbox/").content.decode()
    assert "An administrator is told" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_an_administrator_is_told_once_of_what_fails_every_minute_until_it_is_read(administrator):
    for _minute in range(3):
        fail("core.tasks.beat")
    fail("core.tasks.seal_audit")
    background.run_waiting()
    assert len(told(administrator)) == 2

    Notification.objects.filter(user=administrator).update(read_at=timezone.now())
    fail("core.tasks.beat")
    background.run_waiting()

    assert len(told(administrator)) == 3


def test_a_mail_server_that_is_away_is_not_told_of_by_mail(administrator):
    fail("core.tasks.send_mails", notification_ids=[])
    fail("core.tasks.tell_of_failure", failed_id="")

    background.run_waiting()

    assert told(administrator) == []


def test_work_that_was_started_again_meanwhile_is_not_told_of(administrator, reviewer):
    job = fail("core.tasks.beat", by=reviewer)
    jobs.retry(job=job, by=administrator, at=timezone.now())

    background.run_waiting()

    assert told(reviewer) == told(administrator) == []
