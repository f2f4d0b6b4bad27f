"""Tenancies by program: who is asked answers, who files takes off."""

import pytest

from reopening.models import Tenancy
from tests.factories import MembershipFactory
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    hours,
    line,
    operator,
    policy,
    take_in,
    take_in_hours,
    umbrella,
)


@pytest.fixture
def asked(operator, umbrella, applicant):  # noqa: F811
    take_in_hours(umbrella, operator, hours(1, "9:30", code=applicant.firms.get().credit_code))
    return Tenancy.objects.get()


def test_a_firm_agrees_and_later_declines(calling, applicant, asked):
    caller, path = calling(applicant), f"tenancies/{asked.public_id}/"
    assert caller.get(path).json()["allowed_actions"] == ["agree", "decline"]

    said = caller.post(f"{path}agree/").json()

    assert (said["status"], said["application_status"], bool(said["mandate"])) == ("active", "draft", True)
    assert (said["starts_at"], said["allowed_actions"]) == ("09:30:00", ["decline"])
    assert caller.post(f"{path}agree/").status_code == 409
    said = caller.post(f"{path}decline/").json()
    assert (said["status"], said["allowed_actions"]) == ("declined", [])
    assert caller.post(f"{path}decline/").status_code == 409


def test_the_operator_takes_a_tenant_off(calling, operator, applicant, asked):  # noqa: F811
    caller, path = calling(operator), f"tenancies/{asked.public_id}/"
    assert caller.get(path).json()["allowed_actions"] == ["leave"]
    assert caller.post(f"{path}agree/").status_code == 403
    assert calling(applicant).post(f"{path}leave/").status_code == 403

    assert caller.post(f"{path}leave/").json()["status"] == "left"
    assert caller.post(f"{path}leave/").status_code == 409


def test_each_lists_its_own_by_status(calling, operator, umbrella, applicant, outsider, asked):  # noqa: F811
    take_in(umbrella, operator, line(2))

    def listed(person, query=""):
        return [each["unit"] for each in calling(person).get(f"tenancies/{query}").json()["results"]]

    assert listed(operator) == ["A1", "A2"]
    assert listed(operator, "?status=asked") == ["A1"]
    assert listed(applicant) == ["A1"]
    assert listed(outsider) == []
    assert calling(operator).get("tenancies/?status=x").status_code == 400


def test_tenancies_have_their_ladder(calling, applicant, outsider, reviewer, asked):
    path = f"tenancies/{asked.public_id}/"
    acts = [f"{path}{verb}/" for verb in ("agree", "decline", "leave")]

    assert calling().get(path).status_code == 401
    assert {calling().post(act).status_code for act in acts} == {401}
    for stranger in (outsider, reviewer):
        assert calling(stranger).get(path).status_code == 404
        assert {calling(stranger).post(act).status_code for act in acts} == {404}
    helper = MembershipFactory(firm=applicant.firms.get(), is_signatory=False).user
    assert {calling(helper).post(act).status_code for act in acts} == {403}
    assert {calling(applicant).get(act).status_code for act in acts} == {405}
    assert calling(applicant).post(acts[0], idempotency_key="").status_code == 400


def test_the_list_costs_the_same_however_many_tenants(
    calling,
    operator,  # noqa: F811
    umbrella,  # noqa: F811
    django_assert_num_queries,
):
    take_in(umbrella, operator, *(line(n) for n in range(600, 612)))

    with django_assert_num_queries(2):
        assert len(calling(operator).get("tenancies/").json()["results"]) == 12
