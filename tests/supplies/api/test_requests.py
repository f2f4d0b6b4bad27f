"""Errands and lodging through the API alone."""

import pytest

from tests.supplies import makers
from tests.supplies.api.test_journey import post

pytestmark = pytest.mark.django_db


def asked_errand(api, case):
    body = {
        "application": str(case.public_id),
        "what": "two boxes",
        "fetch_from": "the trader",
        "bring_to": "our gate",
    }
    return post(api, "errands/", body)


def test_an_errand_goes_its_way(api):
    case = makers.case()
    api.force_authenticate(makers.member(case))
    errand = asked_errand(api, case)
    assert (errand.status_code, errand.data["allowed_actions"]) == (201, ["cancel"])
    address = f"errands/{errand.data['id']}/"

    api.force_authenticate(makers.keeper())
    assert post(api, f"{address}accept/").data["status"] == "accepted"
    assert post(api, f"{address}assign/", {"person": "nobody"}).status_code == 400
    given = post(api, f"{address}assign/", {"person": makers.driver().username})
    assert given.data["assignee"] == "driver"

    api.force_authenticate(makers.driver())
    assert post(api, f"{address}fail/", {"reason": "tired"}).status_code == 400
    assert post(api, f"{address}finish/", {"answer": "at the gate"}).data["status"] == "done"

    api.force_authenticate(makers.member(case))
    seen = api.get(f"/api/v1/{address}").data
    assert (seen["answer"], seen["assignee"], seen["allowed_actions"]) == ("at the gate", None, [])


def test_an_errand_on_a_run_is_told_at_its_stop(api):
    makers.received(1_000)
    order = makers.order()
    makers.published_round()
    run = makers.run()
    errand = makers.errand(application=order.application)
    api.force_authenticate(makers.keeper())

    given = post(api, f"errands/{errand.public_id}/assign/", {"run": str(run.public_id)})
    [stop] = api.get(f"/api/v1/runs/{run.public_id}/stops/").data

    assert given.data["run"] == str(run.public_id)
    assert "finish" not in given.data["allowed_actions"]
    assert [each["number"] for each in stop["errands"]] == [errand.number]
    assert post(api, f"errands/{errand.public_id}/finish/").status_code == 409


def test_lodging_is_asked_for_with_an_order_and_answered(api):
    order = makers.order()
    api.force_authenticate(makers.member(order))
    body = {
        "application": str(order.application.public_id),
        "people": 600,
        "from_on": "2020-02-20",
        "until_on": "2020-03-05",
        "order": str(order.public_id),
    }
    lodging = post(api, "lodgings/", body)
    assert (lodging.status_code, lodging.data["order"]) == (201, str(order.public_id))
    assert post(api, "lodgings/", body | {"until_on": "2020-02-20"}).status_code == 422

    api.force_authenticate(makers.keeper())
    place = {"place": "Hotel", "address": "1 Road", "lodged": 500}
    found = post(api, f"lodgings/{lodging.data['id']}/provide/", place)

    assert (found.data["status"], found.data["lodged"]) == ("provided", 500)
    assert post(api, f"lodgings/{lodging.data['id']}/decline/", {"answer": "no"}).status_code == 409


@pytest.mark.parametrize("address", ["errands/", "lodgings/"])
def test_lists_are_empty_for_others_and_ask_few_questions(
    api, outsider, address, django_assert_max_num_queries
):
    for _ in range(5):
        makers.errand()
        makers.lodging()

    api.force_authenticate(outsider)
    assert api.get(f"/api/v1/{address}").data["results"] == []
    api.force_authenticate(makers.keeper())
    with django_assert_max_num_queries(5):
        assert len(api.get(f"/api/v1/{address}").data["results"]) == 5
