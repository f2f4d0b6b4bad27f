"""Posts whose holders use more masks than others: asked for where the policy names them, and counted everywhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from approvals.conditions import conditions_wanted
from approvals.queries.batches import effects
from approvals.queries.cases import goods
from approvals.queries.plans import Question, forecast, waiting_groups
from approvals.services import batches, filling
from approvals.simulation import Stage
from core.dates import shanghai_day
from reopening.cover import cover
from reopening.models import Application, PolicySet
from reopening.policy.body import PolicyBody
from reopening.policy.mistakes import mistakes_in
from reopening.queries import findings_for
from reopening.services.sections import edit
from supplies.rules import basis_of, largest_order, rule_for
from supplies.services.orders import shortfall_of
from tests.approvals.cases import carry_out, draft_batch, recommended
from tests.factories import policy_set, ready_application, street, submitted_application
from tests.supplies import makers

pytestmark = pytest.mark.django_db
POSTS = {"zh": "门卫、食堂、保洁", "en": "guards, canteen, cleaners"}
EXPOSED = {"posts": POSTS, "ours": True, "why": {"zh": "测试", "en": "They meet many people"}}


def with_exposed(body: dict, times: int = 2, **changes) -> dict:
    """`body` with masks used up `times` as fast on exposed posts."""
    supplies = [
        each | {"exposed_times": times} if each["item"] == "mask" else each for each in body["supplies"]
    ]
    return body | {"supplies": supplies, "exposed_posts": EXPOSED} | changes


@pytest.fixture
def doubled(db) -> PolicySet:
    """Hangzhou's set, under which some posts use two masks a day."""
    row = policy_set()
    row.body = with_exposed(row.body)
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


def mask_finding(case: Application):
    return next(
        each
        for each in case.snapshot["findings"]
        if each["rule"] == "supplies" and each["params"]["item"]["zh"] == "口罩"
    )


@pytest.mark.parametrize(
    ("exposed", "need", "days"), [(0, 420, "7.0"), (6, 462, "6.3"), (60, 840, "3.5"), (99, 840, "3.5")]
)
def test_six_exposed_of_sixty_count_as_sixty_six(doubled, exposed, need, days):
    state = cover(doubled.rules.supply("mask"), heads=60, exposed=exposed, area_m2=0, on_hand=420)

    assert (state.need, state.days_shown) == (need, days)


def test_masks_that_last_a_week_for_all_alike_are_short_when_one_of_three_uses_two(doubled):
    alike = submitted_application(masks=21, exposed_heads=0)
    unlike = submitted_application(masks=21, exposed_heads=1)
    day = shanghai_day(unlike.submitted_at)

    assert [mask_finding(case)["level"] for case in (alike, unlike)] == ["pass", "warn"]
    assert (
        mask_finding(unlike)["params"] | {"need": 28, "short": 7, "exposed": 1, "others": 2}
        == (mask_finding(unlike)["params"])
    )
    assert [Application.objects.get(pk=case.pk).is_short for case in (alike, unlike)] == [False, True]
    assert [str(goods(case)[0][1]) for case in (alike, unlike)] == ["7", "21/4"]
    wanted = [
        {each.detail for each in conditions_wanted(case.snapshot, case.policy_set.rules, decided_on=day)}
        for case in (alike, unlike)
    ]
    assert ["mask" in each for each in wanted] == [False, True]


def test_an_order_asks_for_what_exposed_posts_use_too(doubled):
    case = submitted_application(masks=21, exposed_heads=1)
    mask = makers.item()
    rule = rule_for(mask, case)

    assert shortfall_of(case, timezone.now())["mask"] == 7
    assert basis_of(rule, case) == 4
    assert largest_order(rule, 4) == 28


def test_while_nobody_has_said_how_many_it_is_asked_for(doubled):
    case = ready_application()

    said = [each for each in findings_for(case, timezone.now()) if each.key == "exposed_missing"]

    assert [(each.level, each.section) for each in said] == [("block", "schedule")]
    assert "guards, canteen, cleaners" in said[0].message
    Application.objects.filter(pk=case.pk).update(exposed_heads=0)
    case.refresh_from_db()
    assert not [each for each in findings_for(case, timezone.now()) if each.key == "exposed_missing"]


