"""Applications through the API: the ladder of every address, and a draft that two people edit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import Application, PlanSection
from tests.factories import FirmFactory, policy_set
from tests.reopening.api.conftest import body_of
from tests.states import force

pytestmark = pytest.mark.django_db

# method, path below the application, body: every address that needs the application
ADDRESSES = [
    ("get", "", None),
    ("patch", "", {"heads_on_site": 2}),
    ("get", "findings/", None),
    ("get", "inventory/", None),
    ("put", "inventory/", {"quantities": {"mask": 1}}),
    ("get", "plan/", None),
    ("put", "plan/", {"texts": {}}),
    ("get", "roster/", None),
    ("get", "roster/errors/", None),
    ("get", "timeline/", None),
    ("post", "submit/", {"committed": True}),
    ("post", "withdraw/", {}),
]
WRITES = [address for address in ADDRESSES if address[0] != "get"]


@pytest.mark.parametrize(("method", "path", "body"), ADDRESSES)
def test_strangers_sign_in_first_and_outsiders_find_nothing(calling, draft, outsider, method, path, body):
    address = f"applications/{draft.public_id}/{path}"

    assert calling()(method, address, body).status_code == 401
    assert calling(outsider)(method, address, body).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"), [*WRITES, ("get", "roster/", None), ("get", "roster/errors/", None)]
)
def test_officials_do_not_act_for_the_firm(calling, submitted, reviewer, method, path, body):
    answer = calling(reviewer)(method, f"applications/{submitted.public_id}/{path}", body)

    assert answer.status_code in {403, 409}  # state is looked at before the person
    submitted.refresh_from_db()
    assert (submitted.status, submitted.heads_on_site) == ("submitted", 3)


@pytest.mark.parametrize(("method", "path", "body"), [each for each in WRITES if each[1] != "withdraw/"])
def test_what_is_with_the_officials_is_no_longer_edited(as_applicant, submitted, method, path, body):
    problem = body_of(as_applicant(method, f"applications/{submitted.public_id}/{path}", body))

    assert (problem["status"], problem["current_status"]) == (409, "submitted")


@pytest.mark.parametrize(
    ("path", "method"), [("findings/", "post"), ("submit/", "get"), ("timeline/", "put"), ("", "delete")]
)
def test_a_wrong_method_is_named(as_applicant, draft, path, method):
    assert as_applicant(method, f"applications/{draft.public_id}/{path}", {}).status_code == 405


def test_officials_see_a_case_only_after_it_was_handed_in(calling, draft, reviewer, other_reviewer):
    address = f"applications/{draft.public_id}/"
    assert calling(reviewer).get(address).status_code == 404

    force(Application.objects.filter(pk=draft.pk), status="withdrawn")

    assert calling(reviewer).get(address).status_code == 200
    assert calling(other_reviewer).get(address).status_code == 404


def test_a_draft_is_started_filled_and_handed_in(as_applicant, applicant, calling, reviewer):
    policy_set()
    firm = applicant.firms.get()
    started = as_applicant.post("applications/", {"firm": str(firm.public_id)})
    assert started.status_code == 201
    address = f"applications/{started.json()['id']}/"
    assert started.json()["allowed_actions"] == ["edit", "submit", "withdraw"]
    assert started["ETag"] == '"1"'

    day = shanghai_day(timezone.now()) + timedelta(days=1)
    changed = as_applicant.patch(
        address, {"opens_on": day.isoformat(), "heads_on_site": 3, "firm_class": "general"}
    )
    assert changed.status_code == 200
    found = as_applicant.get(f"{address}findings/").json()
    early = next(each for each in found if each["rule"] == "lead_time")
    assert early["level"] == "block"
    assert "the earliest day is" in early["message"]
    assert early["source_text"] == "Hangzhou notice on the reopening of firms, 2020-02-07"

    refused = body_of(as_applicant.post(f"{address}submit/", {"committed": True}))
    assert (refused["status"], refused["type"]) == (422, "urn:reopening-desk:not_ready")
    assert {"schedule", "roster", "plan"} <= {each["path"] for each in refused["errors"]}
    assert calling(reviewer).get(address).status_code == 404


def test_a_whole_draft_is_handed_in_and_followed(as_applicant, calling, draft, reviewer):
    address = f"applications/{draft.public_id}/"

    answer = as_applicant.post(f"{address}submit/", {"committed": True})

    assert answer.status_code == 200
    case = answer.json()
    assert (case["status"], case["phase"], case["submissions"]) == ("submitted", "white_list", 1)
    assert case["number"].startswith("330106-")
    assert case["due_at"] is not None
    assert [each["verb"] for each in as_applicant.get(f"{address}timeline/").json()] == ["application.submit"]
    assert calling(reviewer).get(address).json()["allowed_actions"] == ["claim", "hand_over"]


def test_without_the_promise_nothing_is_handed_in(as_applicant, draft):
    problem = body_of(as_applicant.post(f"applications/{draft.public_id}/submit/", {"committed": False}))

    assert problem["type"] == "urn:reopening-desk:not_committed"


def test_a_case_is_withdrawn_once(as_applicant, submitted):
    address = f"applications/{submitted.public_id}/withdraw/"

    assert as_applicant.post(address, {"note": "wrong site"}).json()["status"] == "withdrawn"
    assert body_of(as_applicant.post(address))["current_status"] == "withdrawn"


def test_two_people_do_not_overwrite_each_other(as_applicant, draft):
    address = f"applications/{draft.public_id}/"
    seen = as_applicant.get(address)["ETag"]

    first = as_applicant.patch(address, {"heads_on_site": 2}, if_match=seen)
    second = as_applicant.patch(address, {"heads_on_site": 1}, if_match=seen)

    assert first.status_code == 200
    assert first["ETag"] != seen
    assert body_of(second)["status"] == 412
    draft.refresh_from_db()
    assert draft.heads_on_site == 2


@pytest.mark.parametrize("path", ["inventory/", "plan/"])
def test_each_section_is_guarded_by_its_own_revision(as_applicant, draft, path):
    body = {"quantities": {"mask": 5}} if path == "inventory/" else {"texts": {"duties": "谁做什么"}}
    address = f"applications/{draft.public_id}/{path}"
    seen = as_applicant.get(address)["ETag"]

    saved = as_applicant.put(address, body, if_match=seen)
    assert saved.status_code == 200
    assert saved["ETag"] == as_applicant.get(address)["ETag"] != seen
    assert as_applicant.put(address, body, if_match=seen).status_code == 412
    assert as_applicant.put(address, body, if_match=saved["ETag"]).status_code == 200
    assert as_applicant.get(address).json()[next(iter(body))].items() >= next(iter(body.values())).items()


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"opens_on": "soon"}, "opens_on"),
        ({"heads_on_site": "many"}, "heads_on_site"),
        ({"heads_on_site": -1}, "heads_on_site"),
        ({"site_kind": "castle"}, "site_kind"),
        ({"division": "999999"}, "division"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_saved(as_applicant, draft, body, path):
    problem = body_of(as_applicant.patch(f"applications/{draft.public_id}/", body))

    assert problem["status"] == 400
    assert {each["path"] for each in problem["errors"]} == {path}
    draft.refresh_from_db()
    assert draft.revision == 1


@pytest.mark.parametrize(
    "field", ["status", "number", "firm", "snapshot", "phase", "claimed_by", "revision", "id"]
)
def test_fields_that_are_not_the_firms_stay_as_they_are(as_applicant, draft, field):
    before = Application.objects.values().get(pk=draft.pk)

    as_applicant.patch(f"applications/{draft.public_id}/", {field: "approved"})

    after = Application.objects.values().get(pk=draft.pk)
    assert {**before, "revision": 0} == {**after, "revision": 0}


def test_an_unknown_item_or_section_is_refused(as_applicant, draft):
    address = f"applications/{draft.public_id}/"

    assert as_applicant.put(f"{address}plan/", {"texts": {"poem": "x"}}).status_code == 400
    assert as_applicant.put(f"{address}inventory/", {"quantities": {"mask": -1}}).status_code == 400
    assert set(PlanSection.objects.values_list("key", flat=True)) == {
        section.key for section in draft.policy_set.rules.plan.sections
    }


def test_only_ones_own_firm_can_file(calling, outsider, applicant):
    policy_set()
    body = {"firm": str(applicant.firms.get().public_id)}

    assert calling(outsider).post("applications/", body).status_code == 404
    assert calling().post("applications/", body).status_code == 401
    assert not Application.objects.exists()


def test_a_firm_has_one_open_application(as_applicant, draft):
    problem = body_of(as_applicant.post("applications/", {"firm": str(draft.firm.public_id)}))

    assert (problem["status"], problem["type"]) == (422, "urn:reopening-desk:already_open")


def test_where_no_policy_is_in_force_nothing_can_be_filed(as_applicant, applicant):
    problem = body_of(as_applicant.post("applications/", {"firm": str(applicant.firms.get().public_id)}))

    assert problem["type"] == "urn:reopening-desk:no_policy"


def test_the_list_holds_ones_own_and_takes_a_fixed_number_of_queries(
    as_applicant, submitted, outsider, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        answer = as_applicant.get("applications/?status=submitted&limit=1")

    assert [each["number"] for each in answer.json()["results"]] == [submitted.number]
    assert answer.json()["count"] == {"value": 1, "exact": True}
    assert as_applicant.get("applications/?colour=red").status_code == 400
    assert as_applicant.get("applications/?status=strange").status_code == 400
    assert as_applicant.get("applications/?limit=0").status_code == 400


def test_findings_take_a_fixed_number_of_queries(as_applicant, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        as_applicant.get(f"applications/{draft.public_id}/findings/")


def test_messages_follow_the_language(as_applicant, draft):
    chinese = as_applicant.get(f"applications/{draft.public_id}/findings/", accept_language="zh-hans").json()

    assert any("杭州" in each["source_text"] for each in chinese)


def test_a_firm_of_another_name_is_not_found(as_applicant):
    assert as_applicant.get(f"firms/{FirmFactory().public_id}/").status_code == 404
