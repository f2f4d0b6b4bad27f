"""Four eyes: from a policy's number of firms on, a second approver signs before anything is decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.home import tasks
from approvals.models import Batch, BatchStatus, Decision
from approvals.services import batches, filling
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from reopening.models import PolicySet
from tests.approvals.cases import carry_out, draft_batch, recommended
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.states import force

pytestmark = pytest.mark.django_db
RULE = {"ours": True, "why": {"zh": "两人把关", "en": "Two look"}, "two_sign_from_firms": 2}


@pytest.fixture
def colleague(approver):
    place = approver.appointments.get().division
    return AppointmentFactory(role=Role.APPROVER, division=place, user=UserFactory()).user


@pytest.fixture
def cases(reviewer):
    made = [recommended(reviewer) for _ in range(2)]
    row = made[0].policy_set
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | {"batches": RULE})
    return made


@pytest.fixture
def batch(cases, approver):
    made = draft_batch(approver, phase=cases[0].phase)
    filling.add(batch=made, applications=cases, by=approver, at=timezone.now())
    return made


def test_one_signature_is_not_enough_for_so_many_firms(batch, approver):
    with pytest.raises(batches.TwoMustSign):
        batches.sign(batch=batch, by=approver, at=timezone.now())

    batch.refresh_from_db()
    assert (batch.status, batch.job) == (BatchStatus.DRAFT, None)


def test_one_signature_is_enough_for_fewer(batch, cases, approver):
    filling.remove(batch=batch, applications=cases[:1], by=approver, at=timezone.now())

    assert batches.sign(batch=batch, by=approver, at=timezone.now()).status == BatchStatus.SIGNING


def test_the_second_signature_decides_in_the_name_of_the_second_signer(batch, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())
    assert not Decision.objects.exists()

    batches.countersign(batch=batch, by=colleague, at=timezone.now())
    carry_out(batch)

    assert batch.status == BatchStatus.SIGNED
    assert (batch.proposed_by, batch.signed_by) == (approver, colleague)
    assert {decision.decided_by for decision in Decision.objects.all()} == {colleague}
    assert [event.verb for event in trail(batch)][-3:] == [
        "batch.propose",
        "batch.countersign",
        "batch.finish",
    ]


def test_nobody_gives_both_signatures(batch, approver):
    batches.propose(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(PermissionDenied):
        batches.countersign(batch=batch, by=approver, at=timezone.now())
    with pytest.raises(IntegrityError, match="batch_two_people"), transaction.atomic():
        force(Batch.objects.all(), status="signing", signed_by=approver, signed_at=timezone.now())


def test_an_approver_of_another_place_does_not_countersign(batch, approver):
    stranger = AppointmentFactory(role=Role.APPROVER, division=other_street(), user=UserFactory()).user
    batches.propose(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(PermissionDenied):
        batches.countersign(batch=batch, by=stranger, at=timezone.now())


@pytest.mark.parametrize("act", [filling.fill, batches.sign, batches.propose])
def test_the_members_stand_still_between_the_signatures(batch, approver, act):
    batches.propose(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(TransitionNotAllowed):
        act(batch=batch, by=approver, at=timezone.now())


def test_a_batch_sent_back_can_be_changed_and_its_proposer_reads_why(batch, cases, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())

    batches.send_back(batch=batch, note="缺一家。", by=colleague, at=timezone.now())

    assert (batch.status, batch.proposed_by, batch.proposed_at) == (BatchStatus.DRAFT, None, None)
    message = Notification.objects.get(user=approver, kind="batch.sent_back")
    assert message.params["note"] == "缺一家。"
    assert trail(batch).last().note == "缺一家。"
    assert filling.remove(batch=batch, applications=cases[:1], by=approver, at=timezone.now()) == 1


def test_the_other_approvers_of_the_place_are_told_and_find_it_on_their_first_page(
    batch, approver, colleague
):
    place = approver.appointments.get().division
    above = AppointmentFactory(role=Role.APPROVER, division=place.parent, user=UserFactory()).user
    elsewhere = AppointmentFactory(role=Role.APPROVER, division=other_street(), user=UserFactory()).user

    batches.propose(batch=batch, by=approver, at=timezone.now())

    told = Notification.objects.filter(kind="batch.proposed").values_list("user", flat=True)
    assert set(told) == {colleague.pk, above.pk}
    titles = {
        user: [str(task.title) for task in tasks(user, timezone.now())] for user in (colleague, approver)
    }
    assert "Batches to countersign" in titles[colleague]
    assert "Batches to countersign" not in titles[approver]
    assert elsewhere.pk not in told


def test_an_opening_day_that_passed_meanwhile_stops_the_second_signature(batch, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(batches.OpeningDayPast):
        batches.countersign(batch=batch, by=colleague, at=timezone.now() + timedelta(days=30))


def test_nothing_is_proposed_with_an_empty_batch(cases, approver):
    empty = draft_batch(approver, phase=cases[0].phase)

    with pytest.raises(batches.EmptyBatch):
        batches.propose(batch=empty, by=approver, at=timezone.now())
