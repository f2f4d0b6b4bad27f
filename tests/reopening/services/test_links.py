import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.background import run_waiting
from core.models import Job
from reopening.declared import declaration_counts, link_by_token
from reopening.models import DeclarationLink
from reopening.services import declarations, links
from reopening.services.links import NoLink
from tests.reopening.makers import declared, linked


def test_a_link_is_one_for_an_application_and_cannot_be_guessed(applicant):
    draft, link = linked(applicant, codes=False)

    again = links.open_link(application=draft, by=applicant, at=timezone.now())

    assert again.pk == link.pk
    assert len(link.token) >= 32
    assert DeclarationLink.objects.count() == 1


def test_a_closed_link_and_an_old_address_lead_nowhere(applicant):
    draft, link = linked(applicant, codes=False)

    links.close_link(application=draft, by=applicant, at=timezone.now())
    assert link_by_token(link.token) is None
    links.open_link(application=draft, by=applicant, at=timezone.now())
    assert link_by_token(link.token) is not None
    renewed = links.renew_link(application=draft, by=applicant, at=timezone.now())
    assert link_by_token(link.token) is None
    assert link_by_token(renewed.token) is not None


def test_outsiders_have_no_hand_in_it(applicant, outsider):
    draft, _link = linked(applicant, codes=False)

    with pytest.raises(PermissionDenied):
        links.close_link(application=draft, by=outsider, at=timezone.now())


def test_without_a_link_there_is_nothing_to_close_or_to_remind_of(applicant):
    draft, link = linked(applicant, codes=False)
    link.delete()

    for act in (links.close_link, links.renew_link, links.remind):
        with pytest.raises(NoLink):
            act(application=draft, by=applicant, at=timezone.now())


def test_who_is_missing_is_reminded_once_a_day_and_the_others_never(applicant):
    draft, _link = linked(applicant, codes=False, staff=5)
    one, two, *_others = draft.staff.order_by("pk")
    declared(one)
    declarations.withdraw(member=declared(two), at=timezone.now())
    at = timezone.now()

    reminded = [
        links.remind(application=draft, by=applicant, at=at + timedelta(hours=hours)) for hours in (0, 19, 20)
    ]

    assert reminded == [3, 0, 3]
    one.refresh_from_db()
    assert one.reminded_at is None
    assert not Job.objects.filter(task="reopening.tasks.send_reminders").exists()


def test_where_there_is_a_gateway_a_message_goes_out_with_the_person_s_own_link(
    applicant, settings, tmp_path
):
    outbox = tmp_path / "sms"
    settings.SMS_GATEWAY = f"file:{outbox}"
    draft, link = linked(applicant)
    draft.staff.update(mobile="13800000009")
    draft.staff.filter(pk=draft.staff.first().pk).update(mobile="")

    links.remind(application=draft, by=applicant, at=timezone.now())
    run_waiting()
    run_waiting()

    sent = [json.loads(line) for line in outbox.read_text().splitlines()]
    assert len(sent) == 2
    assert {message["to"] for message in sent} == {"13800000009"}
    assert all(f"{link.address}#" in message["text"] for message in sent)
    assert draft.staff.filter(sms_at__isnull=False).count() == 2
    job = Job.objects.get(task="reopening.tasks.send_reminders")
    assert job.result == {"sent": 2, "refused": 0}
    assert "138" not in json.dumps(job.arguments)


def test_the_counts_cost_one_query_and_add_up(applicant, django_assert_num_queries):
    draft, _link = linked(applicant, staff=5)
    one, two, *_others = draft.staff.order_by("pk")
    declared(one)
    declarations.withdraw(member=declared(two), at=timezone.now())

    with django_assert_num_queries(1):
        counts = declaration_counts(draft, timezone.now())

    assert (counts.people, counts.by_person, counts.by_firm, counts.withdrawn, counts.missing) == (
        5,
        1,
        3,
        1,
        4,
    )
    assert counts.without_code == 0
