"""The application form as a paper: its rows stand in the order of the policy."""

import pytest

from reopening.filed_form import plan_rows, policy_of
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


def test_the_plan_stands_in_the_order_of_the_policy_whatever_order_the_database_keeps(applicant):
    case = submitted_application(applicant.firms.get())
    policy = policy_of(case)
    sections = policy.plan.sections
    kept = {each.key: each.key for each in sorted(sections, key=lambda each: len(each.key))}

    rows = plan_rows({"plan": kept | {"gone": "a section that the policy has no more"}}, policy)

    assert [row["label"] for row in rows[:-1]] == [each.name.both for each in sections]
    assert rows[-1]["value"]["zh"] == "a section that the policy has no more"
