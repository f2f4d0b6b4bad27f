from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from approvals.models import (
    Batch,
    Certificate,
    Check,
    DayQuota,
    Decision,
    RollBack,
    StagePlan,
    StateNow,
    Suspension,
)
from approvals.queries.checks import checks_for
from approvals.queries.queue import queue
from core.dates import shanghai_day
from core.models import User
from reopening.models import Application, Halt, PolicySet
from tests.walks.tables import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(tmp_path, settings):
    settings.DEMO = True
    (tmp_path / "password").write_text("a-generated-word\n")
    return lambda: call_command("load_demo", "--password-file", tmp_path / "password")


def test_every_state_of_deciding_has_a_case_and_loading_again_changes_nothing(district):
    district()
    counts = (Batch.objects.count(), Certificate.objects.count())

    district()

    assert (Batch.objects.count(), Certificate.objects.count()) == counts
    statuses = set(Application.objects.values_list("status", flat=True))
    assert statuses >= {
        "submitted",
        "under_review",
        "returned",
        "recommended",
        "approved",
        "rejected",
        "revoked",
        "superseded",
    }
    assert Application.objects.filter(version=2, status="submitted").exists()
    assert Application.objects.filter(submissions=2, status="submitted").exists()
    assert set(Batch.objects.values_list("status", flat=True)) == {"draft", "published"}
    today = shanghai_day(timezone.now())
    assert {row.state_on(today) for row in Certificate.objects.all()} >= {StateNow.VALID, StateNow.REVOKED}
    assert Certificate.objects.filter(application__firm__members__username="applicant").exists()


def test_every_consequence_has_a_case_whose_moves_are_rows_of_the_tables(district):
    district()

    in_force = Halt.objects.in_force()
    assert sorted(in_force.values_list("kind", flat=True)) == ["seal", "stop", "suspension"]
    assert in_force.get(kind="stop").reported_at
    assert Halt.objects.exclude(pk__in=in_force).filter(kind="stop").count() == 1
    assert sorted(Suspension.objects.values_list("status", flat=True)) == ["in_force", "restored"]
    outcomes = set(Decision.objects.values_list("outcome", flat=True))
    assert outcomes >= {"stopped", "sealed", "reopened", "suspended", "restored", "rolled_back", "reinstated"}
    part = RollBack.objects.get()
    assert (part.status, part.members.count(), part.batch.members.count()) == ("done", 1, 6)
    assert StagePlan.objects.count() == 2
    assert all(plan.forecast["days"] for plan in StagePlan.objects.all())
    assert DayQuota.objects.count() == 6
    check([])


def test_one_case_is_approved_by_silence_under_a_policy_that_says_so(district):
    district()

    silent = Decision.objects.get(rule__rule="deemed_acceptance")
    assert silent.application.certificates.get().state_on(shanghai_day(timezone.now())) == StateNow.VALID
    trial = silent.application.policy_set
    assert trial.rules.answer.deemed_acceptance
    today = shanghai_day(timezone.now())
    assert PolicySet.objects.effective(silent.application.division_code, today) != trial


def test_a_maker_of_goods_waits_in_the_green_channel_and_its_hours_run(district):
    district()

    waiting = queue(User.objects.get(username="reviewer")).filter(lane="green_channel", status="submitted")
    case = waiting.get()
    assert case.submitted_at < timezone.now() < case.due_at
    assert case.due_at - case.submitted_at == timedelta(hours=48)


def test_one_firm_opened_on_its_commitment_and_is_to_be_checked(district):
    district()

    opened = Decision.objects.get(rule__rule="commitment").application
    assert (opened.status, opened.policy_set.rules.mode) == ("approved", "commitment")
    check = Check.objects.get()
    assert (check.application, check.status) == (opened, "waiting")
    inspector = User.objects.get(username="inspector")
    assert checks_for(inspector).get() == check
