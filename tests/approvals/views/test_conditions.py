"""The list of conditions under its filters, and more time for one of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.queries.conditions import ORDER, conditions_here, lines
from approvals.services.due_conditions import act_on_due, end_stops
from core.audit import trail
from core.exporting import listings
from core.models import Notification
from reopening.models import Application, Condition, Halt
from reopening.services.conditions import fulfil
from tests.approvals.conditions_due import DAY, ask, noon, policy, with_condition
from tests.factories import MembershipFactory, UserFactory
from tests.states import force

LIST = "/queue/conditions/"
QUERIES = 8  # session, person, appointments, own firms; the page, its files, its count; unread messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def condition(reviewer, approver):
    policy("stop")
    return with_condition(reviewer, approver)


def address(condition):
    return reverse("approvals:extend-condition", args=[condition.application.public_id, condition.public_id])


def late(condition):
    """As the day after finds it."""
    Condition.objects.filter(pk=condition.pk).update(due_on=condition.due_on - 20 * DAY)
    condition.refresh_from_db()
    return condition


def extension(condition, days=5):
    return {"due_on": str(condition.due_on + days * DAY), "note": "口罩到货延迟"}


def test_more_time_is_given_with_a_reason_that_the_firm_reads(client, condition, reviewer):
    member = MembershipFactory(firm=condition.application.firm).user
    client.force_login(reviewer)
    assert str(condition.due_on) in client.get(address(condition)).text

    assert client.post(address(condition), extension(condition)).status_code == 302

    before, condition = condition, Condition.objects.get()
    assert condition.due_on == before.due_on + 5 * DAY
    event = trail(condition.application).last()
    assert (event.verb, event.note) == ("application.extend_condition", "口罩到货延迟")
    assert event.data["due_on"] == str(condition.due_on)
    assert Notification.objects.filter(user=member, kind="condition.extended").count() == 1


def test_the_case_says_which_day_was_missed_when_the_policy_stops_the_firm(client, condition, reviewer):
    act_on_due(at=noon(condition.due_on + DAY))
    client.force_login(reviewer)

    page = client.get(f"/queue/{condition.application.public_id}/").text

    assert f"A condition was due on {condition.due_on} and was not met" in page
    assert "silence counts as yes" not in page


@pytest.mark.parametrize(
    "said", [{"note": ""}, {"due_on": ""}, {"due_on": "2020-02-30"}, {"due_on": "2020-01-01"}]
)
def test_without_a_later_day_or_a_reason_nothing_changes(client, condition, reviewer, said):
    client.force_login(reviewer)

    assert client.post(address(condition), extension(condition) | said).status_code == 422
    assert Condition.objects.get().due_on == condition.due_on


def test_an_extension_ends_the_stop_and_the_policy_acts_on_the_new_day(client, condition, reviewer):
    act_on_due(at=noon(condition.due_on + DAY))
    assert Halt.objects.in_force().exists()
    client.force_login(reviewer)

    client.post(address(condition), extension(condition, 30))
    end_stops(at=noon(condition.due_on + DAY))
    assert not Halt.objects.in_force().exists()

    act_on_due(at=noon(condition.due_on + 31 * DAY))
    assert Halt.objects.in_force().exists()


def test_extending_has_its_ladder(
    client, condition, applicant, outsider, other_reviewer, dispatcher, auditor, inspector
):
    url, said = address(condition), extension(condition)
    assert client.post(url, said).status_code == 302
    for user, status in ((outsider, 404), (other_reviewer, 404), (auditor, 403), (dispatcher, 403)):
        client.force_login(user)
        assert client.post(url, said).status_code == status
        assert client.get(url).status_code == status
    member = MembershipFactory(firm=condition.application.firm).user
    client.force_login(member)
    assert client.post(url, said).status_code == 403
    client.force_login(inspector)
    assert client.put(url).status_code == 405
    assert Condition.objects.get().due_on == condition.due_on


def test_what_is_met_and_what_is_not_approved_is_not_extended(client, condition, reviewer, approver):
    client.force_login(reviewer)
    fulfil(application=condition.application, kind=condition.kind, by=approver, at=timezone.now())
    assert client.post(address(condition), extension(condition)).status_code == 409

    force(Application.objects.all(), status="revoked")
    assert client.post(address(condition), extension(condition)).status_code == 409


def test_the_list_has_its_ladder(client, condition, reviewer, inspector, dispatcher, auditor, applicant):
    assert client.get(LIST).status_code == 302
    for user, status in (
        (reviewer, 200),
        (inspector, 200),
        (dispatcher, 403),
        (auditor, 403),
        (applicant, 403),
    ):
        client.force_login(user)
        assert client.get(LIST).status_code == status
    client.force_login(reviewer)
    assert client.post(LIST).status_code == 405


def listed(client, query=""):
    return [row.case.pk for row in client.get(LIST + query).context["rows"]]


def test_filters_say_what_is_open_overdue_and_met_and_where(client, reviewer, approver):
    policy()
    soon, overdue, met = (with_condition(reviewer, approver) for _number in range(3))
    late(overdue)
    fulfil(application=met.application, kind=met.kind, by=approver, at=timezone.now())
    client.force_login(reviewer)

    assert listed(client) == [overdue.pk, soon.pk]
    assert listed(client, "?state=overdue") == [overdue.pk]
    assert listed(client, "?state=met") == [met.pk]
    assert listed(client, "?state=handed_in") == []
    assert listed(client, "?kind=paper_due") == []
    assert listed(client, f"?division={soon.application.division_code}") == [overdue.pk, soon.pk]
    assert listed(client, "?division=44") == []
    assert listed(client, "?state=nothing") == []
    page = client.get(LIST).text
    assert "10 days late" in page
    assert "10 days left" in page


def test_the_page_costs_the_same_however_many(client, reviewer, approver):
    policy()
    first = with_condition(reviewer, approver)
    client.force_login(reviewer)
    client.get(LIST)
    costs = []
    for detail in ("mask", "thermometer"):
        ask(first.application, approver, detail=detail)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))

    assert costs == [QUERIES, QUERIES]


def test_open_conditions_are_read_in_the_order_of_their_index(reviewer, condition):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    rows = conditions_here(reviewer).filter(status="open")

    assert "condition_by_day" in lines(rows).order_by(*ORDER).explain()


def test_the_firm_sees_the_day_what_is_left_and_what_follows(client, condition):
    client.force_login(MembershipFactory(firm=condition.application.firm).user)

    page = client.get(condition.application.get_absolute_url()).text

    assert str(condition.due_on) in page
    assert "10 days left" in page
    assert "work is stopped until it is" in page


def test_the_case_offers_more_time_to_those_who_may(client, condition, reviewer, auditor):
    for user, offered in ((reviewer, True), (auditor, False)):
        client.force_login(user)
        page = client.get(f"/queue/{condition.application.public_id}/").text
        assert (address(condition) in page) == offered


def test_the_file_has_the_lines_of_the_page_under_its_filters(reviewer, approver):
    policy()
    soon, overdue = (with_condition(reviewer, approver) for _number in range(2))
    late(overdue)
    listing = listings()["conditions"]

    assert [row[0] for row in listing.read(reviewer, {})] == [
        overdue.application.number,
        soon.application.number,
    ]
    assert [row[4] for row in listing.read(reviewer, {"state": "overdue"})] == ["Masks"]
    with pytest.raises(PermissionDenied):
        list(listing.read(UserFactory(), {}))
