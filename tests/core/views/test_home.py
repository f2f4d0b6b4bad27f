from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import Job, JobState
from core.services import exports
from tests.core.services.test_exports import many_people


def test_home_says_what_is_next(client, auditor):
    client.force_login(auditor)

    page = client.get(reverse("core:home"))

    assert page.status_code == 200
    assert "What is next" in page.text


def test_home_names_the_exports_that_wait_for_the_approver(client, reviewer, approver):
    exports.ask(
        listing="case-people",
        query={"application": str(many_people().public_id)},
        file_format="csv",
        language="en",
        reason="counting",
        by=reviewer,
        at=timezone.now(),
    )
    client.force_login(approver)
    assert "Exports to consent to" in client.get(reverse("core:home")).text
    client.force_login(reviewer)
    assert "Exports to consent to" not in client.get(reverse("core:home")).text


def test_home_is_for_people_who_signed_in(client):
    assert client.get(reverse("core:home")).headers["Location"].startswith(reverse("account_login"))


def test_home_is_only_read(client, auditor):
    client.force_login(auditor)

    assert client.post(reverse("core:home")).status_code == 405


def test_the_frame_shows_the_pages_of_the_persons_roles(client, auditor, reviewer):
    client.force_login(auditor)
    assert reverse("core:audit") in client.get(reverse("core:home")).text

    client.force_login(reviewer)
    assert reverse("core:audit") not in client.get(reverse("core:home")).text


def test_the_language_switch_is_a_form_that_works_without_script(client, auditor):
    client.force_login(auditor)

    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})

    assert '<html lang="zh-hans">' in client.get("/").text


def test_no_page_carries_inline_style_or_script(client, auditor):
    client.force_login(auditor)

    page = client.get(reverse("core:home")).text

    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_the_auditor_reads_what_changed_today(client, auditor, reviewer):
    audit.record(reviewer, "user.appoint", by=auditor, at=timezone.now())
    audit.record(reviewer, "user.appoint", by=auditor, at=timezone.now() - timedelta(days=1))
    client.force_login(auditor)

    page = client.get(reverse("core:home"))

    assert "Acts since midnight" in page.text
    assert page.context["next"].figure == "1"


def test_the_administrator_sees_work_that_failed(client, administrator, reviewer):
    Job.objects.create(task="x", state=JobState.FAILED, finished_at=timezone.now())

    client.force_login(administrator)
    assert reverse("core:failed-jobs") == client.get(reverse("core:home")).context["next"].url
    client.force_login(reviewer)
    assert client.get(reverse("core:home")).context["next"] is None
