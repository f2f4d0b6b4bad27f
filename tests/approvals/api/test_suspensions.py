"""Suspending an area, by programs."""

import pytest
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.services.test_suspensions import cases, city_approver

__all__ = ["as_user", "cases", "city_approver"]
pytestmark = pytest.mark.django_db
URL = "/api/v1/suspensions/"


def test_a_program_foresees_suspends_and_restores(as_user, cases, approver, inspector):
    day = shanghai_day(timezone.now()).isoformat()
    asked = {"division": "330106", "industries": ["H62"], "reason": "疫情防控需要", "begins_on": day}

    seen = as_user(approver).get(f"{URL}effects/?division=330106&industries=H62").json()
    assert (seen["firms"], seen["heads"], seen["needs_two"]) == (1, 3, False)
    made = as_user(approver).post(URL, asked, **key("one"))
    again = as_user(approver).post(URL, asked, **key("one"))
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    background.run_waiting()
    one = f"{URL}{made.json()['id']}/"
    assert as_user(inspector).get(one).json()["results"] == {"suspended": 1, "refused": 0, "restored": 0}
    result = as_user(inspector).get(f"{one}cases/").json()["results"][0]
    assert (result["number"], result["is_closed"]) == (cases[2].number, True)
    assert as_user(inspector).post(f"{one}restore/", {"note": "解除"}, **key("no")).status_code == 403
    assert as_user(approver).post(f"{one}restore/", {"note": "解除"}, **key("yes")).status_code == 202
    background.run_waiting()
    assert as_user(approver).get(one).json()["status"] == "restored"
    assert as_user(approver).get(f"{one}cases/").json()["results"][0]["is_closed"] is False
    assert as_user(approver).get(URL).json()["results"][0]["status"] == "restored"
    assert as_user(inspector).get(f"{URL}effects/?division=330106").status_code == 403
