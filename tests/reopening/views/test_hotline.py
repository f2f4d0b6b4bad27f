import re

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import trail
from core.models import Role
from reopening.models import Application, Firm, Mandate, PlanSection
from reopening.services import applications, mandates
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    FirmFactory,
    RegisteredFirmFactory,
    credit_code,
    other_street,
    policy_set,
    ready_application,
    street,
)
from tests.reopening.services.test_hotline import take_call

HOTLINE, CALL, KEEP, TAKE_OVER = "/hotline/", "/hotline/call/", "/hotline/call/keep/", "/take-over/"


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


@pytest.fixture
def new_firm():
    return {
        "credit_code": credit_code(600),
        "name": "热线新企业有限公司",
        "legal_representative": "演示法人",
        "division": street().pk,
        "address": "演示路9号",
        "industry_code": "C14",
        "staff_total": "8",
    }


def test_a_call_from_its_first_word_to_the_submitted_case(client, clerk, caller):
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    client.force_login(clerk)

    answer = client.post(CALL, caller | {"credit_code": firm.credit_code})

    mandate = Mandate.objects.get()
    assert answer.headers["Location"] == reverse("reopening:call", args=[mandate.public_id])
    page = client.get(answer.headers["Location"])
    assert mandate.number in page.text
    assert "One-time code for the caller" in page.text
    assert "One-time code for the caller" not in client.get(answer.headers["Location"]).text
    assert 'id="id_schedule_heads_on_site"' in page.text

    client.post(reverse("reopening:submit", args=[application.public_id]), {"committed": "on"})
    application.refresh_from_db()
    assert application.status == "submitted"
    assert "Filed on behalf" in client.get(application.get_absolute_url()).text


def test_a_new_firm_is_filled_in_from_the_register_and_entered(client, clerk, caller, new_firm):
    RegisteredFirmFactory(credit_code=new_firm["credit_code"], address="登记路9号")
    client.force_login(clerk)

    page = client.get(CALL, {"credit_code": new_firm["credit_code"]})
    assert 'value="登记路9号"' in page.text

    client.post(CALL, caller | new_firm)
    firm = Firm.objects.get()
    assert (firm.contact_name, firm.contact_phone) == ("王女士", "13800001234")
    assert Application.objects.get().firm == firm


def test_nothing_typed_is_lost_when_the_consent_is_missing(client, clerk, caller, new_firm):
    client.force_login(clerk)
    del caller["agreed"]

    page = client.post(CALL, caller | new_firm)

    assert page.status_code == 422
    assert 'value="王女士"' in page.text
    assert 'value="热线新企业有限公司"' in page.text
    assert not Firm.objects.exists()


def test_the_page_of_a_call_has_a_heading_for_each_part(client, clerk):
    call = take_call(clerk, FirmFactory(staff_total=9))
    client.force_login(clerk)

    page = client.get(reverse("reopening:call", args=[call.mandate.public_id])).text

    for key, title in (("firm", "Firm and site"), ("inventory", "Supplies")):
        assert f'href="#part-{key}">{title}<' in page
        assert re.search(rf'id="part-{key}".*?<h2 class="card-title">{title}</h2>', page, re.DOTALL)


def test_typing_in_a_part_of_the_call_saves_it(client, clerk):
    call = take_call(clerk, FirmFactory(staff_total=9))
    client.force_login(clerk)
    address = reverse("reopening:section-schedule", args=[call.application.public_id])

    answer = client.post(
        address, {"revision": 0, "page": "p", "heads_on_site": "7"}, headers={"HX-Request": "true"}
    )

    call.application.refresh_from_db()
    assert "Saved at" in answer.text
    assert call.application.heads_on_site == 7


def test_a_template_of_the_plan_goes_in_without_leaving_the_call(client, clerk):
    call = take_call(clerk, FirmFactory(staff_total=30))
    client.force_login(clerk)
    screen = reverse("reopening:call", args=[call.mandate.public_id])
    address = reverse("reopening:section-plan", args=[call.application.public_id])
    shown = client.get(screen).text
    assert f'name="insert" value="all" hx-post="{address}"' in shown
    typed = {"revision": 0, "page": "p", "leadership": "店长负责。", "insert": "all"}

    answer = client.post(address, typed, headers={"HX-Request": "true"})

    texts = dict(PlanSection.objects.values_list("key", "text"))
    assert answer.headers["HX-Refresh"] == "true"
    assert texts.pop("leadership") == "店长负责。"
    assert texts
    assert all(texts.values())
    again = client.get(screen).text
    assert 'value="all" hx-post' not in again
    assert "Still to fill in" in again


def test_supplies_are_counted_on_the_call_as_on_their_own_page(client, clerk):
    call = take_call(clerk, FirmFactory(staff_total=9))
    client.force_login(clerk)

    page = client.get(reverse("reopening:call", args=[call.mandate.public_id])).text

    assert page.count('<fieldset class="count" data-count>') == len(policy_set().rules.supplies)
    assert "js/inventory" in page


