"""A list of tenants says how many people hold a post that the policy calls exposed."""

import csv
import io

import pytest
from django.utils import timezone

from core import background
from reopening.models import Application, PolicySet, Tenancy
from reopening.permissions import forget_mandates
from reopening.services import tenancies, tenant_files
from tests.factories import MembershipFactory, policy_set
from tests.reopening.test_exposed_posts import with_exposed
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    HEADER,
    line,
    operator,
    policy,
    tenant_code,
    umbrella,
)


@pytest.fixture
def doubled(policy):  # noqa: F811
    PolicySet.objects.filter(pk=policy.pk).update(body=with_exposed(policy_set().body))


def taken_in(umbrella, by, *rows, column="重点防护岗位人数"):  # noqa: F811
    stream = io.StringIO()
    csv.writer(stream).writerows([[*HEADER, column], *rows])
    content = stream.getvalue().encode()
    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.csv", content=content, by=by, at=timezone.now()
    )
    background.run_waiting()
    file.refresh_from_db()
    tenant_files.take_in(file=file, declared=True, by=by, at=timezone.now())
    background.run_waiting()
    forget_mandates(by)
    file.refresh_from_db()
    return file


def numbers():
    return list(Application.objects.order_by("pk").values_list("heads_on_site", "exposed_heads"))


def test_drafts_get_the_number_and_a_later_list_replaces_it(doubled, umbrella, operator):  # noqa: F811
    taken_in(umbrella, operator, [*line(1), "２人"], [*line(2), "0"], [*line(3), ""])
    assert numbers() == [(3, 2), (3, 0), (3, None)]

    taken_in(umbrella, operator, [*line(1, heads="1"), ""], [*line(2), "3"], [*line(3), ""])

    assert numbers() == [(1, None), (3, 3), (3, None)]  # two of one could not be true


def test_a_number_that_cannot_be_is_told_at_its_cell(doubled, umbrella, operator):  # noqa: F811
    file = taken_in(umbrella, operator, [*line(1), "4"], [*line(2), "-1"], [*line(3), "0人"])

    assert [(error["row"], error["column"], error["code"]) for error in file.errors] == [
        (2, "exposed_heads", "more_exposed"),
        (3, "exposed_heads", "count_from_none"),
    ]
    assert numbers() == [(3, 0)]


def test_where_no_policy_asks_the_column_is_left_alone(umbrella, operator):  # noqa: F811
    taken_in(umbrella, operator, [*line(1), "2"], column="of these, on exposed posts")

    assert numbers() == [(3, None)]


def test_a_firm_that_agrees_finds_the_number_with_the_heads_of_the_list(doubled, umbrella, operator):  # noqa: F811
    member = MembershipFactory(firm__credit_code=tenant_code(1), is_signatory=True).user
    taken_in(umbrella, operator, [*line(1), "2"])

    tenancies.agree(tenancy=Tenancy.objects.get(), by=member, at=timezone.now())

    assert numbers() == [(3, 2)]
