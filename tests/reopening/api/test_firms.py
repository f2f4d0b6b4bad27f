"""Firms through the API: signing up is open to everybody, everything else to those who act for the firm."""

import pytest
from django.contrib.auth.hashers import check_password

from core.models import User
from reopening.models import Firm
from tests.factories import PASSWORD, FirmFactory, RegisteredFirmFactory, credit_code, street
from tests.reopening.api.conftest import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def form():
    return {
        "credit_code": credit_code(90_001),
        "name": "演示新食品有限公司",
        "legal_representative": "演示法人",
        "division": street().pk,
        "address": "演示路2号",
        "industry_code": "C14",
        "contact_name": "演示联系人",
        "contact_phone": "13800000001",
        "staff_total": 12,
        "username": "newcomer",
        "email": "newcomer@example.test",
        "password": PASSWORD,
    }


def test_a_firm_signs_up_and_its_first_person_may_sign(calling, form):
    answer = calling().post("firms/", form)

    assert answer.status_code == 201
    assert answer.json()["credit_code"] == form["credit_code"]
    assert "password" not in str(answer.json())
    user = User.objects.get(username="newcomer")
    assert check_password(PASSWORD, user.password)
    assert user.memberships.get().is_signatory


def test_a_code_may_be_typed_with_blanks_and_small_letters(calling, form):
    code = form["credit_code"]
    form["credit_code"] = f" {code[:8].lower()} {code[8:]} "

    assert calling().post("firms/", form).json()["credit_code"] == code


def test_a_wrong_check_digit_is_told_clearly(calling, form):
    form["credit_code"] = form["credit_code"][:-1] + ("0" if form["credit_code"][-1] != "0" else "1")

    problem = body_of(calling().post("firms/", form))

    assert problem["status"] == 400
    assert [each["path"] for each in problem["errors"]] == ["credit_code"]
    assert "The last character of this credit code does not fit the first 17." in str(problem)
    assert not Firm.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("staff_total", 0),
        ("staff_total", "many"),
        ("division", "000"),
        ("email", "nobody"),
        ("password", "12345678"),
        ("name", ""),
        ("name", "演\x00示"),
    ],
)
def test_a_wrong_value_registers_nobody(calling, form, field, value):
    answer = calling().post("firms/", form | {field: value})

    assert answer.status_code == 400
    assert {each["path"] for each in body_of(answer)["errors"]} & {field, "__all__"}
    assert not User.objects.exists()


def test_a_firm_signs_up_once(calling, form):
    calling().post("firms/", form)

    problem = body_of(calling().post("firms/", form | {"username": "second", "email": "second@example.test"}))

    assert problem["type"] == "urn:reopening-desk:already_registered"
    assert not User.objects.filter(username="second").exists()


def test_reading_and_editing_have_the_ladder(calling, as_applicant, applicant, outsider, reviewer):
    firm = applicant.firms.get()
    address = f"firms/{firm.public_id}/"

    assert as_applicant.get(address).json()["staff_total"] == 3
    assert as_applicant.patch(address, {"staff_total": 4}).json()["staff_total"] == 4
    assert as_applicant("delete", address).status_code == 405
    assert calling().get(address).status_code == 401
    assert calling(outsider).get(address).status_code == 404
    assert calling(outsider).patch(address, {"staff_total": 9}).status_code == 404
    assert calling(reviewer).get(address).status_code == 200
    assert calling(reviewer).patch(address, {"staff_total": 9}).status_code == 403
    firm.refresh_from_db()
    assert firm.staff_total == 4


def test_the_credit_code_stays(as_applicant, applicant):
    firm = applicant.firms.get()

    as_applicant.patch(f"firms/{firm.public_id}/", {"credit_code": credit_code(90_002)})

    assert Firm.objects.get(pk=firm.pk).credit_code == firm.credit_code


def test_the_list_holds_only_what_one_may_see(as_applicant, applicant, calling):
    FirmFactory()

    assert [each["name"] for each in as_applicant.get("firms/").json()["results"]] == [
        applicant.firms.get().name
    ]
    assert calling().get("firms/").status_code == 401


def test_what_the_register_says_is_open_to_programs(api, db, empty_cache):
    found = RegisteredFirmFactory(scale="above")

    answer = api.get("/api/v1/firms/look_up/", {"credit_code": found.pk})

    assert answer.json()["name"] == found.name
    assert answer.json()["scale"] == "above"
    assert api.get("/api/v1/firms/look_up/", {"credit_code": credit_code(9_999)}).status_code == 404
    assert api.get("/api/v1/firms/look_up/", {"credit_code": "nonsense"}).status_code == 422
    assert api.get("/api/v1/firms/look_up/", {"name": "食品"}).status_code == 400
