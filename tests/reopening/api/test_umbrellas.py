"""Umbrella filings by program: a site, a list of tenants, and how each of them stands."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import background
from reopening.models import Tenancy, Umbrella
from reopening.permissions import forget_mandates
from tests.factories import MembershipFactory, street
from tests.reopening.api.conftest import body_of
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    line,
    make_ready,
    operator,
    policy,
    table,
    take_in,
    tenant_code,
    umbrella,
)

SITE = {"name": "第二广场", "kind": "mall", "site_address": "演示路200号", "plan": {"duties": "责任到人。"}}


def send(caller, umbrella, data, **headers):  # noqa: F811
    file = SimpleUploadedFile("商户.csv", data)
    return caller.post(
        f"umbrellas/{umbrella.public_id}/tenants/", {"file": file}, shape="multipart", **headers
    )


def job_at(caller, answer):
    return caller.get(answer["Location"].removeprefix("/api/v1/")).json()


def test_a_site_is_opened_and_read(calling, operator):  # noqa: F811
    caller, firm = calling(operator), operator.firms.get()
    site = SITE | {"firm": str(firm.public_id), "division": street().pk}

    answer = caller.post("umbrellas/", site)

    assert answer.status_code == 201
    said = answer.json()
    assert (said["name"], said["firm"], said["plan"]) == ("第二广场", str(firm.public_id), SITE["plan"])
    assert caller.get(f"umbrellas/{said['id']}/").json() == said
    assert [each["id"] for each in caller.get("umbrellas/").json()["results"]] == [said["id"]]
    assert caller.post("umbrellas/", site).status_code == 400  # of this name there is one already
    assert Umbrella.objects.count() == 1


def test_a_list_is_read_looked_at_and_taken_in(calling, operator, umbrella):  # noqa: F811
    caller, stem = calling(operator), f"umbrellas/{umbrella.public_id}/"

    answer = send(caller, umbrella, table(line(1), line(2, giver=""), line(3, heads="many")))
    background.run_waiting()

    assert answer.status_code == 202
    assert job_at(caller, answer)["state"] == "done"
    read = caller.get(f"{stem}tenants/file/").json()
    assert read["state"] == "waiting"
    assert read["counts"] == {"read": 3, "new": 2, "unauthorised": 1, "refused": 1}
    assert [(each["row"], each["column"]) for each in read["errors"]] == [(4, "heads")]
    assert read["errors"][0]["message"].startswith("Please give a whole number")
    assert not Tenancy.objects.exists()
    sheet = openpyxl.load_workbook(BytesIO(caller.get(f"{stem}tenants/errors/").content)).active
    assert sheet.max_row == 2

    assert caller.post(f"{stem}tenants/take_in/", {"declared": False}).status_code == 422
    taken = caller.post(f"{stem}tenants/take_in/", {"declared": True})
    background.run_waiting()

    assert taken.status_code == 202
    assert caller.get(f"{stem}tenants/file/").json()["state"] == "stored"
    first, second = caller.get(f"{stem}tenants/").json()["results"]
    assert (first["credit_code"], first["unit"], first["status"]) == (tenant_code(1), "A1", "active")
    assert (first["application_status"], first["blocks"] > 0, bool(first["mandate"])) == ("draft", True, True)
    assert (second["mandate"], second["mandate_until"]) == ("", None)
    assert caller.post(f"{stem}tenants/take_in/", {"declared": True}).status_code == 409


def test_all_that_are_ready_are_submitted_and_the_table_says_the_rest(calling, operator, umbrella):  # noqa: F811
    take_in(umbrella, operator, line(1), line(2))
    make_ready(umbrella.tenancies.get(unit="A1").application)
    caller, stem = calling(operator), f"umbrellas/{umbrella.public_id}/"

    assert caller.post(f"{stem}submit/", {"committed": False}).status_code == 422
    answer = caller.post(f"{stem}submit/", {"committed": True})
    assert caller.post(f"{stem}judge/").status_code == 409
    background.run_waiting()

    assert job_at(caller, answer)["result"]["submitted"] == 1
    [done] = caller.get(f"{stem}tenants/?show=submitted").json()["results"]
    [rest] = caller.get(f"{stem}tenants/?show=draft").json()["results"]
    assert (done["unit"], done["application_status"], done["refusal_message"]) == ("A1", "submitted", "")
    assert (rest["unit"], rest["refusal"]) == ("A2", "not_ready")
    assert rest["refusal_message"].startswith("The application cannot be submitted yet")


def test_umbrellas_have_their_ladder(calling, operator, umbrella, outsider, reviewer):  # noqa: F811
    take_in(umbrella, operator, line(1))
    stem, data = f"umbrellas/{umbrella.public_id}/", table(line(1))
    site = SITE | {"firm": str(operator.firms.get().public_id), "division": street().pk}
    reads = ["", "tenants/", "tenants/file/", "tenants/errors/"]
    acts = [("judge/", {}), ("submit/", {"committed": True}), ("tenants/take_in/", {"declared": True})]

    assert {calling().get(stem + path).status_code for path in reads} == {401}
    assert calling().post("umbrellas/", site).status_code == 401
    for stranger in (outsider, reviewer):
        caller = calling(stranger)
        assert {caller.get(stem + path).status_code for path in reads} == {404}
        assert {caller.post(stem + path, body).status_code for path, body in acts} == {404}
        assert send(caller, umbrella, data).status_code == 404
        assert caller.get("umbrellas/").json()["results"] == []
    assert calling(outsider).post("umbrellas/", site).status_code == 404
    assert calling(reviewer).post("umbrellas/", site).status_code == 403

    helper = calling(MembershipFactory(firm=operator.firms.get(), is_signatory=False).user)
    assert {helper.get(stem + path).status_code for path in reads} == {200}
    assert {helper.post(stem + path, body).status_code for path, body in acts} == {403}
    assert send(helper, umbrella, data).status_code == 403
    assert helper.post("umbrellas/", site).status_code == 403

    forget_mandates(operator)
    caller = calling(operator)
    assert {caller("put", stem + path, {}).status_code for path in reads} == {405}
    assert {caller.get(stem + path).status_code for path, _body in acts} == {405}
    assert send(caller, umbrella, data, idempotency_key="").status_code == 400
    assert caller.post(stem + "tenants/", {}).status_code == 400
    assert body_of(caller.get(stem + "tenants/?show=all&x=1"))["status"] == 400


def test_what_is_shared_is_changed_field_by_field(calling, operator, umbrella, outsider):  # noqa: F811
    path = f"umbrellas/{umbrella.public_id}/"
    change = {"name": "改名广场", "plan": {"duties": "专人负责。"}}

    said = calling(operator).patch(path, change).json()

    assert (said["name"], said["site_address"], said["plan"]["duties"]) == (
        "改名广场",
        "演示路100号",
        "专人负责。",
    )
    assert len(said["plan"]) == 6
    assert calling(operator).patch(path, {"kind": "street"}).status_code == 400
    assert calling(operator).patch(path, {"firm": str(outsider.firms.get().public_id)}).status_code == 400
    umbrella.refresh_from_db()
    assert umbrella.firm == operator.firms.get()
    assert calling(outsider).patch(path, change).status_code == 404
    assert calling().patch(path, change).status_code == 401
    helper = MembershipFactory(firm=operator.firms.get(), is_signatory=False).user
    assert calling(helper).patch(path, change).status_code == 403


def test_before_a_first_list_there_is_none_to_read(calling, operator, umbrella):  # noqa: F811
    caller, stem = calling(operator), f"umbrellas/{umbrella.public_id}/"

    assert {caller.get(f"{stem}tenants/{path}/").status_code for path in ("file", "errors")} == {404}
    assert caller.post(f"{stem}tenants/take_in/", {"declared": True}).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"), [({"kind": "street"}, 400), ({"division": "1"}, 400), ({"name": ""}, 400)]
)
def test_a_site_that_is_wrong_is_refused(calling, operator, change, status):  # noqa: F811
    site = SITE | {"firm": str(operator.firms.get().public_id), "division": street().pk}

    assert calling(operator).post("umbrellas/", site | change).status_code == status


def test_the_table_costs_the_same_however_many_tenants(
    calling,
    operator,  # noqa: F811
    umbrella,  # noqa: F811
    django_assert_num_queries,
):
    take_in(umbrella, operator, *(line(n) for n in range(600, 612)))
    caller = calling(operator)

    with django_assert_num_queries(3):
        assert len(caller.get(f"umbrellas/{umbrella.public_id}/tenants/").json()["results"]) == 12
