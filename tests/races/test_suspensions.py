"""
No approval slips into a suspended area, and the end of a suspension brings back nobody else, whoever comes together.

The control takes the lock away that suspensions and approvals share: then an approval does slip through.
"""

import threading
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Certificate, StateNow, Suspension
from approvals.services import decisions, stops, suspending, suspensions
from approvals.suspending import Scope
from core import background
from core.dates import shanghai_day
from core.models import Role, User
from reopening.halts import halts_of
from reopening.models import Application
from tests.approvals.cases import certified, recommended
from tests.factories import AppointmentFactory, UserFactory, street
from tests.races.crowd import together
from tests.states import force

pytestmark = pytest.mark.django_db(transaction=True)


def official(role: Role) -> User:
    return AppointmentFactory(role=role, division=street().parent, user=UserFactory()).user


def suspend(by: User) -> Suspension:
    today = shanghai_day(timezone.now())
    row = suspensions.suspend(
        scope=Scope("330106"), reason="疫情防控需要", begins_on=today, by=by, at=timezone.now()
    )
    while suspending.suspend_chunk(suspension=row, at=timezone.now()):
        pass
    return row


def approve(case: Application, by: User) -> Certificate:
    found = Application.objects.select_related("policy_set", "firm").get(pk=case.pk)
    return decisions.approve(application=found, by=by, at=timezone.now())


def race(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> tuple[Application, list[Any]]:
    """An approval has asked whether the area is suspended, and has not committed; the suspension comes just then."""
    signer, approver = official(Role.APPROVER), official(Role.APPROVER)
    certified(reviewer, approver)
    case = recommended(reviewer)
    has_asked, may_commit = threading.Event(), threading.Event()
    ask = decisions.refuse_in_suspended_areas

    def ask_and_wait(*args: Any) -> Any:
        found = ask(*args)
        has_asked.set()
        may_commit.wait(timeout=2)  # the suspension cannot end before this does, unless no lock is shared
        return found

    def suspend_now() -> Suspension:
        has_asked.wait(timeout=30)
        try:
            return suspend(signer)
        finally:
            may_commit.set()

    monkeypatch.setattr(decisions, "refuse_in_suspended_areas", ask_and_wait)
    return case, together(lambda: approve(case, approver), suspend_now)


def test_what_is_approved_while_the_area_is_being_suspended_is_suspended_with_it(reviewer, monkeypatch):
    case, results = race(reviewer, monkeypatch)

    assert isinstance(results[0], Certificate)
    assert [halt.kind for halt in halts_of(case)] == ["suspension"]


def test_control_without_the_lock_an_approval_slips_through(reviewer, monkeypatch):
    monkeypatch.setattr(suspensions, "hold_grants", lambda: None)

    case, results = race(reviewer, monkeypatch)

    assert isinstance(results[0], Certificate)
    assert halts_of(case) == []


def test_whoever_comes_first_an_approval_and_a_suspension_never_leave_a_valid_certificate(reviewer):
    for _ in range(3):
        signer, approver = official(Role.APPROVER), official(Role.APPROVER)
        certified(reviewer, approver)
        case = recommended(reviewer)

        approved, row = together(
            lambda case=case, by=approver: approve(case, by), lambda by=signer: suspend(by)
        )

        refused = isinstance(approved, suspensions.AreaSuspended)
        assert refused or [halt.kind for halt in halts_of(case)] == ["suspension"]
        force(Suspension.objects.filter(pk=row.pk), status="declined", signed_at=None, signed_by=None)


def test_the_end_of_a_suspension_and_a_stop_of_one_firm_leave_it_stopped(reviewer):
    signer, inspector = official(Role.APPROVER), official(Role.INSPECTOR)
    case = certified(reviewer, signer).application
    row = suspend(signer)
    suspending.finish(suspension=row, at=timezone.now())
    suspensions.restore(suspension=row, note="疫情解除", by=signer, at=timezone.now())

    def stop() -> Any:
        found = Application.objects.select_related("policy_set", "firm").get(pk=case.pk)
        return stops.stop(
            application=found, reasons=["illness"], note="发热", by=inspector, at=timezone.now()
        )

    together(background.run_waiting, stop)

    assert [halt.kind for halt in halts_of(case)] == ["stop"]
    state = Certificate.objects.get(application=case).state_on(shanghai_day(timezone.now()))
    assert state == StateNow.SUSPENDED
