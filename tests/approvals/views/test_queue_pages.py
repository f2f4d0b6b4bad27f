"""What stands beside the list: counts, news, tabs, comparison, workload; and the same by the API."""

import itertools
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from approvals.facets import facets_of
from approvals.forms.queue import QueueFilter
from approvals.models import SavedView
from approvals.ordering import compare
from approvals.queries.queue import ORDERS, keys, queue, queue_rows
from approvals.services import review
from core.exporting import listings
from core.models import Role
from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import claimed
from tests.factories import AppointmentFactory, UserFactory, policy_set, street, submitted_application
from tests.states import force

pytestmark = pytest.mark.django_db
QUEUE = "/queue/"


@pytest.fixture
def colleague(db):
    user = UserFactory(name="同事")
    return AppointmentFactory(user=user, role=Role.REVIEWER, division=street()).user


def key(name):
    return {"HTTP_IDEMPOTENCY_KEY": name}


def test_each_count_is_the_number_of_rows_its_link_shows(rf, reviewer):
    claimed(reviewer)
    submitted_application(masks=1)
    submitted_application(firm_class="general")
    request = rf.get(QUEUE)
    request.user = reviewer

    for query in ({}, {"status": "submitted"}, {"flag": "short"}, {"class": "general"}):
        filters = QueueFilter(query, queryset=queue(reviewer), request=request)
        assert filters.is_valid()
        for name, facets in facets_of(filters, reviewer).items():
            for facet in facets:
                chosen = query | {name: facet.value}
                shown = QueueFilter(chosen, queryset=queue(reviewer), request=request)
                assert facet.count == (shown.qs.count(), True), (query, name, facet.value)


def test_the_list_stands_in_the_order_that_the_comparison_explains(reviewer):
    for number, masks in enumerate([1, 1000, 1, 1000]):
        case = submitted_application(masks=masks, firm_class="general" if number % 3 else "daily_life")
        due = timezone.now() + timedelta(hours=number % 2)
        Application.objects.filter(pk=case.pk).update(due_at=due)

    for order, columns in ORDERS.items():
        rows = queue_rows(keys(queue(reviewer)).order_by(*columns))
        for before, after in itertools.pairwise(rows):
            found = compare(after.case, before.case, order, (after.words, before.words), reader=reviewer.pk)
            assert found.first == before.case
            assert sum(step.decides for step in found.steps) == 1
            assert before.case.number in found.sentence


def test_news_answer_304_until_something_moves(signed_in, reviewer, colleague):
    browser, case = signed_in(reviewer), submitted_application()
    url = browser.get(QUEUE).context["news_url"]
    first = browser.get(url)

    assert browser.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "new case" not in first.content.decode()
    review.claim(application=case, by=colleague, at=timezone.now())
    submitted_application()
    moved = browser.get(url, headers={"If-None-Match": first["ETag"]})

    assert moved.status_code == 200
    assert "1 new case: show" in moved.content.decode()
    assert f'id="who-{case.public_id.hex}" hx-swap-oob="true">with 同事<' in moved.content.decode()
    state = moved.text.partition(f'id="state-{case.public_id.hex}" hx-swap-oob="true">')[2]
    assert "Under review" in state.partition("</span>")[0]


def test_news_say_which_rows_wait_no_longer(signed_in, reviewer, colleague):
    browser, case = signed_in(reviewer), claimed(colleague)
    url = browser.get(QUEUE).context["news_url"]

    force(Application.objects.filter(pk=case.pk), status="returned")

    gone = browser.get(url).text.partition(f'id="who-{case.public_id.hex}"')[2]
    assert "no longer waits" in gone.partition("</span>")[0]


@pytest.mark.parametrize("query", ["since=x&seen=y&rows=z", "since=2020-02-17&rows=" + "0" * 31 + "g"])
def test_news_shrug_at_addresses_that_nobody_made(signed_in, reviewer, query):
    assert signed_in(reviewer).get(f"{QUEUE}news/?{query}").status_code == 200


