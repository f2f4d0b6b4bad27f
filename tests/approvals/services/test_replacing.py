"""Of one case, one certificate counts on each day at most, and none of its days goes without."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Certificate, StateNow
from approvals.queries.certificates import in_register
from approvals.services import batches, decisions, filling, revocations, signing
from core.audit import trail
from core.dates import shanghai_day
from reopening.models import Application, Condition, ConditionKind
from reopening.services import conditions
from tests.approvals.cases import amended, certified, draft_batch, opened, recommended
from tests.factories import FirmFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(applicant, reviewer, approver):
    return opened(reviewer, approver, applicant.firms.get())


def today():
    return shanghai_day(timezone.now())


def approve(case, by):
    return decisions.approve(application=case, by=by, at=timezone.now())


def valid_on(day, *rows):
    return [row for row in rows if row.state_on(day) == StateNow.VALID]


def test_the_old_certificate_is_replaced_in_the_moment_the_new_one_is_issued(old, reviewer, approver):
    new = approve(amended(old, reviewer), approver)

    old.refresh_from_db()
    assert (old.status, old.replaced_on, old.replaced_by) == ("replaced", today(), new)
    old.application.refresh_from_db()
    assert old.application.status == "superseded"
    assert old.state_on(today()) == StateNow.REPLACED
    assert new.state_on(today()) == StateNow.VALID
    assert new.headcount_limit == 4
    assert trail(old).last().verb == "certificate.replace"
    assert trail(old.application).last().verb == "application.supersede"


def test_the_new_certificate_says_since_when_the_firm_is_open(old, reviewer, approver):
    new = approve(amended(old, reviewer), approver)

    facts = {fact["key"]: fact["value"]["en"] for fact in new.wording["facts"]}
    assert f"{today() - timedelta(days=5):%-d %B %Y}" in facts["opens_on"]
    assert new.valid_from == today()


@pytest.mark.parametrize("ahead", [0, 4, 9])
def test_every_day_has_exactly_one_valid_certificate(old, reviewer, approver, ahead):
    changes = {"opens_on": today() + timedelta(days=ahead)} if ahead else {}
    new = approve(amended(old, reviewer, **changes), approver)
    old.refresh_from_db()

    for offset in range(-5, 60):
        day = today() + timedelta(days=offset)
        assert len(valid_on(day, old, new)) == 1 or day < old.valid_from
        shown = list(in_register().standing(day))
        assert (old in shown) == (day < new.valid_from)
        assert (new in shown) == (day >= new.valid_from)


def test_a_day_that_was_postponed_before_it_came_leaves_nothing_of_the_old_one(applicant, reviewer, approver):
    old = certified(reviewer, approver, applicant.firms.get(), opens_in_days=5)
    new = approve(amended(old, reviewer, opens_on=today() + timedelta(days=8)), approver)
    old.refresh_from_db()

    assert old.state_on(today()) == StateNow.REPLACED
    assert not valid_on(today() + timedelta(days=6), old, new)
    assert valid_on(today() + timedelta(days=8), old, new) == [new]


def test_revoking_the_new_one_does_not_bring_the_old_one_back(old, reviewer, approver):
    new = approve(amended(old, reviewer, opens_on=today() + timedelta(days=6)), approver)

    revocations.revoke(certificate=new, reason="停工", by=approver, at=timezone.now())

    old.refresh_from_db()
    assert not valid_on(today(), old, new)
    assert trail(old).last().verb == "certificate.end"


def test_the_database_refuses_two_that_are_valid_on_one_day(old, reviewer, approver):
    new = approve(amended(old, reviewer), approver)

    for change in ({"replaced_on": today() + timedelta(days=1)}, {"status": "valid", "replaced_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=old.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=new.pk).update(replaces=None)


def test_what_is_still_asked_moves_to_the_new_version_with_its_day(old, reviewer, approver):
    due_on = today() + timedelta(days=2)
    conditions.set_condition(
        application=old.application,
        kind=ConditionKind.RECTIFICATION,
        detail="通风整改",
        due_on=due_on,
        by=approver,
        at=timezone.now(),
    )

    new = approve(amended(old, reviewer), approver)

    assert Condition.objects.get(application=old.application_id).status == "lapsed"
    moved = Condition.objects.get(application=new.application_id)
    assert (moved.status, moved.detail, moved.due_on) == ("open", "通风整改", due_on)


def test_goods_that_arrive_for_the_old_version_have_arrived_for_the_new(old, reviewer, approver):
    case = amended(old, reviewer)
    Application.objects.filter(pk=case.pk).update(snapshot=case.snapshot | {"inventory": {}})
    new = approve(Application.objects.get(pk=case.pk), approver)

    count = conditions.fulfil(
        application=old.application,
        kind=ConditionKind.SUPPLIES_DELIVERED,
        by=approver,
        at=timezone.now(),
    )

    assert count == 1
    assert new.application.conditions.get(kind="supplies_delivered").status == "fulfilled"


def signed(approver, cases):
    batch = draft_batch(approver, phase=cases[0].phase, opens_in_days=0)
    filling.add(batch=batch, applications=cases, by=approver, at=timezone.now())
    return batches.sign(batch=batch, by=approver, at=timezone.now())


def queries_of_signing(approver, cases) -> int:
    batch = signed(approver, cases)
    with CaptureQueriesContext(connection) as queries:
        assert signing.sign_chunk(batch=batch) == len(cases)
    return len(queries)


def test_a_batch_of_amendments_is_signed_with_a_fixed_number_of_queries(reviewer, approver):
    few, many = (
        [amended(opened(reviewer, approver, FirmFactory(staff_total=3)), reviewer) for _ in range(count)]
        for count in (4, 6)
    )

    assert queries_of_signing(approver, few) == queries_of_signing(approver, many)
    assert Certificate.objects.filter(status="replaced").count() == 10
    assert Application.objects.filter(status="superseded").count() == 10


def test_a_batch_of_amendments_counts_its_moves_at_once(reviewer, approver):
    """Counted in two rounds, two signings in several streets could wait for each other in a circle."""
    batch = signed(approver, [amended(opened(reviewer, approver, FirmFactory(staff_total=3)), reviewer)])

    with CaptureQueriesContext(connection) as queries:
        signing.sign_chunk(batch=batch)

    assert len([each for each in queries if "INSERT INTO reopening_casecount" in each["sql"]]) == 1


def test_in_a_batch_the_amendment_of_a_revoked_version_is_refused_and_the_others_go_on(reviewer, approver):
    gone = opened(reviewer, approver, FirmFactory(staff_total=3))
    cases = [amended(gone, reviewer), recommended(reviewer)]
    batch = signed(approver, cases)
    revocations.revoke(certificate=gone, reason="停工", by=approver, at=timezone.now())

    signing.sign_chunk(batch=batch)

    results = {row.application_id: row for row in batch.members.all()}
    assert results[cases[0].pk].refusal["code"] == "amended_gone"
    assert results[cases[1].pk].result == "approved"
    gone.refresh_from_db()
    assert gone.status == "revoked"
