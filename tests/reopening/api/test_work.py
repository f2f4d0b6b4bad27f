import pytest

from reopening.models import PostHolder, Shift
from tests.reopening.api.conftest import body_of


@pytest.fixture
def address(draft):
    return f"applications/{draft.public_id}/"


def test_posts_are_read_with_names_and_masked_numbers_and_written_with_their_etag(
    as_applicant, draft, address
):
    person = draft.staff.first()
    body = {
        "holders": {"safety_manager": [{"person": str(person.public_id), "certificate": " 浙安a0012345 "}]}
    }

    written = as_applicant.put(f"{address}posts/", body, if_match='"0"')
    stale = as_applicant.put(f"{address}posts/", body, if_match='"0"')
    read = as_applicant.get(f"{address}posts/")

    assert written.status_code == 200
    assert stale.status_code == 412
    (post,) = read.json()["posts"]
    (holder,) = post["holders"]
    assert (post["key"], post["needed"]) == ("safety_manager", 1)
    assert holder["person"] == str(person.public_id)
    assert holder["name"] == person.name
    assert (holder["state"], holder["certificate"]) == ("available", "浙安****45")
    assert read["ETag"] == written["ETag"]


def test_a_certificate_left_out_stays_on_file(as_applicant, draft, address):
    person = str(draft.staff.first().public_id)
    as_applicant.put(
        f"{address}posts/", {"holders": {"safety_manager": [{"person": person, "certificate": "A12345"}]}}
    )

    as_applicant.put(f"{address}posts/", {"holders": {"safety_manager": [{"person": person}]}})

    assert PostHolder.objects.get().certificate == "A12345"


def test_wrong_posts_are_refused_with_a_sentence(as_applicant, draft, address):
    person = str(draft.staff.first().public_id)
    unknown = {"holders": {"captain": []}}
    stranger = {"holders": {"safety_manager": [{"person": "00000000-0000-4000-8000-000000000000"}]}}
    number = {"holders": {"safety_manager": [{"person": person, "certificate": "?"}]}}

    assert body_of(as_applicant.put(f"{address}posts/", unknown))["status"] == 400
    assert body_of(as_applicant.put(f"{address}posts/", stranger))["status"] == 422
    wrong = body_of(as_applicant.put(f"{address}posts/", number))
    assert wrong["status"] == 400
    assert [each["path"] for each in wrong["errors"]] == ["holders.safety_manager.0.certificate"]
    assert not PostHolder.objects.exists()


def test_shifts_come_back_as_they_were_put(as_applicant, address):
    row = {
        "name": "白班",
        "people": 3,
        "starts_at": "08:00:00",
        "ends_at": "17:00:00",
        "meal_at": None,
        "arrival_minutes": 15,
        "uses_canteen": False,
    }

    put = as_applicant.put(f"{address}shifts/", {"entrances": 2, "shifts": [row]}, if_match='"0"')
    read = as_applicant.get(f"{address}shifts/")

    assert put.status_code == 200
    assert read.json() == {"entrances": 2, "shifts": [row]}
    assert read["ETag"] == put["ETag"]
    assert as_applicant.put(f"{address}shifts/", {"shifts": []}, if_match='"0"').status_code == 412


@pytest.mark.parametrize("wrong", [{"people": 0}, {"starts_at": "25:00"}, {"arrival_minutes": 999}])
def test_a_shift_that_cannot_be_is_named(as_applicant, address, wrong):
    row = {"name": "白班", "people": 3, "starts_at": "08:00", "ends_at": "17:00"} | wrong

    assert body_of(as_applicant.put(f"{address}shifts/", {"shifts": [row]}))["status"] == 400
    assert not Shift.objects.exists()


@pytest.mark.parametrize("part", ["posts", "shifts"])
def test_parts_have_their_ladder(calling, applicant, outsider, reviewer, submitted, part):
    address = f"applications/{submitted.public_id}/{part}/"
    body = {"holders": {}} if part == "posts" else {"shifts": []}

    assert calling().get(address).status_code == 401
    assert calling(outsider).get(address).status_code == 404
    assert calling(reviewer).put(address, body).status_code == 403
    assert calling(reviewer).get(address).status_code == (403 if part == "posts" else 200)
    assert calling(applicant).put(address, body).status_code == 409
    assert calling(applicant).post(address, body).status_code == 405
