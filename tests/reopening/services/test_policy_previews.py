"""A preview says what an evaluation of every case by itself would say, with as many queries for many as for few."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import background
from core.models import Job
from reopening.caseload import Caseload, chunks_of, governed_by
from reopening.effects import compare, judge
from reopening.models import OPEN, Application, PolicyEffect, PolicySet, StaffMember
from reopening.queries import case_facts
from reopening.services import policy_drafts, policy_previews
from reopening.services.policy_previews import NotWhole
from tests.factories import (
    FirmFactory,
    division,
    other_street,
    policy_set,
    ready_application,
    submitted_application,
)
from tests.reopening.policies import draft_of, masks, previewed, today
from tests.states import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(db):
    """Cases of several kinds in the city."""
    few, many = ready_application(masks=1), ready_application(masks=100_000)
    filed = submitted_application(masks=100, firm_class="general")
    away = ready_application(FirmFactory(division=other_street()), staff=3, masks=30)
    empty = ready_application(staff=1, masks=0, opens_on=None, heads_on_site=None)
    return [few, many, filed, away, empty]


def facts_alone(case: Application, row: PolicySet, at):
    """What the single-case query says, with the case put under another set."""
    case = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    if case.status == "submitted":
        at = case.submitted_at
    old = case_facts(case, at)
    before = judge(old.facts, case.policy_set.rules, due_at=case.due_at or old.due_at)
    case.policy_set = row
    new = case_facts(case, at)
    return before, judge(new.facts, row.rules, due_at=new.due_at)


def test_the_counts_are_those_of_looking_at_every_case_alone(administrator, cases):
    row = draft_of(administrator)
    phases = [each | {"name": {"zh": "第一批", "en": "First"}} for each in row.body["phases"]]
    answer = row.body["answer"] | {"amount": 9}
    decider = [row.body["deciders"][-1] | {"at_least": 0, "name": {"zh": "市", "en": "The city"}}]
    values = {"supplies": masks(row, 50), "phases": phases, "answer": answer, "deciders": decider}
    row = policy_drafts.edit(policy_set=row, changes={}, values=values, by=administrator, at=timezone.now())

    seen = previewed(row, administrator)

    expected: Counter[str] = Counter()
    for case in cases:
        effect = compare(*facts_alone(case, row, seen.judged_at))
        expected.update(kind.value for kind in effect.kinds)
        stored = PolicyEffect.objects.filter(preview=seen, application=case).first()
        assert (stored.kinds if stored else ["unchanged"]) == effect.kinds
    assert {kind: count for kind, count in seen.counts.items() if count} == {**expected, "cases": len(cases)}
    assert expected["newly_blocked"] == expected["due"] - 2 == 3


def test_people_are_screened_by_the_drafts_own_table(administrator):
    case = ready_application()
    person = case.staff.first()
    StaffMember.objects.filter(pk=person.pk).update(
        answers={"declared_on": today().isoformat(), "outside_city": True}, class_code="D"
    )
    row = draft_of(administrator)
    screening = row.body["screening"]
    worst = screening["classes"][-1]["key"]
    rules = [each | {"to": worst} if each["fact"] == "outside_city" else each for each in screening["rules"]]
    row = policy_drafts.edit(
        policy_set=row,
        changes={},
        values={"screening": screening | {"rules": rules}},
        by=administrator,
        at=timezone.now(),
    )

    seen = previewed(row, administrator)

    [effect] = PolicyEffect.objects.filter(preview=seen)
    assert effect.changes["newly_blocked"][0]["rule"] == "on_site_classes"
    assert effect.changes["newly_blocked"][0]["params"]["count"] == 1


def test_more_cases_cost_no_more_queries(administrator):
    row = draft_of(administrator, in_days=1)
    row = policy_drafts.edit(
        policy_set=row, changes={}, values={"supplies": masks(row)}, by=administrator, at=timezone.now()
    )
    seen = policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())

    def queries() -> int:
        known = {}
        [chunk] = chunks_of(governed_by(row, today()), 200)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            policy_previews.judge_chunk(seen, chunk, row.rules, known)
        return len(captured)

    ready_application()
    few = queries()
    for _ in range(5):
        ready_application()
    assert queries() == few <= 6


def test_rosters_are_counted_once_unless_the_draft_asks_something_else_of_them(administrator):
    for _ in range(3):
        ready_application()
    row = draft_of(administrator, in_days=1)
    at = timezone.now()
    row = policy_drafts.edit(
        policy_set=row, changes={}, values={"supplies": masks(row)}, by=administrator, at=at
    )
    seen = policy_previews.preview(policy_set=row, by=administrator, at=at)

    def countings() -> int:
        [chunk] = chunks_of(governed_by(row, today()), 200)
        with CaptureQueriesContext(connection) as captured:
            policy_previews.judge_chunk(seen, chunk, row.rules, {})
        return sum("reopening_staffmember s ON" in each["sql"] for each in captured.captured_queries)

    assert countings() == 1

    screening = row.body["screening"]
    rules = [each | {"to": screening["classes"][-1]["key"]} for each in screening["rules"]]
    values = {"screening": screening | {"rules": rules}}
    row = policy_drafts.edit(policy_set=row, changes={}, values=values, by=administrator, at=at)
    seen = policy_previews.preview(policy_set=row, by=administrator, at=at)
    row.__dict__.pop("rules", None)
    assert countings() == 2


def test_a_draft_in_the_words_of_a_set_in_force_changes_the_cases_of_other_sets_alone(administrator):
    row = draft_of(administrator)
    same = ready_application()
    earlier = PolicySet.objects.get(pk=same.policy_set_id)
    earlier.pk, earlier.public_id, earlier.slug = None, uuid.uuid4(), "earlier"
    earlier.status, earlier.body = "replaced", earlier.body | {"supplies": masks(row)}
    earlier._state.adding = True
    earlier.save()
    other = ready_application(policy_set=earlier)

    seen = previewed(row, administrator)

    assert seen.counts["cases"] == 2
    [effect] = PolicyEffect.objects.filter(preview=seen)
    assert (effect.application, effect.kinds) == (other, ["no_longer_blocked"])


def test_a_preview_that_runs_twice_counts_once(administrator, cases):
    row = draft_of(administrator)
    row = policy_drafts.edit(
        policy_set=row, changes={}, values={"supplies": masks(row)}, by=administrator, at=timezone.now()
    )
    seen = policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())
    load = Caseload(cases, seen.judged_at, known={})
    policy_previews.judge_chunk(seen, list(load.cases), row.rules, {})  # a worker that died after its chunk

    background.run_waiting()
    first = PolicyEffect.objects.filter(preview=seen).count()
    again = policy_previews.run(preview_id=seen.pk, job=seen.job, at=timezone.now())

    assert PolicyEffect.objects.filter(preview=seen).count() == first
    assert again["counts"]["newly_blocked"] == first
    assert again["url"] == f"{row.get_absolute_url()}preview/"


def test_cases_under_a_nearer_set_and_closed_ones_are_left_out(administrator, cases):
    nearer = policy_set()
    nearer.pk, nearer.public_id, nearer.slug = None, None, "xihu"
    nearer._state.adding = True
    nearer.public_id = PolicySet._meta.get_field("public_id").get_default()
    nearer.division = division("330102", "上城区", "Shangcheng District")
    nearer.save()
    force(Application.objects.filter(pk=cases[0].pk), status="withdrawn")
    row = draft_of(administrator)

    governed = set(governed_by(row, today()))

    assert governed == {cases[1], cases[2], cases[4]}


def test_a_draft_that_was_edited_meanwhile_is_not_looked_at(administrator):
    row = draft_of(administrator)
    seen = policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())
    policy_drafts.edit(policy_set=row, changes={"title": "x"}, by=administrator, at=timezone.now())

    background.run_waiting()

    seen.refresh_from_db()
    assert seen.finished_at is None
    assert Job.objects.get(pk=seen.job_id).result["stale"]


def test_asking_twice_for_one_revision_is_one_look(administrator):
    row = draft_of(administrator)

    first = policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())
    assert policy_previews.preview(policy_set=row, by=administrator, at=timezone.now()) == first


def test_a_draft_with_mistakes_is_not_previewed(administrator):
    row = draft_of(administrator, lead_time={})

    with pytest.raises(NotWhole) as refusal:
        policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())
    assert {each["path"] for each in refusal.value.errors} >= {"body.lead_time.days"}


def test_a_draft_of_the_future_is_judged_as_of_its_first_day(administrator):
    row = draft_of(administrator, in_days=30)

    seen = policy_previews.preview(policy_set=row, by=administrator, at=timezone.now())

    assert timezone.localtime(seen.judged_at).date() >= today() + timedelta(days=29)


def test_cases_of_places_that_the_draft_leaves_out_are_left_out(administrator, cases):
    row = draft_of(administrator, excluded_divisions=["330102"])

    assert set(governed_by(row, today())) == {
        case for case in cases if not case.division_code.startswith("330102") and case.status in OPEN
    }


def test_a_place_that_a_nearer_set_leaves_out_is_governed(administrator, cases):
    division("00", "全国", "China")
    national = policy_set("national-2020-03-03")
    PolicySet.objects.filter(slug="hangzhou-2020-02-10").update(
        body=policy_set().body | {"excluded_divisions": ["330102"]}
    )

    found = {case.division_code[:6] for case in governed_by(national, today())}

    assert found == {"330102"}