def test_the_list_of_people_opens_only_after_the_look_is_noted(client, clerk):
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    take_call(clerk, firm)
    client.force_login(clerk)
    roster = reverse("reopening:roster", args=[application.public_id])
    look = reverse("reopening:roster-look", args=[application.public_id])

    assert client.get(roster).headers["Location"] == look
    assert client.get(look).status_code == 200
    assert client.post(look, {"reason": ""}).status_code == 422
    assert client.post(look, {"reason": "来电要求补充人员"}).headers["Location"] == roster
    assert client.get(roster).status_code == 200
    seen = trail(application).get(verb="roster.look")
    assert (seen.note, seen.data["mandate"]) == ("来电要求补充人员", Mandate.objects.get().number)


def test_a_telephone_is_masked_on_the_list(client, clerk):
    take_call(clerk)
    client.force_login(clerk)

    page = client.get(HOTLINE).text

    assert "138****1234" in page
    assert "13800001234" not in page


def test_the_list_of_calls_costs_the_same_however_long(client, clerk, django_assert_num_queries):
    for number in range(4):
        take_call(clerk, FirmFactory(credit_code=credit_code(700 + number)))
    client.force_login(clerk)

    with django_assert_num_queries(5):
        client.get(HOTLINE)


def test_a_closed_call_opens_nothing(client, clerk):
    call = take_call(clerk)
    client.force_login(clerk)
    address = reverse("reopening:end-call", args=[call.mandate.public_id])

    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409
    assert client.get(call.application.get_absolute_url()).status_code == 404
    assert "This call is closed" in client.get(reverse("reopening:call", args=[call.mandate.public_id])).text


def test_the_hotline_has_its_ladder(client, clerk, applicant, reviewer):
    call = take_call(clerk)
    pages = [HOTLINE, CALL, reverse("reopening:call", args=[call.mandate.public_id])]
    acts = [reverse(f"reopening:{name}", args=[call.mandate.public_id]) for name in ("call-code", "end-call")]
    for address in pages + acts:
        assert client.get(address).headers.get("Location", "").startswith("/accounts/login")
    for person in (applicant, reviewer):
        client.force_login(person)
        assert {client.get(address).status_code for address in pages} == {403}
        assert {client.post(address).status_code for address in acts} == {403}
    client.force_login(clerk)
    assert {client.get(address).status_code for address in pages} == {200}
    assert {client.get(address).status_code for address in acts} == {405}
    assert client.post(acts[0]).status_code == 302


def test_another_clerks_call_is_not_found(client, clerk, reviewer):
    call = take_call(clerk)
    AppointmentFactory(user=reviewer, role=Role.CLERK, division=street())
    client.force_login(reviewer)

    assert client.get(reverse("reopening:call", args=[call.mandate.public_id])).status_code == 404


def test_a_firm_of_another_place_cannot_be_called_for(client, clerk, caller):
    firm = FirmFactory(division=other_street())
    client.force_login(clerk)

    assert client.get(CALL, {"credit_code": firm.credit_code}).status_code == 403
    assert client.post(CALL, caller | {"credit_code": firm.credit_code}).status_code == 403


def test_with_the_code_a_person_takes_the_firm_over(client, clerk):
    call = take_call(clerk)
    values = {
        "credit_code": call.mandate.firm.credit_code,
        "code": call.code,
        "name": "王女士",
        "username": "wang",
        "email": "wang@example.test",
        "password": PASSWORD,
    }

    wrong = client.post(TAKE_OVER, values | {"code": "AAAA-AAAA"})
    answer = client.post(TAKE_OVER, values)

    assert wrong.status_code == 422
    assert "do not belong together" in wrong.text
    assert answer.headers["Location"] == reverse("core:home")
    assert call.mandate.firm.name in client.get(reverse("core:home")).text


def test_taking_over_is_open_and_limited(client, db):
    assert client.get(TAKE_OVER).status_code == 200
    assert client.put(TAKE_OVER).status_code == 405
    assert 429 in {client.post(TAKE_OVER, {}).status_code for _try in range(12)}


def test_a_firm_sees_who_files_for_it_and_ends_it(client, clerk, applicant, outsider):
    firm = applicant.firms.get()
    call = take_call(clerk, firm)
    address = reverse("reopening:mandates", args=[firm.public_id])
    end = reverse("reopening:end-mandate", args=[firm.public_id, call.mandate.public_id])

    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(clerk)
    assert client.get(address).status_code == 403
    client.force_login(applicant)
    assert call.mandate.number in client.get(address).text
    assert client.get(end).status_code == 405
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 409
    assert not Mandate.objects.in_force().exists()


def test_the_office_reads_on_the_case_by_whom_it_was_filed(client, clerk, reviewer):
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    call = take_call(clerk, firm)
    applications.submit(application=application, committed=True, by=clerk, at=timezone.now())
    mandates.end(mandate=call.mandate, by=clerk, at=timezone.now())
    client.force_login(reviewer)

    page = client.get(f"/queue/{application.public_id}/")

    assert "the hotline, for 王女士" in page.text
    assert call.mandate.number in page.text
