"""
A double click sends a form twice at the same instant: it happens once, and both are shown the same.

The control sends the same form without its key: it happens twice.
"""

import pytest
from django.test import Client
from django.utils import timezone

from approvals.models import Batch
from core.dates import shanghai_day
from core.models import Role
from tests.approvals.cases import recommended
from tests.factories import street
from tests.personas import official
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def double_click():
    """`double_click(key)`: a new batch is asked for twice at once; where each is led."""
    place = street()
    case = recommended(official(Role.REVIEWER, place))
    approver = official(Role.APPROVER, place.parent)
    form = {
        "division": place.parent_id,
        "phase": case.phase,
        "opens_on": shanghai_day(timezone.now()).isoformat(),
        "quota_firms": "10",
        "quota_heads": "100",
    }

    def send(key: str) -> str:
        client = Client()
        client.force_login(approver)
        answer = client.post("/batches/new/", form | {"once_key": key})
        assert answer.status_code == 302
        return answer.url

    return lambda key: together(lambda: send(key), lambda: send(key))


def test_a_double_click_makes_one_batch(double_click):
    first, second = double_click("the key of the page")

    assert first == second
    assert Batch.objects.count() == 1


def test_control_without_the_key_there_are_two(double_click):
    first, second = double_click("")

    assert first != second
    assert Batch.objects.count() == 2