def test_the_page_asks_only_where_the_policy_does(client, applicant):
    case = ready_application(applicant.firms.get())
    page = reverse("reopening:section-schedule", args=[case.public_id])
    client.force_login(applicant)

    assert "exposed" not in client.get(page).content.decode()
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=with_exposed(case.policy_set.body))
    shown = client.get(page).content.decode()
    assert "Of these, on exposed posts" in shown
    assert "guards, canteen, cleaners" in shown


def test_more_exposed_than_on_site_is_told_beside_the_field_and_nothing_is_lost(doubled, client, applicant):
    case = ready_application(applicant.firms.get())
    page = reverse("reopening:section-schedule", args=[case.public_id])
    client.force_login(applicant)
    typed = {"opens_on": case.opens_on, "heads_on_site": "３", "exposed_heads": "４", "revision": 0}

    answer = client.post(page, typed)

    assert answer.status_code == 422
    assert "More people are on exposed posts than on site" in answer.content.decode()
    assert 'value="４"' in answer.content.decode()
    client.post(page, typed | {"exposed_heads": "２"})
    case.refresh_from_db()
    assert case.exposed_heads == 2


def test_the_service_and_the_database_refuse_more_exposed_than_on_site(doubled, applicant):
    case = ready_application(applicant.firms.get())

    with pytest.raises(ValidationError, match="More people are on exposed posts"):
        edit(application=case, changes={"exposed_heads": 4}, by=applicant, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(exposed_heads=4)


@pytest.mark.parametrize(
    ("times", "changes", "code", "part"),
    [
        (2, {}, None, ""),
        (1, {"exposed_posts": None}, None, ""),
        (0, {}, "greater_than_equal", "supplies"),
        (11, {}, "less_than_equal", "supplies"),
        (2, {"exposed_posts": None}, "exposed_unnamed", "supplies"),
    ],
)
def test_the_rule_has_bounds_and_needs_its_posts(times, changes, code, part):
    found = mistakes_in(with_exposed(policy_set().body, times, **changes))

    assert [(each.code, each.part) for each in found] == ([(code, part)] if code else [])


def test_only_what_each_person_uses_up_can_be_used_up_faster():
    body = policy_set().body
    body["supplies"] = [each | {"exposed_times": 2} for each in body["supplies"]]

    found = mistakes_in(body | {"exposed_posts": EXPOSED})

    assert {each.code for each in found} == {"exposed_kind"}


def test_a_set_that_names_no_exposed_posts_counts_as_before():
    body = PolicyBody.model_validate(policy_set().body)

    assert body.exposed_posts is None
    assert cover(body.supply("mask"), heads=60, exposed=6, area_m2=0, on_hand=420).need == 420


def test_plans_and_batches_count_the_masks_of_exposed_posts(doubled, reviewer, approver):
    masks = doubled.rules.supply("mask")
    first, second = (recommended(reviewer, exposed_heads=exposed) for exposed in (1, 0))
    place, day = street().parent, shanghai_day(timezone.now()) + timedelta(days=5)
    batch = draft_batch(approver, phase=first.phase)
    filling.add(batch=batch, applications=[first], by=approver, at=timezone.now())
    asked = Question(place, day, 2, False, (Stage(second.phase),), None, None, 0, 0)

    assert effects(batch).masks_a_day == masks.use * (first.heads_on_site + 1)
    assert {(group.heads, group.exposed) for group in waiting_groups(place.pk, only_ready=True)} == {(3, 0)}
    assert [day.masks for day in forecast(asked, doubled.rules).days] == [(3 + 3 + 1) * masks.use] * 2
    batches.sign(batch=batch, by=approver, at=timezone.now())
    assert [day.masks for day in forecast(asked, doubled.rules).days] == [(3 + 3 + 1) * masks.use] * 2
    carry_out(batch)
    assert [day.masks for day in forecast(asked, doubled.rules).days] == [(3 + 3 + 1) * masks.use] * 2
