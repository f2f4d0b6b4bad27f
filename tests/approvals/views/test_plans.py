import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import StagePlan
from core.dates import shanghai_day
from reopening.on_hand import units_on_hand
from supplies.models import Balance, Lot
from tests.approvals.cases import recommended
from tests.factories import other_street, street
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NEW, LIST, COMPARE = (reverse(f"approvals:{name}") for name in ("plan-simulate", "plans", "plan-compare"))


def tomorrow(later: int = 0):
    return shanghai_day(timezone.now()) + timedelta(days=1 + later)


@pytest.fixture
def ready(reviewer):
    return [recommended(reviewer) for _ in range(3)]


@pytest.fixture
def keep(signed_in, approver, ready):
    """`keep(name, firms)`: a plan kept by the approver, with so many firms a day of the phase."""

    def keep_one(name: str, firms: int) -> StagePlan:
        sent = {f"firms_a_day-{ready[0].phase}": firms, "days": 5, "stock": 50, "name": name}
        assert signed_in(approver).post(NEW, sent).status_code == 302
        return StagePlan.objects.latest("pk")

    return keep_one


def test_the_page_answers_at_once_with_the_policy_in_force(signed_in, approver, ready):
    page = signed_in(approver).get(NEW)

    assert page.status_code == 200
    assert page.context["forecast"].firms == 3
    assert page.context["form"].cleaned_data["division"] == street().parent


@pytest.mark.parametrize("url", [NEW, LIST, COMPARE])
def test_the_ladder_of_the_pages(url, client, applicant, reviewer):
    assert client.get(url).status_code == 302
    client.force_login(applicant)
    assert client.get(url).status_code == 403
    client.force_login(reviewer)
    assert client.get(url).status_code == 200
    assert client.delete(url).status_code == 405


def test_what_was_typed_changes_the_answer(signed_in, approver, ready):
    page = signed_in(approver).get(NEW, {f"firms_a_day-{ready[0].phase}": 1, "days": 2, "stock": 4})

    assert [day.firms for day in page.context["forecast"].days] == [1, 1]
    assert page.context["forecast"].first_short_day == tomorrow(1)


def test_a_mistake_is_named_and_nothing_is_computed(signed_in, approver, ready):
    page = signed_in(approver).get(NEW, {"days": 900})

    assert page.status_code == 422
    assert "forecast" not in page.context


def test_the_file_holds_the_figures_of_the_table(signed_in, approver, ready):
    answer = signed_in(approver).get(NEW, {"file": "csv", "days": 3})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Day"
    assert [row[0] for row in rows[1:]] == [tomorrow(later).isoformat() for later in range(3)]
    assert rows[1][-5] == "3"


def test_a_plan_is_kept_shown_and_downloaded(keep, signed_in, approver, client):
    plan = keep("三步走", 1)

    page = client.get(plan.get_absolute_url())

    assert page.context["forecast"].firms == 3
    assert "三步走" in page.content.decode()
    assert client.get(plan.get_absolute_url(), {"file": "csv"})["Content-Type"].startswith("text/csv")
    assert "三步走" in client.get(LIST).content.decode()


def test_a_plan_needs_a_name(signed_in, approver, ready):
    assert signed_in(approver).post(NEW, {"name": ""}).status_code == 422
    assert not StagePlan.objects.exists()


def test_two_plans_stand_side_by_side(keep, client):
    slow, quick = keep("慢慢来", 1), keep("快一些", 3)

    page = client.get(COMPARE, {"first": slow.public_id, "second": quick.public_id})

    assert [side["forecast"].last_opening_day for side in page.context["sides"]] == [tomorrow(2), tomorrow()]
    assert client.get(COMPARE, {"first": slow.public_id, "second": "x"}).status_code == 422


def test_batches_are_opened_from_a_plan(keep, client):
    plan = keep("三步走", 1)
    url = reverse("approvals:plan-open-batches", args=[plan.public_id])

    assert client.get(url).status_code == 200
    answer = client.post(url, {"until": tomorrow(1)}, follow=True)

    assert "2 batches were opened. 2 cases were added." in answer.content.decode()
    assert plan.batches.count() == 2
    assert client.post(url, {"until": tomorrow(1)}).status_code == 422


