"""
A case has one approved version and one valid certificate, whoever comes together.

Each race has its control: with the lock of the transition engine taken away, and the database's own watch over moves,
the same race goes wrong.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from approvals.models import Certificate
from approvals.services import decisions, revocations
from core import workflow
from core.errors import TransitionNotAllowed
from core.models import Role, User
from reopening.models import AmendmentKind, Application
from reopening.services import amendments, applications, versions
from tests.approvals.cases import amended, opened, recommended
from tests.factories import AppointmentFactory, UserFactory, street
from tests.races.crowd import together
from tests.states import any_move

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(case: Application) -> Application:
    return Application.objects.select_related("policy_set", "firm").get(pk=case.pk)


def approver_here() -> User:
    return AppointmentFactory(role=Role.APPROVER, division=street(), user=UserFactory()).user


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test switch: both read the first version, and only when both have read does either go on."""
    both_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        if isinstance(subject, Application) and subject.version == 1:
            both_have_read.wait(timeout=30)

    def read_only_many(cases: Any) -> dict[int, Application]:
        keys = [case.amends_id for case in cases if case.amends_id]
        found = Application.objects.in_bulk(keys)
        if keys:
            both_have_read.wait(timeout=30)
        return found

    def read_in_order(rows: Any) -> list[Any]:
        found = list(rows.order_by("pk"))
        if any(isinstance(row, Application) and row.version == 1 for row in found):
            both_have_read.wait(timeout=30)
        return found

    monkeypatch.setattr(workflow, "lock", read_only)
    monkeypatch.setattr(workflow, "lock_in_order", read_in_order)
    monkeypatch.setattr(versions, "lock_amended", read_only_many)
    with any_move(Application):
        yield


def amend(case: Application, by: User) -> Application:
    return amendments.amend(application=fresh(case), kind=AmendmentKind.ADD_STAFF, by=by, at=timezone.now())


def revoke(certificate: Certificate, by: User) -> Certificate:
    found = Certificate.objects.select_related("application__firm").get(pk=certificate.pk)
    return revocations.revoke(certificate=found, reason="停工", by=by, at=timezone.now())


def approve(case: Application, by: User) -> Certificate:
    return decisions.approve(application=fresh(case), by=by, at=timezone.now())


def test_two_amendments_at_once_make_one(applicant, reviewer, approver):
    case = opened(reviewer, approver, applicant.firms.get()).application

    results = together(lambda: amend(case, applicant), lambda: amend(case, applicant))

    assert sum(isinstance(result, applications.AlreadyOpen) for result in results) == 1
    assert Application.objects.filter(case_key=case.case_key).count() == 2


def test_without_the_lock_the_database_still_keeps_one_open_amendment(applicant, reviewer, approver, request):
    case = opened(reviewer, approver, applicant.firms.get()).application
    request.getfixturevalue("no_lock")

    results = together(lambda: amend(case, applicant), lambda: amend(case, applicant))

    assert sum(isinstance(result, applications.AlreadyOpen) for result in results) == 1


def test_of_an_approval_of_the_new_and_a_revocation_of_the_old_one_wins(reviewer, approver):
    for _ in range(3):
        old = opened(reviewer, approver)
        new = amended(old, reviewer)

        results = together(
            lambda new=new: approve(new, approver_here()), lambda old=old: revoke(old, approver_here())
        )

        assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
        states = {row.version: row.status for row in Application.objects.filter(case_key=new.case_key)}
        assert states in ({1: "superseded", 2: "approved"}, {1: "revoked", 2: "recommended"})
        valid = Certificate.objects.filter(case_key=new.case_key, status="valid").count()
        assert valid == (states[2] == "approved")


def test_control_without_the_lock_the_revoked_version_is_followed_by_a_valid_one(reviewer, approver, request):
    old = opened(reviewer, approver)
    new = amended(old, reviewer)
    request.getfixturevalue("no_lock")

    results = together(lambda: approve(new, approver), lambda: revoke(old, approver_here()))

    assert not any(isinstance(result, versions.AmendedGone) for result in results)


def test_an_amendment_begun_while_the_version_is_revoked_never_comes_to_anything(
    applicant, reviewer, approver
):
    old = opened(reviewer, approver, applicant.firms.get())

    results = together(lambda: amend(old.application, applicant), lambda: revoke(old, approver_here()))

    begun = isinstance(results[0], Application)
    assert isinstance(results[1], Certificate)
    assert begun or isinstance(results[0], TransitionNotAllowed)
    assert fresh(old.application).status == "revoked"


def test_control_without_the_lock_a_revoked_version_is_amended_all_the_same(
    applicant, reviewer, approver, request
):
    old = opened(reviewer, approver, applicant.firms.get())
    request.getfixturevalue("no_lock")

    results = together(lambda: amend(old.application, applicant), lambda: revoke(old, approver_here()))

    assert not any(isinstance(result, TransitionNotAllowed) for result in results)


# --- Withdrawing -----------------------------------------------------------------


def withdraw_and_approve(case: Application, signatory: User, approver: User) -> list[Any]:
    return together(
        lambda: applications.withdraw(application=fresh(case), by=signatory, at=timezone.now()),
        lambda: approve(case, approver),
    )


def test_of_a_withdrawal_and_an_approval_one_wins(applicant, reviewer, approver):
    case = recommended(reviewer, applicant.firms.get())

    results = withdraw_and_approve(case, applicant, approver)

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
    state = fresh(case).status
    assert Certificate.objects.filter(application=case).exists() == (state == "approved")
    assert state in {"approved", "withdrawn"}


def test_control_without_the_lock_a_withdrawn_case_is_approved(applicant, reviewer, approver, request):
    case = recommended(reviewer, applicant.firms.get())
    request.getfixturevalue("no_lock")

    results = withdraw_and_approve(case, applicant, approver)

    assert not any(isinstance(result, TransitionNotAllowed | IntegrityError) for result in results)
