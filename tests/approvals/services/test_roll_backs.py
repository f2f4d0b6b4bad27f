"""Taking a batch back: in part or whole, by one or two, each case with its result, and decided anew afterwards."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import (
    BatchMember,
    Decision,
    MemberResult,
    Outcome,
    RollBackResult,
    RollBackStatus,
    StateNow,
)
from approvals.services import decisions, filling, revocations, rolling_back, undoing
from approvals.services.batches import TwoMustSign
from approvals.timeline import office_timeline
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Role
from reopening.models import Application, ApplicationStatus, ConditionKind, ConditionStatus, PolicySet
from reopening.services.conditions import set_condition
from reopening.services.counts import differences
from reopening.timeline import timeline_of
from tests.approvals.cases import amendment, draft_batch, recommended, signed_batch, work_off
from tests.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db
RULE = {"ours": True, "why": {"zh": "两人把关", "en": "Two look"}, "two_sign_from_firms": 2}


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer) for _ in range(3)]


@pytest.fixture
def batch(cases, approver):
    return signed_batch(approver, cases)


@pytest.fixture
def colleague(approver):
    place = approver.appointments.get().division
    return AppointmentFactory(role=Role.APPROVER, division=place, user=UserFactory()).user


def start(batch, by, members=None, reason="名单有误"):
    return rolling_back.start(batch=batch, members=members, reason=reason, by=by, at=timezone.now())


def states(cases):
    return list(
        Application.objects.filter(pk__in=[case.pk for case in cases])
        .order_by("pk")
        .values_list("status", flat=True)
    )


def test_some_are_taken_back_and_the_others_stay(batch, cases, approver):
    chosen = batch.members.filter(application__in=cases[:2])

    row = start(batch, approver, chosen)
    work_off()

    row.refresh_from_db()
    assert row.status == RollBackStatus.DONE
    assert row.job.result == {"rolled_back": 2, "refused": 0, "url": row.get_absolute_url()}
    assert states(cases) == ["recommended", "recommended", "approved"]
    results = batch.members.order_by("application_id").values_list("result", flat=True)
    assert list(results) == ["rolled_back", "rolled_back", "approved"]


def test_every_check_says_revoked_and_the_chain_says_rolled_back(batch, cases, approver):
    start(batch, approver)
    work_off()

    certificate = cases[0].certificates.get()
    assert certificate.state_on(shanghai_day(timezone.now())) == StateNow.REVOKED
    assert certificate.revocation_reason == "名单有误"
    outcomes = (
        Decision.objects.filter(application=cases[0]).order_by("sequence").values_list("outcome", flat=True)
    )
    assert list(outcomes) == [Outcome.APPROVED, Outcome.ROLLED_BACK]
    assert [event.verb for event in trail(cases[0])][-1] == "application.roll_back"
    assert "certificate.revoke" in [event.verb for event in trail(certificate)]


def test_what_happened_to_the_case_names_the_roll_back_and_its_reason(batch, cases, approver):
    start(batch, approver)
    work_off()

    case = Application.objects.get(pk=cases[0].pk)
    for newest in (timeline_of(case)[0], office_timeline(case)[0]):
        assert (str(newest.title), newest.note) == ("Rolled back with its batch", "名单有误")


def test_a_rolled_back_case_is_decided_again_with_a_certificate_of_its_own(batch, cases, approver):
    start(batch, approver)
    work_off()

    again = draft_batch(approver, phase=cases[0].phase)
    assert filling.fill(batch=again, by=approver, at=timezone.now()).added == 3
    alone = Application.objects.get(pk=cases[0].pk)
    filling.remove(batch=again, applications=[alone], by=approver, at=timezone.now())
    new = decisions.approve(application=alone, by=approver, at=timezone.now())

    assert alone.certificates.count() == 2
    assert new.state_on(new.valid_from) == StateNow.VALID
    assert Decision.objects.filter(application=alone).count() == 3


def test_what_was_rolled_back_is_decided_anew_and_not_reinstated(batch, cases, approver, colleague):
    start(batch, approver)
    work_off()
    case = Application.objects.get(pk=cases[0].pk)
    old = case.certificates.get()

    assert "reinstate" not in revocations.verbs_for(old, by=colleague)

    new = decisions.approve(application=case, by=approver, at=timezone.now())
    revocations.revoke(certificate=new, reason="名单有误", by=approver, at=timezone.now())
    old.refresh_from_db()
    new.refresh_from_db()
    assert "reinstate" not in revocations.verbs_for(old, by=colleague)
    with pytest.raises(TransitionNotAllowed):
        revocations.reinstate(certificate=old, note="核实有误", by=colleague, at=timezone.now())
    assert "reinstate" in revocations.verbs_for(new, by=colleague)


def test_open_conditions_end_and_stand_again_with_the_next_approval(batch, cases, approver):
    at = timezone.now()
    case = cases[0]
    set_condition(application=case, kind=ConditionKind.RECTIFICATION, detail="入口测温", by=approver, at=at)

    start(batch, approver)
    work_off()
    assert set(case.conditions.values_list("status", flat=True)) == {ConditionStatus.LAPSED}

    set_condition(
        application=case, kind=ConditionKind.RECTIFICATION, detail="入口测温", by=approver, at=timezone.now()
    )
    assert case.conditions.get(detail="入口测温").status == ConditionStatus.OPEN


def test_a_firm_that_amends_is_left_out_and_told_apart(batch, cases, approver):
    amendment(cases[0].certificates.get())

    row = start(batch, approver)
    work_off()

    refused = row.members.get(result=RollBackResult.REFUSED)
    assert (refused.member.application_id, refused.refusal["code"]) == (cases[0].pk, "is_amended")
    assert states(cases)[0] == ApplicationStatus.APPROVED
    assert row.members.filter(result=RollBackResult.ROLLED_BACK).count() == 2


def test_many_need_two_signatures_and_nothing_changes_before(batch, cases, approver, colleague):
    policy = cases[0].policy_set
    PolicySet.objects.filter(pk=policy.pk).update(body=policy.body | {"batches": RULE})

    row = start(batch, approver)

    assert (row.status, row.job) == (RollBackStatus.PROPOSED, None)
    assert set(states(cases)) == {"approved"}
    with pytest.raises(PermissionDenied):
        rolling_back.countersign(roll_back=row, by=approver, at=timezone.now())
    with pytest.raises(TwoMustSign):
        rolling_back.sign(roll_back=row, by=approver, at=timezone.now())
    rolling_back.countersign(roll_back=row, by=colleague, at=timezone.now())
    work_off()
    assert set(states(cases)) == {"recommended"}
    assert {row.decided_by for row in Decision.objects.filter(outcome=Outcome.ROLLED_BACK)} == {colleague}


def test_one_that_was_dropped_changes_nothing_and_may_be_asked_again(batch, cases, approver):
    policy = cases[0].policy_set
    PolicySet.objects.filter(pk=policy.pk).update(body=policy.body | {"batches": RULE})
    row = start(batch, approver)
    with pytest.raises(rolling_back.NobodyChosen):
        start(batch, approver)

    rolling_back.drop(roll_back=row, by=approver, at=timezone.now())

    assert start(batch, approver).members.count() == 3
    with pytest.raises(TransitionNotAllowed):
        rolling_back.countersign(roll_back=row, by=approver, at=timezone.now())


def test_carrying_it_out_again_changes_nothing(batch, cases, approver):
    row = start(batch, approver)
    work_off()
    row.refresh_from_db()

    assert undoing.undo_chunk(roll_back=row) == 0
    undoing.finish(roll_back=row, at=timezone.now())

    assert Decision.objects.filter(outcome=Outcome.ROLLED_BACK).count() == 3
    assert [event.verb for event in trail(row)] == ["roll_back.start", "rollback.sign", "rollback.finish"]


def test_what_was_rolled_back_is_not_rolled_back_again(batch, approver):
    start(batch, approver)
    work_off()

    with pytest.raises(rolling_back.NobodyChosen):
        start(batch, approver)


def test_a_batch_that_is_not_signed_and_a_reviewer_roll_nothing_back(cases, reviewer, approver, batch):
    draft = draft_batch(approver, phase=cases[0].phase)

    with pytest.raises(TransitionNotAllowed):
        start(draft, approver)
    with pytest.raises(PermissionDenied):
        start(batch, reviewer)


def test_the_counts_of_the_queue_follow(batch, approver):
    start(batch, approver)
    work_off()

    assert not list(differences())


@pytest.mark.parametrize("size", [4, 7])
def test_it_asks_as_many_questions_of_many_cases_as_of_four(
    size, reviewer, approver, django_assert_num_queries
):
    batch = signed_batch(approver, [recommended(reviewer) for _ in range(size)])
    row = start(batch, approver)

    with django_assert_num_queries(28):
        assert undoing.undo_chunk(roll_back=row) == size


def test_a_result_of_a_signature_can_become_rolled_back_and_nothing_else(batch):
    member = batch.members.first()
    BatchMember.objects.filter(pk=member.pk).update(result=MemberResult.ROLLED_BACK)

    with pytest.raises(Exception, match="append-only"):
        BatchMember.objects.filter(pk=member.pk).update(result=MemberResult.APPROVED)
