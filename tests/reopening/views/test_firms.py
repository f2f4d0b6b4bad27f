import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from reopening.models import Firm, RegisteredFirm
from tests.factories import (
    PASSWORD,
    FirmFactory,
    MembershipFactory,
    RegisteredFirmFactory,
    credit_code,
    street,
)

SIGN_UP = "/sign-up/"


@pytest.fixture
def values(db):
    return {
        "credit_code": credit_code(77),
        "name": "演示新食品有限公司",
        "legal_representative": "演示法人",
        "division": street().pk,
        "address": "演示路7号",
        "industry_code": "C14",
        "staff_total": "20",
        "contact_name": "演示联系人",
        "contact_phone": "138 0000 0000",
        "username": "new-applicant",
        "email": "new@example.test",
        "password": PASSWORD,
    }


def test_a_firm_its_person_and_its_sign_in_come_in_one_go(client, values):
    answer = client.post(SIGN_UP, values)

    firm = Firm.objects.get()
    assert answer.headers["Location"] == reverse("core:home")
    assert firm.contact_phone == "13800000000"
    assert firm.memberships.get().is_signatory
    assert client.get(reverse("core:home")).status_code == 200


def test_a_code_in_another_spelling_is_understood(client, values):
    values["credit_code"] = f" {values['credit_code'].lower()[:8]} {values['credit_code'][8:]}"

    client.post(SIGN_UP, values)

    assert Firm.objects.get().credit_code == credit_code(77)


def test_a_wrong_check_character_is_said_plainly_and_nothing_typed_is_lost(client, values):
    code = values["credit_code"]
    values["credit_code"] = code[:-1] + ("0" if code[-1] != "0" else "1")

    page = client.post(SIGN_UP, values)

    assert page.status_code == 422
    assert "The last character of this credit code does not fit the first 17." in page.text
    assert 'href="#id_credit_code"' in page.text
    assert "演示新食品有限公司" in page.text
    assert PASSWORD not in page.text
    assert not Firm.objects.exists()
    assert not User.objects.exists()


def test_a_firm_that_is_registered_is_sent_to_sign_in(client, values):
    FirmFactory(credit_code=values["credit_code"])

    page = client.post(SIGN_UP, values)

    assert "registered already" in page.text
    assert not User.objects.filter(username="new-applicant").exists()


def test_whatever_is_wrong_is_told_at_once_and_a_good_password_is_asked_for_again(client, values):
    wrong = values | {"contact_phone": "1380000000"}

    weak = client.post(SIGN_UP, wrong | {"password": "12345"}).context["form"]
    page = client.post(SIGN_UP, wrong)

    assert (weak.has_error("contact_phone"), weak.has_error("password")) == (True, True)
    assert "type it once more" not in str(weak.errors)
    assert "For your safety the page forgets it. Please type it once more." in page.text
    assert PASSWORD not in page.text


def test_a_weak_password_is_refused_beside_its_field(client, values):
    page = client.post(SIGN_UP, values | {"password": "12345"})

    assert 'id="id_password_error"' in page.text
    assert not Firm.objects.exists()


def test_the_signed_in_have_no_need_to_sign_up(client, applicant):
    client.force_login(applicant)

    assert client.get(SIGN_UP).headers["Location"] == reverse("core:home")


def test_signing_up_is_open_to_all_and_takes_only_forms(client, db):
    assert client.get(SIGN_UP).status_code == 200
    assert client.put(SIGN_UP).status_code == 405


LOOK_UP = "/sign-up/look-up/"


@pytest.fixture
def registered(db, empty_cache):
    return RegisteredFirmFactory(
        credit_code=credit_code(77), name="演示登记食品有限公司", address="登记路7号", industry_code="C1411"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", ""), (credit_code(5), "has nothing to fill in here"), (credit_code(5)[:-1], "has 17")],
)
def test_an_unknown_code_is_answered_calmly(client, db, empty_cache, typed, said):
    page = client.post(LOOK_UP, {"credit_code": typed})

    assert page.status_code == 200
    assert said in page.text


def test_the_register_fills_in_what_nobody_has_typed(client, registered):
    page = client.post(LOOK_UP, {"credit_code": registered.pk, "name": "我自己写的", "username": "me"})

    assert page.context["filled"] == {
        "legal_representative": "登记法人",
        "division": street().pk,
        "address": "登记路7号",
        "industry_code": "C1411",
    }
    assert 'value="我自己写的"' in page.text
    assert 'value="me"' in page.text
    assert 'value="Hangzhou City · Xihu District · Beishan Subdistrict"' in page.text
    assert page.text.count("From the register of firms of 2020-02-01") == 4
    assert not Firm.objects.exists()


