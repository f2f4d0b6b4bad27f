from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.models import CaseResult, Certificate, StateNow, Suspension
from approvals.queries.batches import preflight
from approvals.queries.suspensions import effects
from approvals.services import (
    batches,
    decisions,
    filling,
    revocations,
    signing,
    stops,
    suspensions,
)
from approvals.suspending import Scope
from core import background
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from reopening.halts import halts_of
from reopening.models import Firm, Halt, PolicySet
from tests.approvals.cases import certified, draft_batch, recommended
from tests.approvals.services.test_stops import WHY
from tests.factories import (
    AppointmentFactory,
    FirmFactory,
    MembershipFactory,
    UserFactory,
    other_street,
    street,
)

pytestmark = pytest.mark.django_db
DISTRICT = Scope("330106")


def now():
    return timezone.now()


def state(case):
    return Certificate.objects.get(application=case).state_on(shanghai_day(now()))


@pytest.fixture
def city_approver(db):
    return AppointmentFactory(role=Role.APPROVER, division=street().parent.parent, user=UserFactory()).user


@pytest.fixture
def cases(reviewer, city_approver):
    """Three open firms in the street, one of them a restaurant."""
    firms = [MembershipFactory(firm__industry_code=code).firm for code in ("C14", "C14", "H62")]
    rows = [certified(reviewer, city_approver, firm).application for firm in firms]
    today = shanghai_day(now())
    assert {state(row) for row in rows} <= {StateNow.VALID, StateNow.NOT_YET_VALID}, today
    return rows


def suspend(by, scope=DISTRICT, *, begins_in=0, reason="辖区出现疫情，暂停营业。"):
    day = shanghai_day(now()) + timedelta(days=begins_in)
    return suspensions.suspend(scope=scope, reason=reason, begins_on=day, by=by, at=now())


def suspended(by, scope=DISTRICT):
    row = suspend(by, scope)
    background.run_waiting()
    row.refresh_from_db()
    return row


def restored(row, by):
    suspensions.restore(suspension=row, note="疫情解除。", by=by, at=now())
    background.run_waiting()
    row.refresh_from_db()
    return row


def test_one_act_suspends_an_area_and_one_lets_it_open_again(cases, approver):
    row = suspended(approver)

    assert row.status == "in_force"
    assert {state(case) for case in cases} == {StateNow.SUSPENDED}
    assert Notification.objects.filter(kind="application.suspended").count() == 3
    assert trail(cases[0]).last().data == {"suspension": row.number}
    restored(row, approver)
    assert row.status == "restored"
    assert StateNow.SUSPENDED not in {state(case) for case in cases}
    assert set(row.cases.values_list("result", flat=True)) == {CaseResult.RESTORED}
    assert [each.outcome for each in cases[0].decisions.order_by("sequence")] == [
        "approved",
        "suspended",
        "restored",
    ]


def test_a_trade_alone_is_suspended(cases, approver):
    suspended(approver, Scope("330106", industries=("H62",)))

    assert [state(case) == StateNow.SUSPENDED for case in cases] == [False, False, True]


@pytest.mark.parametrize(
    ("scope", "firms"),
    [
        (Scope("3301"), 3),
        (Scope("330106", within=("330106002",)), 3),
        (Scope("330106", firm_class="daily_life"), 3),
        (Scope("330106", firm_class="other"), 0),
        (Scope("330106", phase="none"), 0),
        (Scope("330102"), 0),
        (Scope("330106", industries=("C", "H")), 3),
        (Scope("330106", industries=("C1",), firm_class="daily_life"), 2),
    ],
)
def test_the_effects_are_those_of_the_scope(cases, scope, firms):
    found = effects(scope)

    assert (found.firms, found.heads) == (firms, 3 * firms)


def test_restoring_brings_back_what_it_stopped_and_nothing_that_was_stopped_by_itself(
    cases, approver, inspector
):
    stops.stop(application=cases[0], by=inspector, at=now(), **WHY)
    area = suspended(approver)
    trade = suspended(approver, Scope("330106", industries=("C",)))
    stops.seal(application=cases[1], by=inspector, at=now(), **WHY)

    restored(area, approver)

    assert [halt.kind for halt in halts_of(cases[0])] == ["stop", "suspension"]
    assert [halt.kind for halt in halts_of(cases[1])] == ["seal", "suspension"]
    assert halts_of(cases[2]) == []
    restored(trade, approver)
    assert [halt.kind for halt in halts_of(cases[0])] == ["stop"]


def test_nothing_is_approved_in_a_suspended_area(cases, approver, reviewer):
    case = recommended(reviewer)
    row = suspended(approver)

    with pytest.raises(suspensions.AreaSuspended):
        decisions.approve(application=case, by=approver, at=now())

    restored(row, approver)
    assert decisions.approve(application=case, by=approver, at=now())


