import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from approvals.models import BatchMember, BatchStatus, MemberResult
from approvals.queries.batches import preflight, usage
from approvals.services import batches, filling, review, signing
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Job, JobState
from reopening.models import ApplicationStatus
from tests.approvals.cases import carry_out, certified, draft_batch, recommended, signed_batch, work_off
from tests.factories import FirmFactory, MembershipFactory, other_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer) for _ in range(3)]


@pytest.fixture
def batch(cases, approver):
    return draft_batch(approver, phase=cases[0].phase)


def test_filling_takes_cases_in_the_order_of_their_due_time_within_the_quota(cases, approver):
    batch = draft_batch(approver, firms=2, phase=cases[0].phase)

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 2

    expected = sorted(cases, key=lambda case: (case.due_at, case.pk))[:2]
    assert {member.application_id for member in batch.members.all()} == {case.pk for case in expected}


def test_filling_passes_over_a_case_too_large_for_the_heads_left(reviewer, cases, approver):
    large = recommended(reviewer, staff=5)
    batch = draft_batch(approver, heads=9, phase=cases[0].phase)

    filling.fill(batch=batch, by=approver, at=timezone.now())

    assert usage(batch).heads == 9
    assert not batch.members.filter(application=large).exists()


def test_filling_again_adds_nothing(batch, cases, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 0


def test_adding_over_the_quota_is_refused_whole(cases, approver):
    batch = draft_batch(approver, firms=2, phase=cases[0].phase)

    with pytest.raises(filling.OverQuota):
        filling.add(batch=batch, applications=cases, by=approver, at=timezone.now())

    assert not batch.members.exists()


def test_a_case_is_in_one_active_batch_only(batch, cases, approver):
    filling.add(batch=batch, applications=cases[:1], by=approver, at=timezone.now())
    other = draft_batch(approver, phase=cases[0].phase)

    with pytest.raises(filling.TakenElsewhere, match=f"{cases[0].number}, batch {batch.number}"):
        filling.add(batch=other, applications=cases[:1], by=approver, at=timezone.now())

    taken = filling.add(batch=other, applications=cases, by=approver, at=timezone.now())
    assert (taken.added, taken.elsewhere) == (2, cases[:1])


def test_a_case_that_is_not_ready_is_named_and_nothing_is_added(batch, cases, reviewer, approver):
    review.take_back(application=cases[1], by=reviewer, at=timezone.now())

    with pytest.raises(filling.NotACandidate, match=cases[1].number):
        filling.add(batch=batch, applications=cases, by=approver, at=timezone.now())

    assert not batch.members.exists()


def test_adding_a_member_again_changes_nothing(batch, cases, approver):
    filling.add(batch=batch, applications=cases[:1], by=approver, at=timezone.now())

    assert filling.add(batch=batch, applications=cases[:1], by=approver, at=timezone.now()).added == 0


def test_a_removed_case_is_a_candidate_again(batch, cases, approver):
    filling.add(batch=batch, applications=cases, by=approver, at=timezone.now())

    assert filling.remove(batch=batch, applications=cases[:1], by=approver, at=timezone.now()) == 1
    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 1


@pytest.mark.parametrize(
    "change", [{"phase": "nowhere"}, {"opens_on": shanghai_day(timezone.now()) - timedelta(days=2)}]
)
def test_a_batch_needs_a_phase_of_the_policy_and_a_day_to_come(cases, approver, change):
    plan = {
        "division": approver.appointments.get().division,
        "phase": cases[0].phase,
        "opens_on": shanghai_day(timezone.now()) + timedelta(days=3),
        "quota_firms": 1,
        "quota_heads": 10,
    }

    with pytest.raises((batches.UnknownPhase, batches.OpeningDayPast)):
        batches.create(plan=batches.Plan(**plan | change), by=approver, at=timezone.now())


def test_nobody_makes_a_batch_for_another_district(cases, approver):
    plan = batches.Plan(
        other_street(), cases[0].phase, shanghai_day(timezone.now()) + timedelta(days=3), 1, 10
    )

    with pytest.raises(PermissionDenied):
        batches.create(plan=plan, by=approver, at=timezone.now())


def test_preflight_names_what_stands_in_the_way_of_each_case(batch, cases, reviewer, approver):
    rare = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))
    own = recommended(reviewer)
    MembershipFactory(user=approver, firm=own.firm)
    filling.add(batch=batch, applications=[cases[0], rare, own], by=approver, at=timezone.now())
    members = list(batch.members.select_related("application__firm").order_by("pk"))

    checks = preflight(batch, members, by=approver)

    assert [check.is_ready for check in checks] == [True, False, False]
    assert "U+31350" in checks[1].problems[0]


