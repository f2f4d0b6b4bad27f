import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core import background
from reopening.models import Application, Tenancy, TenantFile, Umbrella
from reopening.permissions import forget_mandates
from reopening.services import umbrellas
from tests.factories import MembershipFactory, street
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    hours,
    line,
    operator,
    policy,
    table,
    take_in,
    take_in_hours,
    tenant_code,
    umbrella,
)
from tests.states import force

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')  # masked anew each time


def page_of(name, *args):
    return reverse(f"reopening:{name}", args=args)


def test_an_operator_says_once_what_all_share(client, operator):  # noqa: F811
    firm = operator.firms.get()
    client.force_login(operator)
    address = page_of("new-umbrella", firm.public_id)
    values = {
        "name": "演示广场",
        "kind": "mall",
        "division": street().pk,
        "site_address": "演示路100号",
        "site_kind": "shop",
        "has_isolation_area": "on",
        "plan_disinfection": "公共区域每日消毒两次。",
    }

    assert client.get(address).status_code == 200
    assert client.post(address, values | {"name": ""}).status_code == 422
    answer = client.post(address, values)

    made = Umbrella.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert made.plan == {"disinfection": "公共区域每日消毒两次。"}
    assert client.post(address, values).status_code == 422
    assert "演示广场" in client.get("/").text


def test_a_list_goes_from_the_upload_to_the_table(client, operator, umbrella):  # noqa: F811
    client.force_login(operator)
    content = SimpleUploadedFile("t.csv", table(line(1), line(2, heads="x")))

    answer = client.post(page_of("send-tenants", umbrella.public_id), {"file": content})
    background.run_waiting()
    follow = answer.headers["Location"]
    page = client.get(follow)
    assert "Nothing has been written yet." in page.text
    assert "Please give a whole number" in page.text
    file = TenantFile.objects.get()
    assert client.get(page_of("tenant-rows", umbrella.public_id, file.public_id)).content[:2] == b"PK"
    fragment = client.get(follow, headers={"HX-Request": "true"}).text.strip()
    assert TOKEN.sub("", fragment) in TOKEN.sub("", page.text)
    client.post(page_of("take-in-tenants", umbrella.public_id, file.public_id))
    assert not Tenancy.objects.exists()
    client.post(page_of("take-in-tenants", umbrella.public_id, file.public_id), {"declared": "on"})
    background.run_waiting()
    assert "The list is taken in." in client.get(follow).text
    assert "演示商户有限公司" in client.get(umbrella.get_absolute_url()).text
    assert "演示商户有限公司" not in client.get(umbrella.get_absolute_url(), {"show": "ready"}).text


def test_a_tenants_draft_opens_from_the_table(client, operator, umbrella):  # noqa: F811
    take_in(umbrella, operator, line(1))
    client.force_login(operator)
    application = Tenancy.objects.get().application

    assert client.get(application.get_absolute_url()).status_code == 200
    section = page_of("section-firm", application.public_id)
    assert client.get(section).status_code == 200


def test_the_table_costs_the_same_however_many_tenants(
    client,
    operator,  # noqa: F811
    umbrella,  # noqa: F811
    django_assert_num_queries,
):
    take_in(umbrella, operator, *(line(n) for n in range(600, 612)))
    client.force_login(operator)

    with django_assert_num_queries(8):
        client.get(umbrella.get_absolute_url())


def test_why_a_tenant_was_not_submitted_is_said_in_the_readers_language(client, operator, umbrella):  # noqa: F811
    take_in(umbrella, operator, line(1), line(2, giver=""))
    umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=operator, at=timezone.now())
    background.run_waiting()
    client.force_login(operator)

    page = client.get(umbrella.get_absolute_url(), headers={"accept-language": "zh-CN"}).text

    assert "申请暂时不能提交" in page
    assert "没有授权记录" in page
    assert "not_ready" not in page
    force(Application.objects.all(), status="withdrawn")  # by whomever: the old refusal says nothing any more
    page = client.get(umbrella.get_absolute_url(), headers={"accept-language": "zh-CN"}).text
    assert "申请暂时不能提交" not in page


def test_the_arrivals_of_all_tenants_stand_above_the_table(client, operator, umbrella):  # noqa: F811
    client.force_login(operator)
    assert "Arrivals at the site" not in client.get(umbrella.get_absolute_url()).text

    take_in_hours(umbrella, operator, hours(1, "9:30"), hours(2, "9:30"))

    page = client.get(umbrella.get_absolute_url()).text
    assert "Arrivals at the site" in page
    assert "Most people at once: 4 from 09:15 to 09:25" in page


