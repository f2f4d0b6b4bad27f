"""The check page says how each condition stands now; the paper says how it stood when it was issued."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.conditions import ConditionNow, condition_now
from approvals.queries.certificates import named_conditions, now
from core.dates import shanghai_day
from reopening.models import Condition, ConditionKind
from reopening.services.conditions import extend_condition, fulfil, set_condition
from tests.approvals.cases import certified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def certificate(reviewer, approver):
    """Its masks were short: they have to come by a day."""
    certificate = certified(reviewer, approver, masks=0)
    assert certificate.wording["has_conditions"]
    return certificate


@pytest.fixture
def condition(certificate):
    return certificate.application.conditions.get()


def told(client, certificate):
    """What the page and the API say."""
    page = client.get(certificate.check_path).text
    [said] = client.get(reverse("api:verify-detail", args=[certificate.token])).json()["conditions"]
    return page, said


def test_one_that_is_still_to_be_met_has_its_day(client, certificate, condition):
    page, said = told(client, certificate)

    assert certificate.wording["conditions"]["items"][0]["en"] in page
    assert (said["state"], said["due_on"]) == ("due", str(condition.due_on))
    assert f"By {condition.due_on}" in page


def test_one_that_is_met_says_so_and_by_whom_stays_unsaid(client, certificate, condition, reviewer):
    at = timezone.now()
    fulfil(
        application=certificate.application, kind=condition.kind, detail=condition.detail, by=reviewer, at=at
    )

    page, said = told(client, certificate)

    assert (said["state"], said["met_on"]) == ("met", str(shanghai_day(at)))
    assert f"Met on {shanghai_day(at)}" in page
    assert reviewer.name not in page + str(said)


def test_one_with_more_time_says_its_new_day(client, certificate, condition, approver):
    later = condition.due_on + 5 * DAY
    extend_condition(condition=condition, due_on=later, note="货在途中。", by=approver, at=timezone.now())

    page, said = told(client, certificate)

    assert (said["state"], said["due_on"]) == ("extended", str(later))
    assert f"Extended to {later}" in page
    assert "货在途中" not in page


def test_one_that_is_late_looks_so(client, certificate, condition):
    late = shanghai_day(timezone.now()) - DAY
    Condition.objects.filter(pk=condition.pk).update(due_on=late)

    page, said = told(client, certificate)

    assert (said["state"], said["due_on"]) == ("overdue", str(late))
    assert f"Overdue since {late}" in page


def test_what_was_asked_for_later_and_stands_on_no_paper_is_not_told(client, certificate, reviewer):
    set_condition(
        application=certificate.application,
        kind=ConditionKind.RECTIFICATION,
        detail="张三的岗位",
        by=reviewer,
        at=timezone.now(),
    )

    page, _said = told(client, certificate)

    assert "张三" not in page


def test_one_is_found_by_its_key_whatever_it_is_called_since(certificate, condition):
    [words] = certificate.wording["conditions"]["items"]
    other = Condition(kind=condition.kind, detail="mask_n95", status="open")
    named = [("口罩", other), ("another name", condition)]
    today = shanghai_day(timezone.now())

    found = now(words, named, today)

    assert words["key"] == f"{condition.kind}:{condition.detail}"
    assert found.due_on == condition.due_on
    assert now(words | {"key": "paper_due:mask"}, named, today).state == "unknown"


def test_words_frozen_without_keys_are_still_found_by_name(certificate, condition):
    [words] = certificate.wording["conditions"]["items"]
    without = {language: words[language] for language in ("zh", "en")}

    found = now(without, named_conditions(certificate), shanghai_day(timezone.now()))

    assert (found.state, found.due_on) == ("due", condition.due_on)


def test_of_a_paper_without_conditions_nothing_is_asked(
    client, reviewer, approver, django_assert_max_num_queries
):
    certificate = certified(reviewer, approver)

    with django_assert_max_num_queries(3) as asked:
        client.get(reverse("api:verify-detail", args=[certificate.token]))

    assert not [query for query in asked.captured_queries if "reopening_condition" in query["sql"]]


@pytest.mark.parametrize(
    ("status", "due_in", "frozen", "state"),
    [
        ("open", 3, True, "due"),
        ("open", 3, False, "extended"),
        ("open", 0, True, "due"),
        ("open", -1, True, "overdue"),
        ("open", -1, False, "overdue"),
        ("open", None, True, "open"),
        ("fulfilled", -9, True, "met"),
        ("lapsed", 3, True, "ended"),
    ],
)
def test_each_state(status, due_in, frozen, state):
    today = shanghai_day(timezone.now())
    due_on = None if due_in is None else today + due_in * DAY
    words = f"{due_on.year}年{due_on.month}月{due_on.day}日" if due_on and frozen else "2020年1月1日"

    now = condition_now(
        {"zh": words, "en": ""}, status=status, due_on=due_on, met_at=timezone.now(), today=today
    )

    assert isinstance(now, ConditionNow)
    assert now.state == state
