"""Conditions of approvals, by programs."""

import pytest
from django.utils import timezone

from reopening.models import Condition
from reopening.services.conditions import fulfil
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.conditions_due import DAY, policy, with_condition
from tests.factories import MembershipFactory

__all__ = ["as_user"]
pytestmark = pytest.mark.django_db
LIST = "/api/v1/conditions/"


@pytest.fixture
def condition(reviewer, approver):
    policy()
    return with_condition(reviewer, approver)


def test_the_list_is_of_the_place_and_takes_the_page_s_filters(
    as_user, condition, reviewer, approver, other_reviewer
):
    rows = as_user(reviewer).get(LIST).json()["results"]

    assert [(row["id"], row["detail"], row["status"]) for row in rows] == [
        (str(condition.public_id), "mask", "open")
    ]
    assert rows[0]["allowed_actions"] == ["extend_condition"]
    assert as_user(other_reviewer).get(LIST).json()["results"] == []
    assert as_user(reviewer).get(f"{LIST}?state=overdue").json()["results"] == []
    assert as_user(reviewer).get(f"{LIST}?state=x").status_code == 400
    assert as_user(reviewer).get(f"{LIST}?colour=red").status_code == 400
    fulfil(application=condition.application, kind=condition.kind, by=approver, at=timezone.now())
    met = as_user(reviewer).get(f"{LIST}?state=met").json()["results"]
    assert [row["allowed_actions"] for row in met] == [[]]


def test_a_program_gives_more_time_once(as_user, condition, reviewer, approver, outsider, dispatcher):
    url = f"{LIST}{condition.public_id}/extend_condition/"
    said = {"due_on": str(condition.due_on + DAY), "note": "物流延误"}

    for user, status in ((outsider, 404), (dispatcher, 403)):
        assert as_user(user).post(url, said, **key(f"no{status}")).status_code == status
    member = MembershipFactory(firm=condition.application.firm).user
    assert as_user(member).post(url, said, **key("firm")).status_code == 403
    assert as_user(reviewer).get(url).status_code == 405
    given = as_user(reviewer).post(url, said, **key("more"))
    again = as_user(reviewer).post(url, said, **key("again"))

    assert given.json()["due_on"] == said["due_on"]
    assert (again.status_code, again.json()["type"]) == (422, "urn:reopening-desk:not_later")
    fulfil(application=condition.application, kind=condition.kind, by=approver, at=timezone.now())
    assert as_user(reviewer).post(url, said, **key("late")).status_code == 409
    assert Condition.objects.get().due_on == condition.due_on + DAY
