"""A suspension is carried out in chunks: each goes on where the last one ended, and none is done twice."""

import pytest

from approvals.models import SuspendedCase
from approvals.services import (
    suspending,
)
from reopening.models import Halt
from tests.approvals.cases import certified
from tests.approvals.services.test_suspensions import (  # noqa: F401 - fixtures
    DISTRICT,
    batches_preflight,
    cases,
    city_approver,
    now,
    restored,
    state,
    suspend,
    suspended,
)
from tests.factories import (
    MembershipFactory,
)

pytestmark = pytest.mark.django_db


def test_carrying_it_out_twice_changes_nothing(cases, approver):  # noqa: F811
    row = suspended(approver)

    assert suspending.suspend_chunk(suspension=row, at=now()) == 0
    assert Halt.objects.count() == SuspendedCase.objects.count() == 3


def test_a_message_that_comes_late_suspends_nobody_approved_since(cases, reviewer, approver):  # noqa: F811
    row = restored(suspended(approver), approver)
    certified(reviewer, approver, MembershipFactory().firm)

    assert suspending.suspend_chunk(suspension=row, at=now()) == 0
    assert not Halt.objects.in_force().exists()


def test_chunks_go_on_where_the_last_one_ended(cases, approver):  # noqa: F811
    row = suspend(approver)

    counts = [suspending.suspend_chunk(suspension=row, at=now(), limit=2) for _ in range(3)]

    assert counts == [2, 1, 0]


@pytest.mark.parametrize("size", [4, 6])
def test_a_chunk_asks_as_many_questions_however_many_firms(
    size, approver, reviewer, django_assert_num_queries
):
    for _ in range(size):
        certified(reviewer, approver, MembershipFactory().firm)
    row = suspend(approver)

    with django_assert_num_queries(20):
        assert suspending.suspend_chunk(suspension=row, at=now()) == size
