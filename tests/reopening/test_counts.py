"""The kept numbers of cases are those that count(*) finds, whatever was done (ADR 23)."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.models import Role
from core.workflow import lock_many
from reopening.counts import Place, count_moves, differences
from reopening.models import Application, CaseCount
from reopening.services import applications, versions
from reopening.transitions import APPLICATION
from tests.factories import AppointmentFactory, UserFactory, city, other_street, street, submitted_application

pytestmark = pytest.mark.django_db
NOTE = {"reasons": ["other"], "note": "演示"}
ACTS = {
    "claim": {},
    "release": {},
    "return_for_correction": NOTE,
    "recommend": {},
    "take_back": {},
    "reject": NOTE,
    "withdraw": {},
}


def officer():
    """One person who reviews and approves in the whole city."""
    user = UserFactory()
    for role in (Role.REVIEWER, Role.APPROVER):
        AppointmentFactory(user=user, role=role, division=city())
    return user


def act(verb, case, by):
    """Do it if it may be done now; a refusal changes nothing."""
    at = timezone.now() + timedelta(seconds=1)
    fresh = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    member = fresh.firm.memberships.get().user
    if verb == "submit":
        return applications.submit(application=fresh, committed=True, by=member, at=at)
    if verb == "approve_many":
        with transaction.atomic():
            return versions.approve_many(lock_many(Application.objects.all()), by=by, at=at)
    who = member if verb == "withdraw" else by
    return getattr(applications, verb)(application=fresh, by=who, at=at, **ACTS[verb])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([*ACTS, "submit", "approve_many"]), st.integers(0, 3)), max_size=12
    )
)
def test_after_any_mix_of_acts_the_numbers_are_those_counted(steps):
    with transaction.atomic():
        by = officer()
        cases = [submitted_application() for _ in range(2)]
        cases += [submitted_application(firm_class="general") for _ in range(2)]
        for verb, number in steps:
            try:
                with transaction.atomic():
                    act(verb, cases[number], by)
            except (DomainError, PermissionDenied):
                continue

        assert list(differences()) == []
        assert sum(row.cases for row in CaseCount.objects.all()) == 4
        transaction.set_rollback(True)


def test_many_moves_are_one_statement_in_the_order_of_their_keys():
    places = [Place(code, "p", status) for code in ("330106002", "330102001") for status in ("a", "b")]

    with CaptureQueriesContext(connection) as asked:
        count_moves([(None, places[0]), (None, places[2]), (places[0], places[1]), (places[3], places[3])])

    assert len(asked) == 1
    found = {(row.division_code, row.status): row.cases for row in CaseCount.objects.all()}
    assert found == {("330102001", "a"): 1, ("330106002", "b"): 1, ("330106002", "a"): 0}


def test_an_act_without_a_move_touches_no_number(reviewer):
    case = submitted_application()
    before = list(CaseCount.objects.values())

    with APPLICATION.transition(case, "hand_over", by=reviewer, at=timezone.now()):
        pass
    middle = list(CaseCount.objects.values())
    with APPLICATION.transition(case, "hand_over", by=reviewer, at=timezone.now()):
        pass

    assert middle != before
    assert list(CaseCount.objects.values()) == middle


def test_a_change_that_is_rolled_back_is_not_counted(reviewer):
    case = submitted_application()

    with transaction.atomic():
        applications.claim(application=case, by=reviewer, at=timezone.now())
        transaction.set_rollback(True)

    assert list(differences()) == []


def test_the_command_finds_and_mends_what_differs(reviewer):
    street(), other_street()
    submitted_application()
    CaseCount.objects.update(cases=7)
    CaseCount.objects.create(division_code="330102001", phase="gone", status="approved", cases=3)
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(CommandError, match="2 differ"):
        call_command("verify_counts", stdout=out, stderr=err)
    call_command("verify_counts", mend=True, stdout=out)
    call_command("verify_counts", stdout=out)

    assert "kept 7, counted 1" in err.getvalue()
    assert "2 numbers were different" in out.getvalue()
    assert "The counts hold" in out.getvalue()
