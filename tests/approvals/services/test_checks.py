"""Commitment mode: the firm opens on its word, the certificate says so, and somebody looks afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.models import Certificate, Check, Decision, DecisionLetter
from approvals.queries.checks import checks_for
from approvals.services import certificates, checks, decisions, lateness, review, revocations
from approvals.services.checks import NotAllAsPromised, WhatMissing
from core import background
from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Notification
from core.services.desk import the_desk
from reopening.calendars import add_working_days
from reopening.counts import differences
from reopening.models import AmendmentKind, Application, Halt, PolicySet
from reopening.services import amendments, applications
from tests.factories import MembershipFactory, policy_set, ready_application, submitted_application
from tests.reopening.policies import draft_of, published, refiling

pytestmark = pytest.mark.django_db
EVERYTHING = [0, 1, 2]


def commitment_mode(**values) -> PolicySet:
    """Hangzhou's set, under which firms open on their commitment."""
    row = policy_set()
    row.body |= {"mode": "commitment"} | values
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


def promised(**fields) -> Application:
    """A firm that has just signed its commitment, and what the desk did about it."""
    case = submitted_application(**fields)
    background.run_waiting()
    return fresh(case)


@pytest.fixture
def opened(db) -> Application:
    commitment_mode()
    return promised()


def fresh(case):
    return Application.objects.select_related("firm", "policy_set").get(pk=case.pk)


def check_of(case) -> Check:
    return Check.objects.select_related("application__firm", "application__policy_set").get(application=case)


def test_the_firm_opens_on_its_commitment_before_any_office_looks(opened):
    decision, certificate = Decision.objects.get(), Certificate.objects.get()

    assert opened.status == "approved"
    assert (decision.outcome, decision.decided_by) == ("approved", the_desk())
    assert (decision.rule["rule"], decision.rule["amount"], decision.rule["unit"]) == (
        "commitment",
        10,
        "working_days",
    )
    assert AuditEvent.objects.filter(verb="application.open_on_commitment", actor=the_desk()).count() == 1
    assert certificate.valid_from == opened.opens_on
    assert list(differences()) == []


def test_certificate_and_letter_say_that_it_is_by_commitment(opened):
    wording = Certificate.objects.get().wording
    letter = DecisionLetter.objects.get().words

    assert wording["title"] == {"zh": "复工承诺备案证明", "en": "Certificate of Reopening on Commitment"}
    assert "书面承诺" in wording["statement"]["zh"]
    assert "经审核" not in letter["zh"]["opening"]
    assert "复工承诺" in letter["zh"]["opening"]
    assert "commitment" in letter["en"]["opening"]
    member = opened.firm.memberships.get().user
    assert Notification.objects.filter(user=member, kind="application.opened_on_commitment").exists()


def test_a_check_is_due_after_the_opening_day(opened):
    check = check_of(opened)

    assert (check.status, check.opened_on) == ("waiting", opened.opens_on)
    assert check.due_on == add_working_days(opened.opens_on, 10)
    assert check.checklist[0]["zh"] == "现场防控措施与承诺一致"


def test_the_time_and_the_points_are_the_policys(db):
    rule = {
        "check_within": 3,
        "checklist": [{"zh": "入口测温", "en": "Temperatures at the entrance"}],
        "office_first": [],
        "ours": True,
        "why": {"zh": "测试", "en": "test"},
    }
    commitment_mode(on_commitment=rule)

    check = check_of(promised())

    assert check.due_on == add_working_days(check.opened_on, 3)
    assert check.checklist == rule["checklist"]


def test_under_approval_nothing_opens_by_itself(db):
    policy_set()

    case = promised()

    assert (case.status, case.acts_at) == ("submitted", case.due_at)
    assert not Check.objects.exists()


def test_what_the_office_looks_at_first_waits_for_it(db, reviewer, approver):
    rule = {
        "check_within": 3,
        "office_first": ["points_to_note"],
        "ours": True,
        "why": {"zh": "测试", "en": "test"},
    }
    commitment_mode(on_commitment=rule)

    case = promised(masks=1)

    assert (case.points_to_note > 0, case.status, case.acts_at) == (True, "submitted", case.due_at)
    review.claim(application=case, by=reviewer, at=timezone.now())
    review.recommend(application=fresh(case), by=reviewer, at=timezone.now())
    decisions.approve(application=fresh(case), by=approver, at=timezone.now())
    assert Decision.objects.get().rule is None
    assert not Check.objects.exists()


def test_what_blocks_blocks_here_too(db):
    commitment_mode()
    case = ready_application(heads_on_site=99)
    by = MembershipFactory(firm=case.firm).user

    with pytest.raises(applications.NotReady):
        applications.submit(application=case, committed=True, by=by, at=timezone.now())


def test_looking_twice_opens_once(opened):
    assert lateness.act_on_late(at=timezone.now()) == 0
    assert Certificate.objects.count() == Check.objects.count() == 1


def test_what_cannot_have_a_certificate_waits_for_the_office_with_its_clock(db, monkeypatch):
    commitment_mode()

    def unprintable(text):
        raise certificates.Unprintable

    monkeypatch.setattr(certificates, "refuse_unprintable", unprintable)

    case = promised()

    assert (case.status, case.acts_at) == ("submitted", case.due_at)
    assert case.due_at is not None


