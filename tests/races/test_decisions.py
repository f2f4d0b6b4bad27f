"""
A case is claimed once, decided once, certified once, whoever comes together (I1, I6).

Each race has its control: with the lock of the transition engine taken away, and the database's own watch over moves,
the same race goes wrong.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from approvals.models import Certificate, Decision, MemberResult
from approvals.services import batches, certificates, decisions, filling, review, revocations, signing
from core import workflow
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Role, User
from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import certified, draft_batch, recommended
from tests.factories import AppointmentFactory, UserFactory, street, submitted_application
from tests.races.crowd import together
from tests.states import any_move

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


def fresh(case: Application) -> Application:
    return Application.objects.select_related("policy_set", "firm").get(pk=case.pk)


def verbs(case: Application) -> list[str]:
    return [event.verb for event in trail(case)]


def colleagues(role: Role, count: int) -> list[User]:
    return [AppointmentFactory(role=role, division=street(), user=UserFactory()).user for _ in range(count)]


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test switch: everybody reads, and only when all have read does anybody go on."""
    all_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        all_have_read.wait(timeout=30)

    def read_only_many(rows: Any) -> list[Any]:
        found = list(rows)
        all_have_read.wait(timeout=30)
        return found

    monkeypatch.setattr(workflow, "lock", read_only)
    monkeypatch.setattr(workflow, "lock_many", read_only_many)
    with any_move(Application):
        yield


# --- Claims --------------------------------------------------------------------


def claims(case: Application, officers: list[User]) -> list[Any]:
    return together(
        *[
            lambda officer=officer: review.claim(application=fresh(case), by=officer, at=timezone.now())
            for officer in officers
        ]
    )


def test_of_many_who_claim_a_case_one_gets_it_and_the_others_are_told():
    case, officers = submitted_application(), colleagues(Role.REVIEWER, CROWD)

    results = claims(case, officers)

    refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
    winner = next(officer for officer, result in zip(officers, results, strict=True) if result not in refused)
    assert len(refused) == CROWD - 1
    assert all(refusal.current == "under_review" for refusal in refused)
    assert fresh(case).claimed_by == winner
    assert verbs(case).count("application.claim") == 1


def test_control_without_the_lock_two_get_the_same_case(request):
    case, officers = submitted_application(), colleagues(Role.REVIEWER, 2)
    request.getfixturevalue("no_lock")

    results = claims(case, officers)

    assert not any(isinstance(result, Exception) for result in results)
    assert verbs(case).count("application.claim") == 2


# --- Decisions -----------------------------------------------------------------


def test_of_one_who_approves_and_one_who_rejects_one_wins(reviewer):
    for _ in range(3):
        case, (first, second) = recommended(reviewer), colleagues(Role.APPROVER, 2)

        results = together(
            lambda case=case, by=first: decisions.approve(application=fresh(case), by=by, at=timezone.now()),
            lambda case=case, by=second: decisions.reject(
                application=fresh(case), reasons=["not_here"], note="", by=by, at=timezone.now()
            ),
        )

        refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
        decision = Decision.objects.get(application=case)
        assert len(refused) == 1
        assert refused[0].current == decision.outcome == fresh(case).status
        assert Certificate.objects.filter(application=case).exists() == (decision.outcome == "approved")


def test_many_approvers_of_one_case_make_one_certificate(reviewer):
    case = recommended(reviewer)

    results = together(
        *[
            lambda by=by: decisions.approve(application=fresh(case), by=by, at=timezone.now())
            for by in colleagues(Role.APPROVER, CROWD)
        ]
    )

    assert sum(isinstance(result, Certificate) for result in results) == 1
    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == CROWD - 1
    assert Certificate.objects.get().application == case


def test_control_without_the_lock_a_case_is_approved_and_rejected(reviewer, request):
    case, (first, second) = recommended(reviewer), colleagues(Role.APPROVER, 2)
    request.getfixturevalue("no_lock")

    results = together(
        lambda: decisions.approve(application=fresh(case), by=first, at=timezone.now()),
        lambda: applications.reject(
            application=fresh(case), reasons=["not_here"], by=second, at=timezone.now()
        ),
    )

    assert not any(isinstance(result, Exception) for result in results)
    assert {"application.approve", "application.reject"} <= set(verbs(case))


