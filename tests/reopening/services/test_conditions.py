"""Conditions are set once for each kind and detail, however many cases are handled together."""

import pytest
from django.utils import timezone

from core.audit import trail
from reopening.models import Condition, ConditionKind
from reopening.services.conditions import Demand, set_condition, set_conditions
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


def test_conditions_of_many_cases_cost_as_much_as_those_of_one(reviewer, django_assert_num_queries):
    cases = [submitted_application() for _ in range(3)]
    demands = [Demand(case, ConditionKind.SUPPLIES_DELIVERED, "mask") for case in cases]

    with django_assert_num_queries(6):
        set_conditions(demands, by=reviewer, at=timezone.now())

    assert Condition.objects.count() == 3
    assert trail(cases[0]).last().verb == "condition.set"


def test_a_condition_that_stands_is_left_alone(reviewer):
    case = submitted_application()
    first = set_condition(application=case, kind="paper_due", detail="plan", by=reviewer, at=timezone.now())
    events = trail(case).count()

    again = set_condition(application=case, kind="paper_due", detail="plan", by=reviewer, at=timezone.now())

    assert again.pk == first.pk
    assert trail(case).count() == events