def test_a_case_that_a_commitment_set_takes_over_stays_with_its_office(administrator):
    policy_set()
    case = promised()

    published(draft_of(administrator, mode="commitment", refiling=refiling("recheck")), administrator)

    case = fresh(case)
    assert (case.policy_set.rules.mode, case.status, case.acts_at) == ("commitment", "submitted", case.due_at)
    lateness.act_on_late(at=case.due_at + timedelta(days=9))
    assert fresh(case).status == "submitted"


def test_an_amendment_opens_on_its_own_commitment_and_is_checked_by_itself(opened):
    by, at = opened.firm.memberships.get().user, timezone.now()
    new = amendments.amend(application=opened, kind=AmendmentKind.NEW_DAY, by=by, at=at)
    Application.objects.filter(pk=new.pk).update(opens_on=opened.opens_on + timedelta(days=2))
    applications.submit(application=fresh(new), committed=True, by=by, at=at)
    background.run_waiting()

    assert (fresh(new).status, fresh(opened).status) == ("approved", "superseded")
    assert Check.objects.count() == 2
    assert checks.verbs_for(check_of(fresh(opened)), by=the_desk()) == []


def test_all_as_promised_is_noted_once(opened, inspector):
    check = check_of(opened)
    assert list(checks_for(inspector)) == [check]

    with pytest.raises(NotAllAsPromised):
        checks.confirm(check=check, checked=[0], by=inspector, at=timezone.now())
    checks.confirm(check=check_of(opened), checked=EVERYTHING, by=inspector, at=timezone.now())

    check = check_of(opened)
    assert (check.status, check.answered_by, check.checked) == ("confirmed", inspector, EVERYTHING)
    assert list(checks_for(inspector)) == []
    with pytest.raises(TransitionNotAllowed):
        checks.find_untrue(check=check, checked=[], note="后来发现", by=inspector, at=timezone.now())
    assert fresh(opened).status == "approved"


def test_an_inspector_who_finds_it_untrue_stops_the_firm_and_asks_the_approvers(opened, inspector, approver):
    checks.find_untrue(
        check=check_of(opened), checked=[0], note="在岗人数与申报不符。", by=inspector, at=timezone.now()
    )

    halt = Halt.objects.get()
    assert (halt.kind, halt.note, [each["code"] for each in halt.reasons]) == (
        "stop",
        "在岗人数与申报不符。",
        ["untrue"],
    )
    assert fresh(opened).status == "approved"
    assert Notification.objects.filter(user=approver, kind="check.untrue").exists()
    assert [each.outcome for each in Decision.objects.order_by("sequence")] == ["approved", "stopped"]
    revocations.revoke(
        certificate=Certificate.objects.get(), reason="承诺不实。", by=approver, at=timezone.now()
    )
    assert fresh(opened).status == "revoked"


def test_an_approver_who_finds_it_untrue_takes_the_approval_back(opened, approver):
    checks.find_untrue(
        check=check_of(opened), checked=[], note="现场无隔离点。", by=approver, at=timezone.now()
    )

    certificate = Certificate.objects.get()
    assert (fresh(opened).status, certificate.status) == ("revoked", "revoked")
    assert certificate.revocation_reason == "现场无隔离点。"
    assert check_of(opened).status == "untrue"
    assert not Halt.objects.exists()


def test_where_two_revoke_the_firm_is_stopped_and_the_revocation_proposed(db, approver):
    row = policy_set()
    commitment_mode(stops=row.rules.stops.model_dump(mode="json") | {"two_revoke": True})
    case = promised()

    checks.find_untrue(check=check_of(case), checked=[], note="不实。", by=approver, at=timezone.now())

    certificate = Certificate.objects.get()
    assert (fresh(case).status, certificate.status, certificate.proposed_by) == (
        "approved",
        "valid",
        approver,
    )
    assert Halt.objects.get().kind == "stop"


def test_what_is_untrue_must_be_said(opened, inspector):
    with pytest.raises(WhatMissing):
        checks.find_untrue(check=check_of(opened), checked=[], note=" ", by=inspector, at=timezone.now())

    assert check_of(opened).status == "waiting"
    assert not Halt.objects.exists()


@pytest.mark.parametrize("verb", ["confirm", "find_untrue"])
def test_nobody_checks_a_firm_of_their_own_and_reviewers_do_not(opened, reviewer, inspector, verb):
    MembershipFactory(user=inspector, firm=opened.firm)

    for by in (reviewer, inspector):
        with pytest.raises(PermissionDenied):
            getattr(checks, verb)(
                check=check_of(opened), checked=EVERYTHING, note="看过", by=by, at=timezone.now()
            )


def test_a_check_of_what_was_revoked_meanwhile_is_refused(opened, approver, inspector):
    revocations.revoke(
        certificate=Certificate.objects.get(), reason="群众举报属实。", by=approver, at=timezone.now()
    )

    assert list(checks_for(inspector)) == []
    with pytest.raises(TransitionNotAllowed):
        checks.confirm(check=check_of(opened), checked=EVERYTHING, by=inspector, at=timezone.now())


def test_the_database_keeps_what_was_planned_and_answered(opened, inspector):
    check = check_of(opened)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(due_on=check.due_on + timedelta(days=9))
    checks.confirm(check=check, checked=EVERYTHING, by=inspector, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(status="waiting", answered_at=None, answered_by=None)