def test_others_find_no_plan_and_an_auditor_opens_nothing(keep, client, other_reviewer, auditor):
    plan = keep("三步走", 1)
    urls = [plan.get_absolute_url(), reverse("approvals:plan-open-batches", args=[plan.public_id])]

    for user, expected in [(other_reviewer, [404, 404]), (auditor, [200, 403])]:
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == expected


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_asks_as_many_questions_of_many_cases_as_of_one(
    size, signed_in, approver, reviewer, django_assert_num_queries
):
    for _ in range(size):
        recommended(reviewer)
    browser = signed_in(approver)
    browser.get(NEW)

    with django_assert_num_queries(11):
        browser.get(NEW)


# --- By program ----------------------------------------------------------------


def test_plans_by_program(api, approver, ready):
    api.force_authenticate(approver)
    words = {
        "division": street().parent.pk,
        "days": 3,
        "stages": [{"phase": ready[0].phase, "firms_a_day": 1}],
    }
    key = {"idempotency-key": "a"}

    tried = api.post("/api/v1/batches/plans/simulate/", words, format="json", headers=key)
    made = api.post(
        "/api/v1/batches/plans/", words | {"name": "三步走"}, format="json", headers={"idempotency-key": "b"}
    )

    assert tried.json()["days"] == made.json()["forecast"]["days"]
    assert made.json()["allowed_actions"] == ["open_batches"]
    url = f"/api/v1/batches/plans/{made.json()['id']}/"
    opened = api.post(
        f"{url}open-batches/", {"until": tomorrow(1)}, format="json", headers={"idempotency-key": "c"}
    )
    assert [row["quota_firms"] for row in opened.json()] == [1, 1]
    assert api.get(url).json()["name"] == "三步走"


def test_a_program_of_somebody_else_plans_nothing_here(api, other_reviewer, ready):
    api.force_authenticate(other_reviewer)
    words = {"division": street().parent.pk, "name": "越界"}

    answer = api.post("/api/v1/batches/plans/", words, format="json", headers={"idempotency-key": "a"})

    assert answer.status_code == 422 or answer.status_code == 400
    assert not StagePlan.objects.exists()


def test_a_plan_begins_with_what_the_depots_of_the_place_have_to_give(signed_in, approver, ready):
    """Released, good today, promised to nobody, in this place; another number may be typed."""
    today = shanghai_day(timezone.now())
    for number, units in (("A", 700), ("old", 50), ("held", 40)):
        makers.received(units, lot_no=number)
    Lot.objects.filter(lot_no="old").update(expires_on=today - timedelta(days=1))
    Lot.objects.filter(lot_no="held").update(status="held")
    Balance.objects.filter(lot__lot_no="A", place__kind="depot").update(reserved=100)

    page = signed_in(approver).get(NEW)
    typed = signed_in(approver).get(NEW, {"stock": 4})

    assert page.context["form"].cleaned_data["stock"] == 600
    assert typed.context["form"].cleaned_data["stock"] == 4
    assert "promised to nobody: 600." in typed.content.decode()
    assert units_on_hand(other_street().parent_id, "mask", today) == 0


def test_another_division_brings_its_own_stock_unless_it_was_typed_for_that_one(signed_in, approver, ready):
    makers.received(600, lot_no="A")
    desk, there = signed_in(approver), street()
    page = desk.get(NEW)
    sent = {
        name: page.context["form"].data[name] or "" for name in ("division", "stock", "starts_on", "days")
    }
    sent |= {"who": "waiting", "arriving": "50"} | hidden_in(page)

    def stock(**changes: str) -> int:
        form = desk.get(NEW, sent | changes).context["form"]
        assert form.is_valid(), form.errors
        return form.cleaned_data["stock"]

    assert stock() == 600
    assert stock(stock="4") == 4
    assert stock(division=there.pk) == (units_on_hand(there.pk, "mask", tomorrow(-1)) or 0) != 600
    assert stock(division=there.pk, stock="4") == 4
    tried = hidden_in(desk.get(NEW, sent | {"stock": "4"}))  # the page that shows 4, typed for the first
    assert stock(**tried, stock="4") == 4
    assert stock(**tried, stock="4", division=there.pk) == 0


def hidden_in(page) -> dict[str, str]:
    """What the page sends along."""
    form = page.context["form"]
    return {"place": form.place} | {f"shown-{name}": str(value) for name, value in form.shown()}
