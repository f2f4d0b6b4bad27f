import logging

import pytest
from django.test import Client

from reopening.models import StaffMember
from tests.factories import credit_code, division, resident_id, street

CASES = [
    ("credit_code", credit_code(5), "The check character fits."),
    ("credit_code", credit_code(5)[:-1], "this one has 17"),
    ("mobile", "+86 138 0000 0000", "138 0000 0000"),
    ("mobile", "138", "A mobile number has 11 digits"),
    ("division", "北山", "Beishan Subdistrict (330106002)"),
    ("division", "火星街道", "Nothing in the list is called"),
    ("industry", "软件", "I65"),
    ("industry", "C99", "Nothing in the list is called"),
    ("number", "１２，０００", "12,000"),
    ("number", "60人", "Please enter digits only"),
    ("temperature", "385", "less than or equal to 43"),
    ("temperature", "高烧", "“高烧” is not a number"),
    ("certificate", "??", "A certificate number has 4 to 40"),
    ("id_number", "330106199001011", "old ID number"),
]


@pytest.mark.parametrize(("kind", "typed", "said"), CASES)
def test_a_value_is_answered_in_words(client, db, kind, typed, said):
    street()

    page = client.post(f"/checks/{kind}/", {"form-3-anything": typed})

    assert page.status_code == 200
    assert said in page.text
    assert "<html" not in page.text


def test_nothing_typed_says_nothing(client, db):
    assert client.post("/checks/mobile/", {"contact_phone": " "}).text.strip() == ""


def test_limits_of_a_number_are_told(client, db):
    page = client.post("/checks/number/?min=1&max=500", {"heads": "501"})

    assert "501 is too large: at most 500" in page.text
    assert client.post("/checks/number/?min=x&max=²", {"heads": "501"}).status_code == 200


def test_what_may_be_meant_is_offered_as_buttons(client, db):
    street()
    division("330106003", "西溪街道", "Xixi Subdistrict")

    page = client.post("/checks/division/", {"division": "西湖区"})

    assert page.text.count("data-fill=") == 2


def test_an_id_number_is_read_back_and_leaves_no_trace(client, db, caplog):
    street()
    number = resident_id(8)
    caplog.set_level(logging.DEBUG)

    page = client.post("/checks/id_number/", {"id_number": number})

    assert "The check character fits. Xihu District, born on 1960-01-09" in page.text
    assert number not in page.text
    assert number not in caplog.text
    assert not StaffMember.objects.exists()


def test_checks_are_posted_with_a_token_and_only_of_known_kinds(db):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/checks/mobile/", {"mobile": "138"}).status_code == 403
    assert Client().get("/checks/mobile/", {"mobile": "138"}).status_code == 405
    assert Client().post("/checks/nonsense/", {"x": "1"}).status_code == 404


def test_a_name_that_no_paper_can_print_is_told_at_its_field_and_kept(client, applicant):
    name = "\U00031350记食品厂"  # CJK Extension H

    told = client.post("/checks/printed/", {"name": name}).text
    fine = client.post("/checks/printed/", {"name": "𠮷记食品厂"}).text

    assert "No typeface of papers has \U00031350 (U+31350), so no certificate can be printed with it." in told
    assert "No typeface" not in fine


def test_the_warning_stands_on_the_next_page_without_javascript(client, applicant):
    firm = applicant.firms.get()
    client.force_login(applicant)
    address = f"/firms/{firm.public_id}/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    page = client.post(address, values | {"legal_representative": "王\U00031350"}, follow=True).text

    firm.refresh_from_db()
    assert firm.legal_representative == "王\U00031350"
    assert "No typeface of papers has \U00031350" in page


def test_fields_carry_their_check(client, db):
    page = client.get("/sign-up/").text

    for kind in ("credit_code", "division", "industry", "mobile", "printed"):
        assert f'hx-post="/checks/{kind}/"' in page
    assert 'hx-post="/checks/number/?min=1&amp;max=1000000"' in page
    assert 'hx-params="csrfmiddlewaretoken,credit_code"' in page


def test_an_id_number_is_checked_as_its_kind_of_document(client, db):
    permit = {"id_kind": "hk_macao_permit", "resident_id": "h1234567802"}

    assert "H12345678" in client.post("/checks/id_number/", permit).text
    assert "18 characters" in client.post("/checks/id_number/", permit | {"id_kind": "?"}).text
