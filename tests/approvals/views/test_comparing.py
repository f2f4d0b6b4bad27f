"""Why one case stands before another: as the list stands for the reader, and for cases that are decided."""

import itertools
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from approvals.ordering import compare
from approvals.queries.policies import words_of
from approvals.queries.queue import ORDERS
from core.models import Role
from reopening.models import Application
from tests.approvals.cases import recommended, signed_batch
from tests.factories import AppointmentFactory, UserFactory, ready_application, street, submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    user = UserFactory(name="同事")
    return AppointmentFactory(user=user, role=Role.REVIEWER, division=street()).user


def test_what_was_handed_in_again_stands_on_top_only_for_who_may_have_it(reviewer, colleague):
    plain, theirs, free = submitted_application(), submitted_application(), submitted_application()
    mine = submitted_application()
    soon = timezone.now() + timedelta(hours=1)
    Application.objects.filter(pk=plain.pk).update(due_at=soon)
    Application.objects.exclude(pk=plain.pk).update(submissions=2, due_at=soon + timedelta(hours=1))
    for case, officer in ((theirs, colleague), (mine, reviewer)):
        rows = Application.objects.filter(pk=case.pk)
        rows.update(claimed_by=officer, claimed_at=timezone.now())

    for user, order in itertools.product((reviewer, colleague), ORDERS):
        on_page = [row["row"].case for row in shown_to(user, order)]
        for before, after in itertools.pairwise(on_page):
            found = compare(after, before, order, both(after, before), reader=user.pk)
            assert found.first.pk == before.pk, (user, order, found.sentence)
    assert [case.pk for case in first_two(reviewer)] == [mine.pk, free.pk]
    assert [case.pk for case in first_two(colleague)] == [theirs.pk, free.pk]


def shown_to(user, order):
    client = Client()
    client.force_login(user)
    chosen = "" if order == "due" else order
    return client.get(f"/queue/?order={chosen}").context["rows"]


def first_two(user):
    return [row["row"].case for row in shown_to(user, "due")][:2]


def both(one, other):
    words = words_of([one.policy_digest, other.policy_digest])
    return words[one.policy_digest], words[other.policy_digest]


def test_a_case_that_was_decided_is_explained_beside_one_that_waits(signed_in, reviewer, approver, api):
    decided, waiting = recommended(reviewer), submitted_application()
    batch = signed_batch(approver, [decided])

    page = signed_in(approver).get(f"/queue/compare/?first={decided.number}&second={waiting.number}")

    words = page.content.decode()
    assert "stands before" in page.context["comparison"].sentence
    assert decided.firm.name in unescape(words)
    assert batch.number in words
    assert "Approved" in words
    api.force_authenticate(approver)
    told = api.get(f"/api/v1/queue/compare/?first={decided.number}&second={waiting.number}").json()
    assert told["sentence"] == page.context["comparison"].sentence


def test_a_case_of_another_place_and_a_draft_are_not_compared(signed_in, reviewer, other_reviewer):
    case, draft = submitted_application(), ready_application()

    for user, number in ((other_reviewer, case.number), (reviewer, draft.number or "X")):
        page = signed_in(user).get(f"/queue/compare/?first={case.number}&second={number}&order=due")
        assert page.context["comparison"] is None


@pytest.mark.parametrize(
    ("order", "words"),
    [("", "is due"), ("priority", "four priorities"), ("received", "was handed in at")],
)
def test_the_panel_says_by_what_the_list_beside_it_is_ordered(signed_in, reviewer, order, words):
    case = submitted_application()
    client = signed_in(reviewer)
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/queue/?order={order}"}

    panel = client.get(f"/queue/{case.public_id}/", headers=asked).context

    assert words in str(panel["stands_by"])
    Application.objects.filter(pk=case.pk).update(submissions=2)
    panel = client.get(f"/queue/{case.public_id}/", headers=asked).context
    assert "on top" in str(panel["stands_by"])
