"""Suspending an area by its pages: look, sign, see the results, end it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.models import Suspension
from approvals.services import stops
from core import background
from core.dates import shanghai_day
from reopening.models import Halt
from tests.approvals.services.test_suspensions import (
    DISTRICT,
    WHY,
    ask_two,
    cases,
    city_approver,
    restored,
    suspend,
    suspended,
)

__all__ = ["cases", "city_approver"]
pytestmark = pytest.mark.django_db
NEW = "/suspensions/new/"
QUERIES = 4  # session, person, appointments; the page


def asked(**changes):
    day = shanghai_day(timezone.now()).isoformat()
    return {"division": "330106", "reason": "疫情防控需要", "begins_on": day} | changes


def address(name, row):
    return reverse(f"approvals:suspension-{name}", args=[row.public_id])


def test_an_approver_looks_first_then_suspends_then_ends_it(client, cases, approver, inspector):
    client.force_login(approver)
    page = client.get(NEW, asked()).text
    assert "3 firms with up to 9 people must stop work." in page
    assert cases[0].firm.name in page
    assert not Suspension.objects.exists()

    answer = client.post(NEW, asked())
    background.run_waiting()
    row = Suspension.objects.get()
    assert answer.url == row.get_absolute_url()
    assert cases[0].firm.name in client.get(row.get_absolute_url()).text
    assert "check-suspended" in client.get(cases[0].certificates.get().check_path).text
    assert row.number in client.get("/suspensions/").text

    assert "stays closed" in client.get(address("restore", row)).text
    assert client.post(address("restore", row), {"note": "疫情解除"}).status_code == 302
    background.run_waiting()
    assert not Halt.objects.in_force().exists()
    assert client.get(address("restore", row)).status_code == 409


def test_a_firm_that_stood_still_before_is_counted_beforehand_and_still_closed_afterwards(
    client, cases, approver, inspector
):
    stops.stop(application=cases[0], by=inspector, at=timezone.now(), **WHY)
    client.force_login(approver)

    assert "1 of these firms stands still already." in client.get(NEW, asked()).text
    row = suspended(approver)
    restored(row, approver)

    page = client.get(f"{row.get_absolute_url()}?result=restored").text
    assert page.count("still closed by another act") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"industries": "Z9"},
        {"within": "999999"},
        {"reason": ""},
        {"division": "330102"},
        {"begins_on": "2020-01-01"},
    ],
)
def test_what_cannot_be_meant_stands_at_its_field(client, cases, approver, wrong):
    client.force_login(approver)

    assert client.post(NEW, asked(**wrong)).status_code == 422
    assert not Suspension.objects.exists()


def test_two_signatures(client, cases, approver, city_approver):
    ask_two(2)
    client.force_login(approver)
    assert "So many firms need two signatures" in client.get(NEW, asked()).text
    client.post(NEW, asked())
    row = Suspension.objects.get()
    assert client.get(address("countersign", row)).status_code == 403

    client.force_login(city_approver)
    assert "Suspensions to countersign" in client.get("/").text
    assert "3 firms" in client.get(address("countersign", row)).text
    assert client.post(address("countersign", row)).status_code == 302
    assert client.get(address("decline", row)).status_code == 409


def test_declining_needs_its_reason(client, cases, approver, city_approver):
    ask_two(2)
    row = suspend(approver)
    client.force_login(city_approver)

    assert client.post(address("decline", row), {"note": ""}).status_code == 422
    assert client.post(address("decline", row), {"note": "范围过大"}).status_code == 302
    assert client.get(row.get_absolute_url()).status_code == 200


def test_the_ladder(client, cases, approver, applicant, inspector, other_reviewer):
    row = suspended(approver)
    pages = [
        row.get_absolute_url(),
        address("restore", row),
        address("decline", row),
        address("countersign", row),
    ]
    for url in [*pages, NEW, "/suspensions/"]:
        assert client.get(url).status_code == 302
    client.force_login(other_reviewer)
    assert [client.get(url).status_code for url in pages] == [404] * 4
    client.force_login(applicant)
    assert [client.get(url).status_code for url in [*pages, NEW, "/suspensions/"]] == [404] * 4 + [403] * 2
    client.force_login(inspector)
    assert [client.get(url).status_code for url in pages] == [200, 403, 403, 403]
    assert client.get(NEW).status_code == 403
    assert client.get(address("resume", row)).status_code == 405
    assert client.post(address("resume", row)).status_code == 409
    assert client.put(NEW).status_code == 405


def test_the_list_costs_the_same_however_long_it_is(client, cases, approver):
    for _ in range(3):
        restored(suspended(approver), approver)
    client.force_login(approver)
    client.get("/suspensions/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/suspensions/")

    assert len(queries) <= QUERIES + 2


def test_the_list_names_the_trades(client, cases, approver):
    suspend(approver, replace(DISTRICT, industries=("H62",)))
    client.force_login(approver)

    assert "H62 Catering" in client.get(reverse("approvals:suspensions")).text
