"""A group of firms with a reserve of its own: the gate, the marks, the bars and the conditions all count with it."""

import pytest

from approvals.conditions import conditions_wanted
from approvals.queries.cases import goods
from core.dates import shanghai_day
from reopening.models import Application, PolicySet
from tests.factories import policy_set, ready_application, submitted_application

pytestmark = pytest.mark.django_db
WHY = {"zh": "测试", "en": "Two weeks for some"}


@pytest.fixture
def two_weeks(db) -> PolicySet:
    """Hangzhou's set, under which firms for daily life keep masks for two weeks."""
    row = policy_set()
    group = {
        "key": "some",
        "name": {"zh": "部分企业", "en": "Some firms"},
        "classes": ["daily_life"],
        "caps": [{"item": "mask", "reserve_days": 14}],
        "ours": True,
        "why": WHY,
    }
    row.body |= {"supply_groups": [group]}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


def mask_finding(case: Application):
    return next(
        each
        for each in case.snapshot["findings"]
        if each["rule"] == "supplies" and each["params"]["item"]["zh"] == "口罩"
    )


def test_thirty_masks_are_enough_for_a_week_and_short_of_two(two_weeks):
    some = submitted_application(masks=30)
    others = submitted_application(masks=30, firm_class="general")

    assert [mask_finding(case)["level"] for case in (some, others)] == ["warn", "pass"]
    assert mask_finding(some)["params"]["need"] == 42
    assert mask_finding(some)["source"] == WHY
    assert [Application.objects.get(pk=case.pk).is_short for case in (some, others)] == [True, False]
    assert [goods(case)[0][2] for case in (some, others)] == [14, 7]


def test_what_is_short_of_it_becomes_a_condition(two_weeks):
    case = submitted_application(masks=30)
    day = shanghai_day(case.submitted_at)
    other = submitted_application(masks=30, firm_class="general")

    asked, not_asked = (
        conditions_wanted(each.snapshot, each.policy_set.rules, decided_on=day) for each in (case, other)
    )

    assert "mask" in {each.detail for each in asked}
    assert "mask" not in {each.detail for each in not_asked}


def test_the_firm_reads_two_weeks_while_it_types(two_weeks, client, applicant):
    case = ready_application(applicant.firms.get(), masks=30)
    client.force_login(applicant)

    page = client.get(f"/applications/{case.public_id}/inventory/").content.decode()

    assert "42" in page
