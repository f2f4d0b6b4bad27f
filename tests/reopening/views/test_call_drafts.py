"""What a clerk has typed of a call is kept for half an hour, for that clerk alone."""

import re

from reopening.models import Firm
from tests.factories import (
    RegisteredFirmFactory,
)
from tests.reopening.views.test_hotline import CALL, KEEP, caller, new_firm, policy  # noqa: F401 - fixtures


def test_a_half_filled_call_survives_a_refresh(client, clerk, caller, new_firm):  # noqa: F811
    RegisteredFirmFactory(credit_code=new_firm["credit_code"], name="登记名称有限公司", address="登记路9号")
    client.force_login(clerk)
    address = f"{CALL}?credit_code={new_firm['credit_code']}"

    said = client.post(
        f"{KEEP}?credit_code={new_firm['credit_code']}",
        caller | {"credit_code": new_firm["credit_code"], "name": "登记名称有限公司", "staff_total": "8"},
    )
    page = client.get(address).text

    assert "Saved at" in said.text
    assert 'value="王女士"' in page
    assert 'value="138 0000 1234"' in page
    assert 'value="8"' in page
    assert page.count("From the register of firms") >= 2  # what nobody typed over still says where it is from
    assert re.search(r'name="giver_relation" value="manager"[^>]* checked', page)
    assert not re.search(r'name="agreed"[^>]* checked', page)  # consent is given anew
    assert "王女士" not in client.get(CALL).text
    assert not Firm.objects.exists()


def test_what_was_kept_of_a_call_is_gone_once_it_is_recorded(client, clerk, caller, new_firm):  # noqa: F811
    client.force_login(clerk)
    client.post(KEEP, caller | new_firm)
    assert 'value="王女士"' in client.get(CALL).text

    client.post(CALL, caller | new_firm)

    assert "王女士" not in client.get(CALL).text


def test_what_was_kept_of_a_call_is_not_shown_after_half_an_hour(client, clerk, caller):  # noqa: F811
    client.force_login(clerk)
    client.post(KEEP, caller)
    session = client.session
    session["call"] |= {"at": session["call"]["at"] - 30 * 60}
    session.save()

    assert "王女士" not in client.get(CALL).text


def test_only_clerks_keep_calls(client, clerk, applicant, caller):  # noqa: F811
    assert client.post(KEEP, caller).headers["Location"].startswith("/accounts/login")
    client.force_login(applicant)
    assert client.post(KEEP, caller).status_code == 403
    client.force_login(clerk)
    assert client.get(KEEP).status_code == 405