def test_a_batch_says_so_beforehand_and_in_its_result(cases, approver, reviewer):
    case = recommended(reviewer)
    batch = draft_batch(approver, phase=case.phase)
    filling.fill(batch=batch, by=approver, at=now())
    row = suspended(approver)
    member = batch.members.select_related("application__firm").get()

    problems = batches_preflight(batch, member, approver)
    batches.sign(batch=batch, by=approver, at=now())
    while signing.sign_chunk(batch=batch):
        pass

    assert problems == [f"Its area or trade is suspended ({row.number})."]
    assert batch.members.get().refusal["code"] == "area_suspended"


def batches_preflight(batch, member, by):
    return preflight(batch, [member], by=by)[0].problems


def test_from_so_many_firms_on_two_sign_and_the_second_is_somebody_else(cases, approver, city_approver):
    ask_two(2)
    row = suspend(approver)

    background.run_waiting()
    assert (row.status, Halt.objects.count()) == ("proposed", 0)
    assert Notification.objects.filter(user=city_approver, kind="suspension.proposed").count() == 1
    with pytest.raises(PermissionDenied):
        suspensions.countersign(suspension=row, by=approver, at=now())
    suspensions.countersign(suspension=row, by=city_approver, at=now())
    background.run_waiting()

    assert Halt.objects.filter(begun_by=city_approver).count() == 3


def ask_two(firms):
    """A set in force that asks for two signatures from so many firms on."""
    policy_set = PolicySet.objects.get()
    stops_rule = {
        "reasons": [{"code": "other", "name": {"zh": "其他", "en": "Other"}}],
        "two_suspend_from_firms": firms,
        "ours": True,
        "why": {"zh": "两人", "en": "Two"},
    }
    PolicySet.objects.update(body=policy_set.body | {"stops": stops_rule})


def test_what_was_proposed_can_be_declined_and_the_proposer_reads_why(cases, approver, city_approver):
    ask_two(2)
    row = suspend(approver)

    suspensions.decline(suspension=row, note="范围过大", by=city_approver, at=now())

    assert row.status == "declined"
    told = Notification.objects.get(user=approver, kind="suspension.declined")
    assert told.params["note"] == "范围过大"
    with pytest.raises(TransitionNotAllowed):
        suspensions.countersign(suspension=row, by=city_approver, at=now())


def test_it_begins_by_itself_on_its_day(cases, approver):
    row = suspend(approver, begins_in=1)
    background.run_waiting()
    assert (row.status, Halt.objects.count()) == ("waiting", 0)

    suspensions.begin(suspension=row, at=now() + timedelta(days=1))
    background.run_waiting()

    row.refresh_from_db()
    assert (row.status, Halt.objects.count()) == ("in_force", 3)


def test_a_firm_of_the_signers_own_is_left_alone_with_the_reason(cases, approver):
    MembershipFactory(user=approver, firm=cases[1].firm)

    row = suspended(approver)

    refused = row.cases.get(result=CaseResult.REFUSED)
    assert (refused.application, refused.refusal["code"]) == (cases[1], "not_allowed")
    assert row.cases.filter(result=CaseResult.SUSPENDED).count() == 2


def test_a_firm_revoked_meanwhile_does_not_come_back(cases, approver):
    row = suspended(approver)
    revocations.revoke(certificate=cases[0].certificates.get(), reason="停工", by=approver, at=now())

    restored(row, approver)

    assert state(cases[0]) == StateNow.REVOKED
    assert not Halt.objects.in_force().exists()


def test_who_may_and_what_is_refused(cases, approver, reviewer, inspector, applicant):
    for user in (reviewer, inspector, applicant):
        with pytest.raises(PermissionDenied):
            suspend(user)
    with pytest.raises(PermissionDenied):
        suspend(approver, Scope("3301"))
    with pytest.raises(suspensions.BeginsInThePast):
        suspend(approver, begins_in=-1)
    with pytest.raises(suspensions.OutsideThePlace):
        suspend(approver, Scope("330106", within=(other_street().pk,)))
    with pytest.raises(suspensions.NobodyMeant):
        suspend(approver, Scope("330106", industries=("A",)))
    assert not Suspension.objects.exists()


def test_the_database_refuses_to_change_what_was_asked(cases, approver):
    suspend(approver)

    for values in ({"reason": "x"}, {"industries": ["A"]}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Suspension.objects.update(**values)


def test_firms_elsewhere_are_not_touched(cases, approver):
    firm = FirmFactory(division=other_street())
    suspended(approver)

    assert not Halt.objects.filter(application__firm=firm).exists()
    assert Firm.objects.count() == 4
