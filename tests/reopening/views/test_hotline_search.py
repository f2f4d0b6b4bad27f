"""The clerk finds the firm of a caller, however its name or code is typed."""

import pytest

from tests.factories import (
    FirmFactory,
    RegisteredFirmFactory,
    other_street,
    policy_set,
)

HOTLINE, CALL = "/hotline/", "/hotline/call/"


@pytest.fixture(autouse=True)
def policy(db, empty_cache):
    return policy_set()


@pytest.fixture
def caller():
    return {
        "giver_name": "王女士",
        "giver_phone": "138 0000 1234",
        "giver_relation": "manager",
        "agreed": "on",
    }


def test_a_clerk_finds_firms_of_their_place_and_of_the_register(client, clerk):
    client.force_login(clerk)
    FirmFactory(name="云溪食品有限公司")
    FirmFactory(name="云溪别处有限公司", division=other_street())
    RegisteredFirmFactory(name="云溪机械有限公司")

    page = client.get(HOTLINE, {"q": "云溪"})

    assert "云溪食品有限公司" in page.text
    assert "云溪机械有限公司" in page.text
    assert "云溪别处有限公司" not in page.text


def test_a_firm_is_found_by_its_credit_code_once(client, clerk):
    client.force_login(clerk)
    firm = FirmFactory(name="云溪食品有限公司")
    RegisteredFirmFactory(credit_code=firm.credit_code, name="云溪食品有限公司")

    page = client.get(HOTLINE, {"q": firm.credit_code})

    assert page.text.count("云溪食品有限公司") == 1


def spellings(code):
    """As a caller's code is typed in haste."""
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    return [code.lower(), f" {code[:8]} {code[8:]} ", wide]


def test_a_firm_is_found_however_its_credit_code_is_typed(client, clerk):
    client.force_login(clerk)
    firm = FirmFactory(name="云溪食品有限公司")

    for typed in spellings(firm.credit_code):
        assert "云溪食品有限公司" in client.get(HOTLINE, {"q": typed}).text


def test_a_known_firm_is_not_asked_about_anew_however_its_code_is_typed(client, clerk, caller):
    client.force_login(clerk)
    firm = FirmFactory(name="云溪食品有限公司", staff_total=9)

    for typed in spellings(firm.credit_code):
        page = client.get(CALL, {"credit_code": typed})
        assert page.context["firm"] == firm
        assert client.post(CALL, caller | {"credit_code": typed}).status_code == 302


def test_a_code_with_a_character_that_no_text_has_is_refused_beside_its_field(client, clerk, caller):
    client.force_login(clerk)

    page = client.post(CALL, caller | {"credit_code": "91330106\x00A2CFHX00"})

    assert page.status_code == 422
    assert page.context["form"].errors["credit_code"]
    assert 'value="王女士"' in page.text


def test_one_character_looks_for_nothing(client, clerk):
    client.force_login(clerk)

    assert "at least two characters" in client.get(HOTLINE, {"q": "云"}).text