def test_the_next_button_claims_within_the_view_and_says_when_nothing_waits(signed_in, reviewer):
    browser, case = signed_in(reviewer), submitted_application()

    nothing = browser.post(f"{QUEUE}next/?class=general", follow=True)
    taken = browser.post(f"{QUEUE}next/?class=daily_life")

    assert "No case waits here that you can take." in nothing.content.decode()
    assert taken.url == f"{QUEUE}{case.public_id}/"
    assert browser.get(f"{QUEUE}next/").status_code == 405


def test_the_case_says_why_its_office_has_it_and_when_the_policy_has_changed(signed_in, reviewer):
    case = submitted_application()
    page = signed_in(reviewer).get(f"{QUEUE}{case.public_id}/").content.decode()

    assert "Firms with 0 to 100 people on site go to this office." in page
    assert "has come into force" not in page
    newer = policy_set()
    force(type(newer).objects.filter(pk=newer.pk), status="replaced")
    newer.pk, newer.version, newer.public_id = None, 2, UserFactory().public_id
    newer._state.adding = True
    newer.body["deciders"] = [newer.body["deciders"][0] | {"at_most": None, "office": "city"}]
    newer.__dict__.pop("rules", None)
    newer.save()

    page = signed_in(reviewer).get(f"{QUEUE}{case.public_id}/").content.decode()
    assert "version 2, has come into force; by it the case would go to Hangzhou City" in page


def test_my_office_holds_what_the_policy_gives_it(signed_in, reviewer, approver):
    small = submitted_application()
    Application.objects.filter(pk=submitted_application().pk).update(office_code="330106")

    def found(user):
        rows = signed_in(user).get(f"{QUEUE}?office=mine").context["rows"]
        return [each["row"].case.number for each in rows]

    assert found(reviewer) == [small.number]
    assert len(found(approver)) == 1
    assert small.number not in found(approver)


def test_filters_get_a_name_and_a_tab(signed_in, reviewer):
    browser = signed_in(reviewer)

    refused = browser.post(f"{QUEUE}views/new/", {"name": "x", "query": "colour=red"})
    saved = browser.post(f"{QUEUE}views/new/", {"name": "口罩", "query": "flag=short&colour=red"})
    view = SavedView.objects.get()

    assert refused.status_code == 422
    assert view.query == "flag=short"
    assert saved.url == f"{QUEUE}?flag=short"
    assert [tab["label"] for tab in browser.get(saved.url).context["tabs"] if tab["current"]] == ["口罩"]
    assert browser.get(f"{QUEUE}views/{view.public_id}/delete/").status_code == 405
    browser.post(f"{QUEUE}views/{view.public_id}/delete/")
    assert not SavedView.objects.exists()


def test_a_lead_sees_the_load_and_moves_cases(signed_in, reviewer, colleague, approver):
    case = claimed(reviewer)
    Application.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    browser = signed_in(approver)

    loads = {each.officer: each for each in browser.get(f"{QUEUE}workload/").context["loads"]}
    assert (loads[reviewer].in_hand, loads[reviewer].overdue, loads[colleague].in_hand) == (1, 1, 0)
    url = f"{QUEUE}workload/{reviewer.public_id}/"
    assert case.firm.name in browser.get(url).content.decode()
    assert browser.post(url, {"to": colleague.public_id}).status_code == 422
    done = browser.post(url, {"to": colleague.public_id, "cases": [case.public_id]})

    assert done.context["done"] == 1
    assert signed_in(reviewer).get(f"{QUEUE}workload/").status_code == 403


def test_the_rows_of_the_workload_add_up_to_what_waits(signed_in, reviewer, approver):
    submitted_application()
    claimed(reviewer)
    review.recommend(application=claimed(reviewer), by=reviewer, at=timezone.now())

    page = signed_in(approver).get(f"{QUEUE}workload/")

    total = page.context["total"]
    assert (total.waiting, total.unclaimed, total.ready) == (3, 1, 1)
    assert sum(each.in_hand for each in page.context["loads"]) == 1
    assert "3 cases wait in your divisions." in page.text
    lines = list(listings()["workload"].whole(approver, {}))
    assert sum(line[1] for line in lines) == 3


