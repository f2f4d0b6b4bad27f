import uuid

import pytest
from django.urls import reverse

from core.models import Job, JobState


@pytest.fixture
def job(reviewer):
    return Job.objects.create(task="x", created_by=reviewer, state=JobState.RUNNING, done=1200, total=50_000)


def test_a_job_shows_how_far_it_is(client, reviewer, job):
    client.force_login(reviewer)

    page = client.get(reverse("core:job", args=[job.pk])).text

    assert "1,200 of 50,000 done" in page
    assert "You may leave this page" in page


def test_the_fragment_is_what_a_reload_would_show(client, reviewer, job):
    client.force_login(reviewer)

    fragment = client.get(reverse("core:job", args=[job.pk]), headers={"HX-Request": "true"}).text
    page = client.get(reverse("core:job", args=[job.pk])).text

    assert "<html" not in fragment
    assert fragment.strip() in page


def test_a_finished_job_asks_no_more_and_leads_on(client, reviewer, job):
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, finished_at="2020-02-17T00:00Z", result={"url": "/inbox/"}
    )
    client.force_login(reviewer)

    page = client.get(reverse("core:job", args=[job.pk])).text

    assert "hx-trigger" not in page.split("job-progress")[1].split("</div>")[0]
    assert 'href="/inbox/"' in page


def test_a_result_never_leads_to_another_site(client, reviewer, job):
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, finished_at="2020-02-17T00:00Z", result={"url": "//elsewhere.test/"}
    )
    client.force_login(reviewer)

    assert "elsewhere" not in client.get(reverse("core:job", args=[job.pk])).text


def test_the_work_of_others_is_not_found(client, approver, job):
    client.force_login(approver)

    assert client.get(reverse("core:job", args=[job.pk])).status_code == 404
    assert client.get(reverse("core:job", args=[uuid.uuid4()])).status_code == 404


def test_a_job_page_is_only_read_and_only_by_the_signed_in(client, reviewer, job):
    assert client.get(reverse("core:job", args=[job.pk])).status_code == 302
    client.force_login(reviewer)
    assert client.post(reverse("core:job", args=[job.pk])).status_code == 405
