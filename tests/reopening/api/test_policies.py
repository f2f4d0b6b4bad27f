"""Policy sets through the API: what holds where, and since when."""

import pytest

from tests.factories import policy_set

pytestmark = pytest.mark.django_db


def test_the_set_in_force_at_a_street_is_its_citys(as_applicant):
    policy_set("hangzhou-2020-02-10")
    policy_set("wenzhou-2020-02-12")

    street = as_applicant.get("policy-sets/effective/?division=330106002").json()
    assert street["slug"] == "hangzhou-2020-02-10"
    assert street["body"]["lead_time"]["days"] == 3
    assert as_applicant.get("policy-sets/effective/?division=330302").json()["slug"] == "wenzhou-2020-02-12"


def test_before_its_first_day_nothing_is_in_force(as_applicant):
    policy_set()

    address = "policy-sets/effective/?division=3301&on="
    assert as_applicant.get(f"{address}2020-02-09").status_code == 404
    assert as_applicant.get(f"{address}2020-02-10").status_code == 200
    assert as_applicant.get(f"{address}soon").status_code == 400
    assert as_applicant.get("policy-sets/effective/").status_code == 400
    assert as_applicant.get("policy-sets/effective/?division=3302").status_code == 404


def test_sets_are_listed_and_read_by_everybody_signed_in(as_applicant, calling, reviewer):
    row = policy_set()

    listed = as_applicant.get("policy-sets/").json()["results"]
    assert [each["id"] for each in listed] == [str(row.public_id)]
    assert calling(reviewer).get(f"policy-sets/{row.public_id}/").json()["digest"] == row.digest
    assert calling().get("policy-sets/").status_code == 401
    assert as_applicant.patch(f"policy-sets/{row.public_id}/", {"title": "x"}).status_code == 409
