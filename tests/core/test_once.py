"""A form that is sent twice happens once; what it led to is shown again."""

import re

import pytest
from django.utils import timezone

from approvals.models import Batch
from core.dates import shanghai_day
from core.models import IdempotencyKey, Job, Role
from reopening.models import Application
from tests.approvals.cases import draft_batch, recommended
from tests.approvals.reviewing import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(reviewer) -> list[Application]:
    return [recommended(reviewer) for _each in range(3)]


@pytest.fixture
def batch(cases, approver) -> Batch:
    return draft_batch(approver, phase=cases[0].phase)


@pytest.fixture
def as_approver(client, approver):
    client.force_login(approver)
    return client


def key_on(client, address: str) -> str:
    found = re.search(r'name="once_key" value="([0-9a-f-]{36})"', client.get(address).content.decode())
    assert found, address
    return found[1]


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_filling_twice_with_the_key_of_the_page_fills_once_and_says_the_same(as_approver, batch, cases):
    key = key_on(as_approver, batch.get_absolute_url())
    form = {"rule": "due", "once_key": key}
    address = f"{batch.get_absolute_url()}fill/"

    first = as_approver.post(address, form, follow=True)
    batch.members.all().delete()  # were it done again, they would be back
    second = as_approver.post(address, form, follow=True)

    assert said(first) == said(second) == ["3 cases were added."]
    assert first.redirect_chain == second.redirect_chain
    assert batch.members.count() == 0


def test_a_signature_sent_again_leads_to_the_results_and_not_to_a_refusal(as_approver, batch):
    as_approver.post(f"{batch.get_absolute_url()}fill/", {"rule": "due"})
    address = f"{batch.get_absolute_url()}sign/"
    form = {"once_key": key_on(as_approver, address)}

    answers = [as_approver.post(address, form) for _each in range(2)]

    assert [(each.status_code, each.url) for each in answers] == [(302, batch.get_absolute_url())] * 2
    assert Job.objects.filter(task="approvals.tasks.sign_batch").count() == 1
    assert as_approver.post(address).status_code == 409  # without the key it is another act, and too late


def test_other_words_are_another_act(as_approver, batch, cases):
    form = {"once_key": key_on(as_approver, batch.get_absolute_url())}
    address = f"{batch.get_absolute_url()}add/"

    for case in cases[:2]:
        as_approver.post(address, form | {"chosen": [str(case.public_id)]})

    assert set(batch.members.values_list("application", flat=True)) == {case.pk for case in cases[:2]}


def test_a_form_with_a_fault_is_mended_under_its_key(as_approver, cases):
    day = shanghai_day(timezone.now())
    form = {"division": "330106", "phase": cases[0].phase, "opens_on": "soon", "once_key": "a-key"}
    form |= {"quota_firms": "10", "quota_heads": "100"}

    wrong = as_approver.post("/batches/new/", form)
    right = as_approver.post("/batches/new/", form | {"opens_on": day.isoformat()})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert IdempotencyKey.objects.count() == Batch.objects.count() == 1


def test_a_refused_act_keeps_nothing_and_may_be_tried_again(as_approver, batch):
    address, form = f"{batch.get_absolute_url()}sign/", {"once_key": "a-key"}

    empty = as_approver.post(address, form)
    as_approver.post(f"{batch.get_absolute_url()}fill/", {"rule": "due"})

    assert empty.status_code in {409, 422}
    assert as_approver.post(address, form).status_code == 302


def test_a_key_is_its_senders_own(client, batch, approver):
    address, form = f"{batch.get_absolute_url()}fill/", {"rule": "due", "once_key": "shared"}
    for person in (approver, colleague("second", Role.APPROVER, batch.division)):
        client.force_login(person)
        assert client.post(address, form).status_code == 302

    assert IdempotencyKey.objects.count() == 2
