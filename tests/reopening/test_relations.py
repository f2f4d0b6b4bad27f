"""What a submission is judged by is read as it stands, and the rules of a policy set only once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reopening.models import Application, Firm, PolicySet
from reopening.relations import read_relations
from tests.factories import ready_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant):
    return ready_application(applicant.firms.get())


def test_firm_and_policy_are_those_of_the_row(case):
    Firm.objects.filter(pk=case.firm_id).update(name="演示改名有限公司")

    read_relations(case)

    fresh = Application.objects.get(pk=case.pk)
    assert case.firm.name == "演示改名有限公司"
    for mine, its in ((case.firm, fresh.firm), (case.policy_set, fresh.policy_set)):
        for field in its._meta.concrete_fields:
            assert getattr(mine, field.attname) == getattr(its, field.attname), field.name
    assert case.policy_set.rules == fresh.policy_set.rules


def test_the_rules_are_read_once_and_anew_when_they_were_written(case):
    read_relations(case)
    with CaptureQueriesContext(connection) as queries:
        read_relations(case)
    assert len(queries) == 1
    body = case.policy_set.body | {"mode": "commitment"}
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=body)

    read_relations(case)

    assert case.policy_set.rules.mode == "commitment"