def test_codes_are_shown_on_the_page_that_answers(client, operator, umbrella):  # noqa: F811
    take_in(umbrella, operator, line(1))
    client.force_login(operator)
    address = page_of("tenant-codes", umbrella.public_id)

    assert tenant_code(1) not in client.get(address).text
    shown = client.post(address).text
    assert tenant_code(1) in shown
    assert "http://testserver/take-over/" in shown


def test_a_firm_that_is_asked_answers(client, operator, umbrella, applicant, outsider):  # noqa: F811
    take_in(umbrella, operator, line(1, code=applicant.firms.get().credit_code))
    tenancy = Tenancy.objects.get()
    address = page_of("tenancy", tenancy.public_id)
    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    assert client.post(page_of("agree-tenancy", tenancy.public_id)).status_code == 404
    client.force_login(applicant)
    assert "asks to file for you" in client.get("/").text
    assert "Yes, it may file for us" in client.get(address).text
    assert client.get(page_of("agree-tenancy", tenancy.public_id)).status_code == 405
    assert client.post(page_of("agree-tenancy", tenancy.public_id)).status_code == 302
    assert client.post(page_of("agree-tenancy", tenancy.public_id)).status_code == 409
    assert client.post(page_of("decline-tenancy", tenancy.public_id)).status_code == 302


def test_the_umbrella_has_its_ladder(client, operator, umbrella, outsider, reviewer):  # noqa: F811
    take_in(umbrella, operator, line(1))
    key = umbrella.public_id
    pages = [page_of(name, key) for name in ("umbrella", "edit-umbrella", "submit-tenants", "tenant-codes")]
    acts = [page_of(name, key) for name in ("judge-tenants", "send-tenants")]
    acts.append(page_of("leave-tenancy", Tenancy.objects.get().public_id))
    for address in pages:
        assert client.get(address).status_code == 302
    for person in (outsider, reviewer):
        client.force_login(person)
        assert {client.get(address).status_code for address in pages} == {404}
        assert {client.post(address).status_code for address in acts} == {404}
    helper = MembershipFactory(firm=operator.firms.get(), is_signatory=False).user
    client.force_login(helper)
    assert client.post(page_of("submit-tenants", key), {"committed": "on"}).status_code == 403
    assert client.post(page_of("judge-tenants", key)).status_code == 403
    client.force_login(operator)
    forget_mandates(operator)
    assert {client.get(address).status_code for address in pages} == {200}
    assert {client.get(address).status_code for address in acts} == {405}
    assert client.post(page_of("submit-tenants", key)).status_code == 422
    assert client.post(page_of("submit-tenants", key), {"committed": "on"}).status_code == 302
    assert client.post(page_of("judge-tenants", key)).status_code == 409
    assert client.post(acts[2]).status_code == 302
    assert client.post(acts[2]).status_code == 409


def test_a_list_that_is_refused_at_once_stays_with_its_field(client, operator, umbrella):  # noqa: F811
    client.force_login(operator)
    empty = ContentFile(b"", name="t.csv")

    answer = client.post(page_of("send-tenants", umbrella.public_id), {"file": empty})

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.text
    assert "The file is empty." in answer.text


def test_an_empty_list_can_be_had_by_everybody_who_is_signed_in(client, applicant):
    assert client.get(page_of("tenant-list")).status_code == 302
    client.force_login(applicant)
    assert client.get(page_of("tenant-list")).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["tenant-file", "take-in-tenants", "tenant-rows"])
def test_another_operators_list_is_not_found(client, operator, umbrella, outsider, name):  # noqa: F811
    take_in(umbrella, operator, line(1))
    client.force_login(outsider)
    address = page_of(name, umbrella.public_id, TenantFile.objects.get().public_id)

    answer = client.post(address) if name == "take-in-tenants" else client.get(address)

    assert answer.status_code == 404


def test_of_two_who_change_an_umbrella_the_later_is_shown_what_the_other_saved(client, operator, umbrella):  # noqa: F811
    client.force_login(operator)
    address = page_of("edit-umbrella", umbrella.public_id)
    form = client.get(address).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    plan = next(name for name in shown if name.startswith("plan_"))

    assert client.post(address, shown | {"name": "演示新广场"}).status_code == 302
    refused = client.post(address, shown | {plan: "每日三次。"})

    assert refused.status_code == 422
    assert "Saved by somebody else meanwhile" in refused.text
    assert "演示新广场" in refused.text
    umbrella.refresh_from_db()
    assert (umbrella.name, "每日三次。" in umbrella.plan.values()) == ("演示新广场", False)