def test_without_the_lock_the_database_still_keeps_one_decision(reviewer, request):
    case, (first, second) = recommended(reviewer), colleagues(Role.APPROVER, 2)
    request.getfixturevalue("no_lock")

    results = together(
        *[
            lambda by=by: decisions.reject(
                application=fresh(case), reasons=["not_here"], note="", by=by, at=timezone.now()
            )
            for by in (first, second)
        ]
    )

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert Decision.objects.count() == 1


# --- Batches and certificates ----------------------------------------------------


def test_two_workers_on_one_signature_decide_each_case_once(reviewer, approver):
    cases = [recommended(reviewer) for _ in range(8)]
    batch = draft_batch(approver, phase=cases[0].phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())

    def work() -> int:
        mine, done = type(batch).objects.select_related("signed_by").get(pk=batch.pk), 0
        while count := signing.sign_chunk(batch=mine, limit=2):
            done += count
        return done

    results = together(work, work)

    assert sum(results) == len(cases)
    assert batch.members.filter(result=MemberResult.APPROVED).count() == len(cases)
    assert Certificate.objects.count() == Decision.objects.count() == len(cases)


def signed_but_not_carried_out(case: Application, approver: User) -> Any:
    batch = draft_batch(approver, phase=case.phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    return batches.sign(batch=batch, by=approver, at=timezone.now())


def sign_and_reject(batch: Any, case: Application, by: User) -> list[Any]:
    """The batch is carried out while somebody else rejects its only case."""
    return together(
        lambda: signing.sign_chunk(batch=batch),
        lambda: applications.reject(application=fresh(case), reasons=["not_here"], by=by, at=timezone.now()),
    )


def test_a_case_is_signed_in_a_batch_or_rejected_never_both(reviewer, approver):
    case, other = recommended(reviewer), colleagues(Role.APPROVER, 1)[0]

    sign_and_reject(signed_but_not_carried_out(case, approver), case, other)

    assert len({"application.approve", "application.reject"} & set(verbs(case))) == 1


def test_control_without_the_locks_a_case_is_signed_and_rejected(reviewer, approver, request):
    case, other = recommended(reviewer), colleagues(Role.APPROVER, 1)[0]
    batch = signed_but_not_carried_out(case, approver)
    request.getfixturevalue("no_lock")

    sign_and_reject(batch, case, other)

    assert {"application.approve", "application.reject"} <= set(verbs(case))


def test_numbers_taken_together_are_all_different(reviewer):
    cases, officers = [recommended(reviewer) for _ in range(CROWD)], colleagues(Role.APPROVER, CROWD)

    made = together(
        *[
            lambda case=case, by=by: decisions.approve(application=fresh(case), by=by, at=timezone.now())
            for case, by in zip(cases, officers, strict=True)
        ]
    )

    serials = sorted(certificate.number.split("-")[2] for certificate in made)
    assert serials == [f"{serial:04d}" for serial in range(1, CROWD + 1)]


def test_many_workers_that_draw_one_certificate_leave_one_file_with_the_stored_hash(reviewer, approver):
    certificate = certified(reviewer, approver)

    results = together(
        *[
            lambda: certificates.store_pdf(certificate=Certificate.objects.get(pk=certificate.pk)).pdf_sha256
            for _ in range(4)
        ]
    )

    certificate.refresh_from_db()
    folder = certificate.pdf.name.rpartition("/")[0]
    assert set(results) <= {certificate.pdf_sha256, ""}
    assert certificate.pdf_sha256 in results
    assert len(default_storage.listdir(folder)[1]) == 1


def test_of_two_who_revoke_one_is_told(reviewer):
    first, second = colleagues(Role.APPROVER, 2)
    certificate = certified(reviewer, first)

    results = together(
        *[
            lambda by=by: revocations.revoke(
                certificate=Certificate.objects.get(pk=certificate.pk),
                reason="停工",
                by=by,
                at=timezone.now(),
            )
            for by in (first, second)
        ]
    )

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
    assert [event.verb for event in trail(certificate)] == ["certificate.issue", "certificate.revoke"]
