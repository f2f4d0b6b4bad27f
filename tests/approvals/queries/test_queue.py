import itertools

import pytest
from django.db.models import Sum

from approvals.queries.queue import kept_counts, waiting_counts
from core.models import Role
from reopening.models import CaseCount
from tests.factories import AppointmentFactory, UserFactory, other_street, street

pytestmark = pytest.mark.django_db


def of_the_rows(user, division, phase):
    rows = kept_counts(user).filter(division_code__startswith=division)
    rows = rows.filter(phase=phase) if phase else rows
    found = rows.values_list("status", "phase").annotate(Sum("cases"))
    return {(status, of_phase): cases for status, of_phase, cases in found if cases}


def test_the_numbers_are_those_of_the_kept_counts(reviewer):
    here, there = street().pk, other_street().pk
    states = ("submitted", "under_review", "recommended", "approved")
    places = itertools.product((here, there), ("a", "b"), states)
    for number, (code, phase, status) in enumerate(places):
        CaseCount.objects.create(division_code=code, phase=phase, status=status, cases=number % 5, revision=1)
    of_one_street = AppointmentFactory(user=UserFactory(), role=Role.REVIEWER, division=other_street()).user
    nobody = UserFactory()

    for user, division, phase in itertools.product(
        (reviewer, of_one_street, nobody), ("", here[:6], here, there, "99"), ("", "a", "other")
    ):
        assert waiting_counts(user, division, phase) == of_the_rows(user, division, phase)
    assert waiting_counts(reviewer)
    assert not waiting_counts(nobody)
