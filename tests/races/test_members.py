"""A firm never loses its last signatory, and nobody signs for two, whoever comes together."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core import workflow
from reopening.models import Application, Membership, PolicySet, Signature
from reopening.services import members, signatures
from tests.factories import MembershipFactory, UserFactory, ready_application
from tests.races.crowd import together
from tests.reopening.services.test_signatures import RULE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test switch: nobody waits for anybody, and the last look is taken before either writes."""
    both_have_looked, look = threading.Barrier(2), members.refuse_last

    def look_together(member: Membership) -> None:
        look(member)
        both_have_looked.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", lambda subject: subject.refresh_from_db())
    monkeypatch.setattr(members, "refuse_last", look_together)


def leave(member: Membership) -> None:
    row = Membership.objects.select_related("firm", "user").get(pk=member.pk)
    members.remove(member=row, by=row.user, at=timezone.now())


def two_signatories() -> tuple[Membership, Membership]:
    first = MembershipFactory()
    return first, MembershipFactory(firm=first.firm)


def test_of_two_last_signatories_who_leave_at_once_one_stays():
    for _ in range(3):
        first, second = two_signatories()

        results = together(lambda first=first: leave(first), lambda second=second: leave(second))

        assert sum(isinstance(result, members.LastSignatory) for result in results) == 1
        assert first.firm.memberships.filter(is_signatory=True).count() == 1


def test_control_without_the_lock_nobody_is_left(request):
    first, second = two_signatories()
    request.getfixturevalue("no_lock")

    together(lambda: leave(first), lambda: leave(second))

    assert not first.firm.memberships.exists()


def test_an_invitation_that_two_people_use_at_once_joins_one():
    signatory = MembershipFactory()
    row = members.invite(
        firm=signatory.firm, email="a@example.test", is_signatory=True, by=signatory.user, at=timezone.now()
    )
    people = [UserFactory(), UserFactory()]

    results = together(
        *[
            lambda person=person: members.accept(
                invitation=type(row).objects.select_related("firm", "invited_by").get(pk=row.pk),
                by=person,
                at=timezone.now(),
            )
            for person in people
        ]
    )

    assert sum(isinstance(result, members.InvitationOver) for result in results) == 1
    assert signatory.firm.memberships.count() == 2


def sign(case: Application, by: Any) -> Application:
    fresh = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    return signatures.sign(application=fresh, committed=True, by=by, at=timezone.now())


def test_two_who_sign_at_once_submit_it_once():
    first, second = two_signatories()
    case = ready_application(first.firm)
    body = case.policy_set.body | {"signatures": [RULE]}
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=body)

    results = together(lambda: sign(case, first.user), lambda: sign(case, second.user))

    assert [type(result) for result in results] == [Application, Application], results
    case.refresh_from_db()
    assert (case.status, case.submissions) == ("submitted", 1)
    assert Signature.objects.count() == 2


def test_one_person_who_signs_twice_at_once_has_signed_once():
    first, _second = two_signatories()
    case = ready_application(first.firm)
    body = case.policy_set.body | {"signatures": [RULE]}
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=body)

    results = together(lambda: sign(case, first.user), lambda: sign(case, first.user))

    assert sum(isinstance(result, signatures.SignedAlready | IntegrityError) for result in results) == 1
    case.refresh_from_db()
    assert case.status == "draft"