def test_an_order_is_paged_by_its_own_key(signed_in, reviewer):
    for _number in range(4):
        submitted_application()
    rows = keys(queue(reviewer))

    for order, columns in ORDERS.items():
        page = signed_in(reviewer).get(f"{QUEUE}?order={order if order != 'due' else ''}")
        assert [each["row"].case.pk for each in page.context["rows"]] == [
            row.pk for row in rows.order_by(*columns)
        ]


def test_unknown_words_are_ignored_on_the_page_and_refused_by_the_api(signed_in, api, reviewer):
    submitted_application()
    api.force_authenticate(reviewer)

    assert len(signed_in(reviewer).get(f"{QUEUE}?colour=red").context["rows"]) == 1
    assert api.get("/api/v1/queue/?colour=red").status_code == 400
    assert api.get("/api/v1/queue/?flag=red").status_code == 400


@pytest.mark.parametrize(
    ("query", "field"), [("search=杭", "search"), ("phase=gone", "phase"), ("order=due", "order")]
)
def test_a_filter_that_is_not_understood_says_so_and_shows_no_case(signed_in, reviewer, query, field):
    submitted_application()

    page = signed_in(reviewer).get(f"{QUEUE}?{query}")

    assert (page.context["rows"], page.context["count"]) == ([], (0, True))
    assert field in page.context["filters"].form.errors
    words = page.content.decode()
    assert "No case waits here" not in words
    assert "error-summary" in words
    assert query.partition("=")[2] in words
    assert signed_in(reviewer).get(f"{QUEUE}facets/?{query}").status_code == 200
    signed_in(reviewer).post(f"{QUEUE}next/?{query}")
    assert not Application.objects.filter(claimed_by=reviewer).exists()


def test_a_program_does_what_the_page_does(api, reviewer, colleague, approver):
    first, second = submitted_application(), submitted_application()
    api.force_authenticate(reviewer)
    told = api.get(f"/api/v1/queue/compare/?first={first.number}&second={second.number}").json()
    assert told["first"] in told["sentence"]
    view = {"name": "短", "query": "flag=short"}
    assert api.post("/api/v1/queue/views/", view, format="json", **key("v")).status_code == 201
    [saved] = api.get("/api/v1/queue/views/").json()["results"]
    assert api.delete(f"/api/v1/queue/views/{saved['id']}/").status_code == 204
    taken = api.post(f"/api/v1/queue/next/?search={quote(first.number)}", **key("n")).json()
    assert taken["number"] == first.number
    assert api.post(f"/api/v1/queue/next/?search={quote(first.number)}", **key("m")).status_code == 409
    assert api.get("/api/v1/queue/workload/").status_code == 403

    api.force_authenticate(approver)
    assert {row["in_hand"] for row in api.get("/api/v1/queue/workload/").json()} == {0, 1}
    body = {"applications": [str(first.public_id)], "to": str(colleague.public_id)}
    [moved] = api.post("/api/v1/queue/workload/move/", body, format="json", **key("w")).json()
    assert (moved["number"], moved["refusal"]) == (first.number, "")
    api.force_authenticate(colleague)
    url = f"/api/v1/applications/{first.public_id}/hand_back/"
    assert api.post(url, {"note": "还"}, format="json", **key("b")).json()["number"] == first.number


def test_a_case_taken_over_from_a_colleague_stays_with_the_firms_own_name(reviewer):
    case = submitted_application()
    applications.claim(application=case, by=reviewer, at=timezone.now())

    [row] = queue_rows(keys(queue(reviewer)))

    assert (row.case.firm_name, row.officer) == (case.firm.name, reviewer)
