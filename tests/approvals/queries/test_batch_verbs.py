"""What a person is offered on batches is what succeeds when they do it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from approvals.models import Batch
from approvals.queries.batch_verbs import policies_of, verbs_of
from approvals.services import batches, filling
from approvals.services.quotas import QuotaWish, set_quotas
from core.errors import DomainError
from core.models import Division, JobState
from reopening.models import PolicySet
from tests.approvals.api.test_decisions import as_user
from tests.approvals.cases import draft_batch, recommended
from tests.approvals.views.test_two_signatures import batch, colleague
from tests.factories import division, policy_set

__all__ = ["as_user", "batch", "colleague"]
pytestmark = pytest.mark.django_db
ACTS = {
    "sign": batches.sign,
    "propose": batches.propose,
    "countersign": batches.countersign,
    "resume": batches.resume,
}


def offered(row, by, at=None):
    found = Batch.objects.select_related("job").get(pk=row.pk)
    return {*verbs_of([found], by=by, at=at or timezone.now())[row.pk]} & ACTS.keys()


def succeeding(row, by, at=None):
    """The signatures that nobody refuses, each tried and taken back."""
    found = set()
    for verb, act in ACTS.items():
        try:
            with transaction.atomic():
                act(batch=Batch.objects.get(pk=row.pk), by=by, at=at or timezone.now())
                transaction.set_rollback(True)
        except (DomainError, PermissionDenied):
            continue
        found.add(verb)
    return found


def test_where_two_sign_nobody_is_offered_to_sign_alone(as_user, batch, approver, colleague):
    listed = as_user(approver).get("/api/v1/batches/").json()["results"]
    own = as_user(approver).get(f"/api/v1/batches/{batch.public_id}/").json()

    assert "sign" not in listed[0]["allowed_actions"]
    assert "propose" in listed[0]["allowed_actions"]
    assert own["allowed_actions"] == listed[0]["allowed_actions"]


def test_below_the_number_both_ways_are_open(batch, approver):
    filling.remove(
        batch=batch,
        applications=[batch.members.order_by("pk")[0].application],
        by=approver,
        at=timezone.now(),
    )

    assert offered(batch, approver) == succeeding(batch, approver) == {"sign", "propose"}


def test_an_empty_batch_offers_no_signature(approver, reviewer):
    empty = draft_batch(approver, phase=recommended(reviewer).phase)

    assert offered(empty, approver) == succeeding(empty, approver) == set()


def test_a_batch_whose_day_has_passed_offers_no_signature(batch, approver):
    later = timezone.now() + timedelta(days=30)

    assert offered(batch, approver, later) == succeeding(batch, approver, later) == set()


def test_a_batch_over_the_quota_of_its_day_offers_no_signature(batch, approver):
    place = Division.objects.get(pk=batch.division_id)
    wish = QuotaWish(place, batch.opens_on, batch.opens_on, 1, None)
    set_quotas(wish=wish, by=approver, at=timezone.now())

    assert offered(batch, approver) == succeeding(batch, approver) == set()


def test_the_second_signature_is_offered_while_it_can_be_given(batch, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())
    later = timezone.now() + timedelta(days=30)

    assert offered(batch, approver) == set()
    assert offered(batch, colleague) == succeeding(batch, colleague) == {"countersign"}
    assert offered(batch, colleague, later) == succeeding(batch, colleague, later) == set()


def test_going_on_is_offered_once_the_work_has_stopped(batch, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())
    batches.countersign(batch=batch, by=colleague, at=timezone.now())
    batch.refresh_from_db()

    assert offered(batch, approver) == succeeding(batch, approver) == set()
    type(batch.job).objects.filter(pk=batch.job_id).update(state=JobState.FAILED, finished_at=timezone.now())
    assert offered(batch, approver) == succeeding(batch, approver) == {"resume"}


@pytest.mark.parametrize("size", [1, 4])
def test_many_batches_are_asked_as_few_questions_as_one(size, batch, approver, django_assert_num_queries):
    for days in range(size - 1):
        draft_batch(approver, phase=batch.phase, opens_in_days=6 + days)
    rows = list(Batch.objects.select_related("job"))
    verbs_of(rows, by=approver, at=timezone.now())  # the approver's appointments are read once

    with django_assert_num_queries(5):
        verbs_of(rows, by=approver, at=timezone.now())


def test_a_batch_in_a_place_that_its_set_leaves_out_stands_under_the_next_set_above(batch):
    assert policies_of([batch])[batch.pk].slug == "hangzhou-2020-02-10"
    division("00", "全国", "China")
    nation = policy_set("national-2020-03-03")
    rows = PolicySet.objects.filter(slug="hangzhou-2020-02-10")
    rows.update(body=rows.get().body | {"excluded_divisions": [batch.division_id]})

    assert policies_of([batch]) == {batch.pk: nation}
    assert PolicySet.objects.effective(batch.division_id, batch.opens_on) == nation
