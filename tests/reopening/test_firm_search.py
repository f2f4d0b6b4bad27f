"""A word that many firms have, and a place that many firms have, though no firm has both."""

import pytest
from django.db import connection, transaction

from core.models import Role
from reopening import firm_search
from reopening.firm_search import found_by_clerk
from reopening.models import RegisteredFirm
from reopening.models.firms import bigrams
from reopening.services import register
from tests.factories import (
    AppointmentFactory,
    RegisteredFirmFactory,
    UserFactory,
    credit_code,
    other_street,
    street,
)
from tests.plans import Plan, plans

pytestmark = pytest.mark.django_db

FIRMS = 20_000
MANY = """
INSERT INTO reopening_registeredfirm (credit_code, name, grams, legal_representative, division_id, address,
    industry_code, scale, as_of)
SELECT '91330106' || lpad(n::text, 10, '0'), %s, %s, '', %s, '', '', '', '2020-02-01' FROM generate_series(%s, %s) n
"""


@pytest.fixture
def clerk():
    """Of a street whose firms are all in food; those of the next street, as many, are in clothes."""
    with connection.cursor() as cursor:
        for name, place, first in (
            ("示例食品有限公司", street(), 1),
            ("示例服装有限公司", other_street(), FIRMS // 2 + 1),
        ):
            grams = bigrams(name)
            cursor.execute(MANY, [name, grams, place.code, first, first + FIRMS // 2 - 1])
    register.settle()
    return AppointmentFactory(role=Role.CLERK, division=street(), user=UserFactory()).user


def pages(plan: Plan) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def pages_of_search(clerk, words: str) -> int:
    with plans() as found, transaction.atomic():
        found_by_clerk(clerk, words)
        transaction.set_rollback(True)  # takes back what the search told the planner
    return max(pages(plan) for plan, sql in found if "reopening_registeredfirm" in sql)


@pytest.mark.parametrize("words", ["服装", "例服装"])
def test_a_word_that_no_firm_of_the_place_has_is_answered_by_a_few_pages(clerk, words):
    assert pages_of_search(clerk, words) < 100
    assert found_by_clerk(clerk, words) == []


def test_without_being_told_the_planner_walks_the_whole_register(clerk, monkeypatch):
    monkeypatch.setattr(firm_search, "BY_INDEX", "SELECT 1")

    assert pages_of_search(clerk, "服装") > 300


def test_of_a_word_that_all_of_them_have_some_are_shown(clerk):
    assert len(found_by_clerk(clerk, "食品")) == firm_search.MOST


def test_one_among_many_is_found(clerk):
    one = RegisteredFirmFactory(name="示例服装食品有限公司", credit_code=credit_code(5))

    assert [row.credit_code for row in found_by_clerk(clerk, "服装")] == [one.credit_code]
    assert RegisteredFirm.objects.count() == FIRMS + 1
