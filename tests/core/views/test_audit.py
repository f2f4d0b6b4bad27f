from datetime import UTC, datetime

from django.urls import reverse

from core import audit
from core.models import Job, JobState

AT = datetime(2020, 2, 17, 6, 30, tzinfo=UTC)


def test_the_auditor_reads_every_act_in_shanghai_time(client, auditor, reviewer):
    audit.record(reviewer, "user.appoint", by=auditor, at=AT, note="as agreed")
    client.force_login(auditor)

    page = client.get(reverse("core:audit")).text

    assert "A person was appointed" in page
    assert "user.appoint" in page
    assert f"User {reviewer.pk}" in page
    assert "2020-02-17 (Mon) 14:30" in page
    assert "as agreed" in page


def test_states_are_said_in_words(client, auditor):
    job = Job.objects.create(task="core.tasks.beat", queue="default")
    audit.record(job, "job.run", by=auditor, at=AT, from_status=JobState.QUEUED, to_status=JobState.RUNNING)
    audit.record(auditor, "user.appoint", by=auditor, at=AT, from_status="once", to_status="now")
    client.force_login(auditor)

    page = client.get(reverse("core:audit")).text

    assert f"{JobState.QUEUED.label} → {JobState.RUNNING.label}" in page
    assert "once → now" in page


def test_the_trail_can_be_narrowed_to_one_record(client, auditor, reviewer):
    audit.record(reviewer, "user.appoint", by=auditor, at=AT)
    audit.record(auditor, "user.dismiss", by=auditor, at=AT)
    client.force_login(auditor)

    page = client.get(reverse("core:audit"), {"subject": f"core.user:{reviewer.pk}"}).text

    assert "user.appoint" in page
    assert "user.dismiss" not in page


def test_the_trail_costs_a_fixed_number_of_queries(client, auditor, django_assert_max_num_queries):
    for _n in range(5):
        audit.record(auditor, "user.appoint", by=auditor, at=AT)
    client.force_login(auditor)

    with django_assert_max_num_queries(6):
        client.get(reverse("core:audit"))


def test_the_trail_is_the_auditors(client, reviewer):
    assert client.get(reverse("core:audit")).status_code == 302
    client.force_login(reviewer)
    assert client.get(reverse("core:audit")).status_code == 403
    assert client.post(reverse("core:audit")).status_code == 405