def test_while_typing_only_the_filled_fields_come_back(client, registered):
    values = {"credit_code": registered.pk, "address": "演示路1号"}
    page = client.post(LOOK_UP, values, headers={"HX-Request": "true"})

    assert page.text.count('hx-swap-oob="true"') == 4
    assert 'id="prefilled-address"' not in page.text
    assert "<html" not in page.text


def test_looking_up_tells_nobody_whether_a_firm_has_an_account(client, registered):
    before = client.post(LOOK_UP, {"credit_code": registered.pk}, headers={"HX-Request": "true"}).text
    MembershipFactory(firm__credit_code=registered.pk)

    assert client.post(LOOK_UP, {"credit_code": registered.pk}, headers={"HX-Request": "true"}).text == before


def test_a_district_alone_fills_in_no_street(client, registered):
    RegisteredFirm.objects.update(division=street().parent)

    page = client.post(LOOK_UP, {"credit_code": registered.pk})

    assert "division" not in page.context["filled"]


def test_guessing_codes_is_limited(client, registered):
    answers = {client.post(LOOK_UP, {"credit_code": credit_code(n)}).status_code for n in range(32)}

    assert answers == {200, 429}


def test_looking_up_takes_only_forms(client, db):
    assert client.get(LOOK_UP).status_code == 405


def test_a_firm_that_was_made_for_somebody_is_filled_in_from_the_register(client, applicant, registered):
    firm = applicant.firms.get()
    Firm.objects.filter(pk=firm.pk).update(credit_code=registered.pk, legal_representative="")
    client.force_login(applicant)

    page = client.get(reverse("reopening:firm", args=[firm.public_id]))

    assert page.context["filled"] == {"legal_representative": "登记法人"}
    assert 'value="登记法人"' in page.text


def test_a_member_corrects_the_firms_data(client, applicant):
    firm = applicant.firms.get()
    client.force_login(applicant)
    values = {
        name: getattr(firm, name) for name in ("name", "legal_representative", "address", "industry_code")
    }
    values |= {
        "division": firm.division_id,
        "staff_total": 44,
        "contact_name": "新联系人",
        "contact_phone": "13900000000",
    }

    answer = client.post(reverse("reopening:firm", args=[firm.public_id]), values)

    firm.refresh_from_db()
    assert answer.status_code == 302
    assert (firm.staff_total, firm.contact_name) == (44, "新联系人")


def test_what_is_wrong_with_the_firms_data_is_listed_above_them(client, applicant):
    client.force_login(applicant)
    address = reverse("reopening:firm", args=[applicant.firms.get().public_id])

    answer = client.post(address, {"contact_phone": "12345", "staff_total": "1e9"})

    assert answer.status_code == 422
    summary = answer.text.split('id="error-summary"')[1].split("</ul>")[0]
    assert "#id_contact_phone" in summary
    assert "“1e9” is not a number." in summary


def test_the_firms_page_has_its_ladder(client, applicant, outsider, reviewer):
    firm = applicant.firms.get()
    address = reverse("reopening:firm", args=[firm.public_id])

    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(reviewer)
    assert client.get(address).status_code == 403
    client.force_login(applicant)
    assert client.get(address).status_code == 200
    assert client.delete(address).status_code == 405
    assert client.post(address, {"name": ""}).status_code == 422


def test_a_person_of_several_firms_sees_each(client, applicant):
    other = MembershipFactory(user=applicant).firm
    client.force_login(applicant)

    assert client.get(reverse("reopening:firm", args=[other.public_id])).status_code == 200


def test_of_two_who_change_a_firm_the_later_is_shown_what_the_other_saved(client, applicant):
    firm = applicant.firms.get()
    colleague = Client()
    colleague.force_login(MembershipFactory(firm=firm).user)
    client.force_login(applicant)
    address = reverse("reopening:firm", args=[firm.public_id])
    shown = {page: entries(page.get(address)) for page in (client, colleague)}

    assert colleague.post(address, shown[colleague] | {"contact_name": "新联系人"}).status_code == 302
    refused = client.post(address, shown[client] | {"address": "演示新路9号"})

    assert refused.status_code == 422
    assert "Saved by somebody else meanwhile" in refused.text
    assert "新联系人" in refused.text
    assert 'value="演示新路9号"' in refused.text
    firm.refresh_from_db()
    assert (firm.contact_name, firm.address == "演示新路9号") == ("新联系人", False)
    assert client.post(address, entries(refused)).status_code == 302  # once more is a decision
    firm.refresh_from_db()
    assert firm.address == "演示新路9号"


def entries(page):
    """What the form of this page would send."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}
