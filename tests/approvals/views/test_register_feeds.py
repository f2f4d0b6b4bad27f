"""The public register for programs: what stands in it, page by page, and no more often than is fair."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.views import register_feeds
from core.dates import shanghai_day
from reopening.models import PolicySet
from tests.approvals.cases import certified, opened
from tests.approvals.conditions_due import WHY
from tests.factories import other_street, policy_set

pytestmark = pytest.mark.django_db


def address(name, **query):
    return reverse(f"approvals:register-{name}", query=query)


@pytest.fixture
def five(reviewer, approver):
    return [opened(reviewer, approver) for _ in range(5)]


def test_every_firm_stands_once_over_all_pages_of_both_feeds(client, five, monkeypatch):
    monkeypatch.setattr(register_feeds, "AT_ONCE", 2)
    asked, numbers = address("json"), []
    while asked:
        answer = client.get(asked).json()
        numbers += [each["number"] for each in answer["firms"]]
        asked = answer["next"]
    asked, rows = address("csv"), []
    while asked:
        answer = client.get(asked)
        rows += list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        asked = answer["Link"].partition(">")[0][1:] if "Link" in answer else ""

    assert sorted(numbers) == sorted(each.number for each in five)
    assert [row["number"] for row in rows] == numbers
    assert set(rows[0]) == {"firm", "division", "industry", "opens_on", "valid_until", "number"}


def test_it_is_filtered_by_division_industry_and_day(client, five):
    first = five[0]

    assert len(client.get(address("json", division=first.division_code)).json()["firms"]) == 5
    assert client.get(address("json", division=other_street().pk)).json()["firms"] == []
    assert client.get(address("json", industry="B")).json()["firms"] == []
    assert client.get(address("json", opens_on="1999-01-01")).json()["firms"] == []


def test_who_may_be_open_on_a_later_day_is_asked_for_in_the_page_both_feeds_and_the_api(
    client, reviewer, approver
):
    """One opens in five days; another is open and has a term of ten days, of which five are over."""
    today, row = shanghai_day(timezone.now()), policy_set()
    PolicySet.objects.filter(pk=row.pk).update(
        body=row.body | {"certificate": {"days": 10, "ours": True, "why": WHY}}
    )
    ending = opened(reviewer, approver)
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    later = certified(reviewer, approver)
    assert later.valid_from == today + timedelta(days=5)

    def numbers(day):
        asked = {"open_on": day.isoformat()} if day else {}
        feed = {each["number"] for each in client.get(address("json", **asked)).json()["firms"]}
        api = {each["number"] for each in client.get("/api/v1/register/", asked).json()["results"]}
        page = client.get(reverse("approvals:register", query=asked)).text
        table = client.get(address("csv", **asked)).text
        assert feed == api
        assert all(each in page and each in table for each in feed)
        return feed

    now, then = numbers(None), numbers(today + timedelta(days=9))
    assert ending.valid_until < today + timedelta(days=9)

    assert later.number not in now
    assert ending.number in now
    assert later.number in then
    assert ending.number not in then


def test_a_day_that_is_over_is_refused_in_a_sentence(client, five):
    yesterday = (shanghai_day(timezone.now()) - timedelta(days=1)).isoformat()

    for asked in (address("json", open_on=yesterday), f"/api/v1/register/?open_on={yesterday}"):
        answer = client.get(asked)
        assert answer.status_code == 400
        assert "Today or later, please" in answer.text
    assert (
        "Today or later, please"
        in client.get(reverse("approvals:register", query={"open_on": yesterday})).text
    )


def test_what_is_no_filter_is_refused_by_its_name(client):
    assert "staff" in client.get(address("json", staff="1")).json()["detail"]
    assert client.get(address("csv", opens_on="yesterday")).status_code == 400


def test_who_asks_too_often_is_told_when_to_come_back(client, empty_cache, monkeypatch):
    monkeypatch.setitem(register_feeds.Misses.THROTTLE_RATES, "register_feed", "2/min")

    answers = [client.get(address("json")) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_many_firms_cost_no_more_questions_than_one(client, five, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(address("json"))


def test_a_place_or_trade_that_is_none_is_refused_in_words(client, five):
    for refused in (client.get(address("json", division="99")), client.get(address("csv", industry="Z"))):
        assert refused.status_code == 400
        assert "Nothing in the list is called" in refused.json()["detail"]
    api = client.get("/api/v1/register/", {"division": "99"})
    assert api.status_code == 400
    assert "Nothing in the list is called “99”." in api.text
