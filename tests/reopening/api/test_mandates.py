import pytest
from django.utils import timezone

from reopening.models import Mandate
from reopening.services import mandates
from tests.factories import FirmFactory, credit_code, policy_set, street
from tests.reopening.services.test_hotline import take_call

ADDRESS = "/api/v1/mandates/"


@pytest.fixture(autouse=True)
def policy(db):
    return policy_set()


@pytest.fixture
def call():
    return {
        "credit_code": credit_code(800),
        "firm": {
            "name": "热线新企业有限公司",
            "legal_representative": "演示法人",
            "division": street().pk,
            "address": "演示路9号",
            "industry_code": "C14",
            "staff_total": 8,
        },
        "giver_name": "王女士",
        "giver_phone": "138 0000 1234",
        "giver_relation": "manager",
        "agreed": True,
    }


def post(api, address, data, key="k"):
    return api.post(address, data, headers={"Idempotency-Key": key})


def test_a_program_of_the_hotline_takes_a_call(api, clerk, call):
    api.force_authenticate(clerk)

    answer = post(api, ADDRESS, call)

    assert answer.status_code == 201
    said = answer.json()
    assert said["giver_phone"] == "138****1234"
    assert len(said["code"]) == 9
    assert api.get(f"/api/v1/applications/{said['application']}/").status_code == 200
    assert "code" not in api.get(f"{ADDRESS}{said['id']}/").json()
    assert post(api, f"{ADDRESS}{said['id']}/end/", {}, "end").status_code == 200
    assert api.get(f"/api/v1/applications/{said['application']}/").status_code == 404


def test_the_same_call_sent_twice_is_one(api, clerk, call):
    api.force_authenticate(clerk)

    answers = [post(api, ADDRESS, call).json()["number"] for _time in range(2)]

    assert answers[0] == answers[1]
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"agreed": False}, 422),
        ({"giver_phone": "12"}, 400),
        ({"giver_relation": "friend"}, 400),
        ({"firm": {}}, 400),
    ],
)
def test_what_is_missing_is_told(api, clerk, call, change, status):
    api.force_authenticate(clerk)

    assert post(api, ADDRESS, call | change).status_code == status
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "characters"), ("zh-hans", "位")])
def test_every_wrong_number_is_told_at_its_field(api, clerk, call, language, words):
    api.force_authenticate(clerk)
    api.credentials(HTTP_ACCEPT_LANGUAGE=language)

    problem = post(
        api, ADDRESS, call | {"credit_code": "12", "giver_phone": "12", "giver_relation": "x"}
    ).json()

    assert problem["status"] == 400
    told = {each["path"]: each["message"] for each in problem["errors"]}
    assert told.keys() == {"credit_code", "giver_phone", "giver_relation"}
    assert words in told["credit_code"]


def test_only_clerks_take_calls(api, applicant, call):
    api.force_authenticate(applicant)

    assert post(api, ADDRESS, call).status_code == 403


def test_people_of_the_firm_and_the_holder_see_a_mandate_and_nobody_else(api, clerk, applicant, outsider):
    given = take_call(clerk, applicant.firms.get()).mandate

    for person, status in ((clerk, 200), (applicant, 200), (outsider, 404)):
        api.force_authenticate(person)
        assert api.get(f"{ADDRESS}{given.public_id}/").status_code == status
        assert len(api.get(ADDRESS).json()["results"]) == (1 if status == 200 else 0)


def test_people_of_a_roster_are_for_members_alone(api, clerk):
    found = take_call(clerk, FirmFactory()).application
    api.force_authenticate(clerk)

    assert api.get(f"/api/v1/applications/{found.public_id}/roster/").status_code == 403


def test_an_ended_mandate_cannot_be_ended_again(api, clerk):
    given = take_call(clerk).mandate
    mandates.end(mandate=given, by=clerk, at=timezone.now())
    api.force_authenticate(clerk)

    assert post(api, f"{ADDRESS}{given.public_id}/end/", {}).status_code == 409