def test_only_an_approver_signs(batch, cases, reviewer, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(PermissionDenied):
        batches.sign(batch=batch, by=reviewer, at=timezone.now())


def test_an_empty_batch_is_not_signed(batch, approver):
    with pytest.raises(batches.EmptyBatch):
        batches.sign(batch=batch, by=approver, at=timezone.now())


def test_signing_gives_a_result_per_case_and_one_refusal_fails_no_other(batch, cases, reviewer, approver):
    rare = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))
    filling.add(batch=batch, applications=[*cases, rare], by=approver, at=timezone.now())
    review.take_back(application=cases[1], by=reviewer, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())

    carry_out(batch)

    results = dict(batch.members.values_list("application_id", "result"))
    assert results == {
        cases[0].pk: MemberResult.APPROVED,
        cases[2].pk: MemberResult.APPROVED,
        rare.pk: MemberResult.REFUSED,
    }
    refusal = batch.members.get(application=rare).refusal
    assert refusal["code"] == "unprintable"
    assert "U+31350" in refusal["en"]
    assert batch.status == BatchStatus.SIGNED
    rare.refresh_from_db()
    assert rare.status == ApplicationStatus.RECOMMENDED


def test_a_refused_case_may_join_another_batch(reviewer, approver):
    rare = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))
    signed_batch(approver, [rare])

    again = draft_batch(approver, phase=rare.phase)

    assert filling.fill(batch=again, by=approver, at=timezone.now()).added == 1


def test_the_background_work_signs_and_draws_and_may_run_again(batch, cases, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())

    work_off()
    signing.sign_chunk(batch=batch)
    signing.finish(batch=batch, at=timezone.now())

    batch.refresh_from_db()
    assert batch.job.result == {"approved": 3, "refused": 0, "url": batch.get_absolute_url()}
    assert batch.status == BatchStatus.SIGNED
    assert all(member.application.certificates.get().has_pdf for member in batch.members.all())
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_signing_twice_is_refused(batch, cases, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())

    with pytest.raises(TransitionNotAllowed):
        batches.sign(batch=batch, by=approver, at=timezone.now())


def test_a_stopped_signing_goes_on_where_it_stopped(batch, cases, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())
    signing.sign_chunk(batch=batch, limit=1)
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED, finished_at=timezone.now())

    batches.resume(batch=batch, by=approver, at=timezone.now())
    work_off()

    batch.refresh_from_db()
    assert batch.status == BatchStatus.SIGNED
    assert batch.members.filter(result=MemberResult.APPROVED).count() == 3


def test_a_result_stands_whoever_asks(batch, cases, approver):
    signed = signed_batch(approver, cases[:1])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        BatchMember.objects.filter(batch=signed).update(result=MemberResult.PENDING)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        BatchMember.objects.filter(batch=signed).delete()


@pytest.mark.parametrize("size", [4, 9])
def test_signing_asks_as_many_questions_of_many_cases_as_of_four(
    size, reviewer, approver, django_assert_num_queries
):
    applications = [recommended(reviewer) for _ in range(size)]
    batch = draft_batch(approver, phase=applications[0].phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())

    with django_assert_num_queries(42):
        assert signing.sign_chunk(batch=batch) == size


def test_where_the_database_refuses_a_chunk_the_others_are_still_decided(batch, cases, reviewer, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())
    last = max(cases, key=lambda case: case.pk)
    # A certificate that should not be there: the database refuses a second one.
    stray = certified(reviewer, approver)
    stray.pk, stray.public_id, stray.number, stray.token = None, uuid.uuid4(), "stray", "stray"
    stray.application, stray.case_key = last, last.case_key
    stray.save(force_insert=True)

    for _case in cases[:-1]:
        signing.sign_next(batch)
    with pytest.raises(IntegrityError):
        signing.sign_next(batch)

    results = dict(batch.members.values_list("application_id", "result"))
    assert results.pop(last.pk) == MemberResult.PENDING
    assert set(results.values()) == {MemberResult.APPROVED}


def test_publishing_comes_after_signing(batch, cases, approver):
    with pytest.raises(TransitionNotAllowed):
        batches.publish(batch=batch, by=approver, at=timezone.now())

    signed = signed_batch(approver, cases)
    batches.publish(batch=signed, by=approver, at=timezone.now())

    assert signed.status == BatchStatus.PUBLISHED
