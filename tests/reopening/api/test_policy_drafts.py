"""Drafts of policy sets through the API, by the same services as the pages."""

import pytest

from core import background
from reopening.models import PolicySet
from reopening.policy.files import SHIPPED
from tests.factories import policy_set, ready_application
from tests.reopening.api.conftest import body_of
from tests.reopening.policies import draft_of, masks, today

pytestmark = pytest.mark.django_db
NOTICE = {"notice_number": "1号", "notice_on": "2020-03-01", "notice_title": "通告"}


@pytest.fixture
def as_administrator(calling, administrator):
    return calling(administrator)


def begin(caller, **changes):
    made_from = policy_set()
    values = {
        "made_from": str(made_from.public_id),
        "slug": made_from.slug,
        "valid_from": today().isoformat(),
    }
    return caller.post("policy-sets/", values | changes)


def test_a_draft_is_begun_edited_previewed_and_published(as_administrator):
    case = ready_application()
    answer = begin(as_administrator)
    assert answer.status_code == 201
    draft, address = answer.json(), f"policy-sets/{answer.json()['id']}/"
    assert draft["allowed_actions"] == ["edit", "preview", "publish", "discard"]

    row = PolicySet.objects.get(public_id=draft["id"])
    answer = as_administrator.patch(address, {"body": {"supplies": masks(row)}}, if_match=answer["ETag"])
    assert (answer.status_code, answer.json()["mistakes"]) == (200, [])
    answer = as_administrator.post(f"{address}preview/")
    assert answer.status_code == 202
    background.run_waiting()
    job = as_administrator.get(answer["Location"].removeprefix("/api/v1/")).json()
    assert job["result"]["counts"]["newly_blocked"] == 1
    [effect] = as_administrator.get(f"{address}effects/?kind=newly_blocked").json()["results"]
    assert effect["application"] == str(case.public_id)
    assert "Masks" in effect["words"][0]["words"]
    answer = as_administrator.post(f"{address}publish/", NOTICE)
    assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, "published", 2)
    old = str(row.made_from.public_id)
    found = as_administrator.get(f"{address}differences/?with={old}").json()
    assert {"Supplies › Masks › Reserve in days"} <= {each["path"] for each in found}


def test_a_draft_begins_from_a_file_too(as_administrator):
    policy_set()
    text = (SHIPPED / "hangzhou-2020-02-10.toml").read_text()

    assert as_administrator.post("policy-sets/", {"toml": text}).status_code == 201
    refused = as_administrator.post("policy-sets/", {"toml": text.replace("days = 3", "days = -1", 1)})
    assert refused.status_code == 422
    assert body_of(refused)["errors"][0]["path"] == "body.lead_time.days"


def test_mistakes_are_listed_by_field_and_the_rest_is_saved(as_administrator):
    address = f"policy-sets/{begin(as_administrator).json()['id']}/"

    answer = as_administrator.patch(address, {"title_en": "Spring", "body": {"lead_time": {"days": "x"}}})

    assert answer.status_code == 200
    assert answer.json()["title_en"] == "Spring"
    assert "body.lead_time.days" in [each["path"] for each in answer.json()["mistakes"]]
    refused = as_administrator.post(f"{address}preview/")
    assert refused.status_code == 422
    assert "body.lead_time.days" in [each["path"] for each in body_of(refused)["errors"]]


def test_an_old_revision_is_refused(as_administrator):
    answer = begin(as_administrator)
    address, seen = f"policy-sets/{answer.json()['id']}/", answer["ETag"]
    as_administrator.patch(address, {"title": "一"}, if_match=seen)

    assert as_administrator.patch(address, {"title": "二"}, if_match=seen).status_code == 412


def test_what_is_missing_or_wrong_is_named(as_administrator):
    assert [each["path"] for each in body_of(as_administrator.post("policy-sets/", {}))["errors"]] == [
        "made_from"
    ]
    address = f"policy-sets/{begin(as_administrator).json()['id']}/"
    assert as_administrator.post(f"{address}publish/", {}).status_code == 400
    assert as_administrator.post(f"{address}publish/", NOTICE).json()["type"].endswith("not_previewed")
    assert as_administrator.get(f"{address}effects/?kind=none").status_code == 400
    assert as_administrator.get(f"{address}differences/?with=x").status_code == 400
    assert as_administrator.patch(address, {"valid_until": "2019-01-01"}).status_code == 400


def test_only_the_places_administrators_write(
    as_administrator, calling, administrator, reviewer, as_applicant
):
    row = draft_of(administrator)
    address = f"policy-sets/{row.public_id}/"

    for other in (calling(reviewer), as_applicant):
        assert other.get(address).status_code == 404
        assert other.post(f"{address}discard/").status_code == 404
        assert begin(other).status_code == 403
    assert calling().get(address).status_code == 401
    listed = as_administrator.get("policy-sets/?status=draft").json()["results"]
    assert [each["id"] for each in listed] == [str(row.public_id)]
    assert as_administrator.post(f"{address}discard/").json()["status"] == "discarded"
    assert as_administrator.post(f"{address}discard/").status_code == 409


def test_the_history_of_a_place_is_listed(as_applicant, administrator):
    row = draft_of(administrator)

    listed = as_applicant.get("policy-sets/?division=3301").json()["results"]
    assert [each["id"] for each in listed] == [str(row.made_from.public_id)]
    assert as_applicant.get("policy-sets/?division=3303").json()["results"] == []
