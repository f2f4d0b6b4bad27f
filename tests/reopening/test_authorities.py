"""Who decides is the same wherever it is said: while typing, in the preview of a policy, by the route, on papers."""

import pytest
from django.utils import timezone

from reopening.authorities import decider_of
from reopening.effects import judge
from reopening.queries import case_facts
from reopening.services import applications
from tests.factories import ready_application
from tests.reopening.policies import draft_of, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("masks", "name"), [(1_000, "street"), (12, "city")])
def test_a_flag_decides_in_every_place_alike(masks, name, administrator, applicant):
    special = {
        "name": {"zh": "市指挥部", "en": "city"},
        "office": "city",
        "flags": ["short"],
        "ours": True,
        "why": {"zh": "试", "en": "test"},
    }
    rules = published(draft_of(administrator, special_deciders=[special]), administrator)
    draft = ready_application(applicant.firms.get(), masks=masks, policy_set=rules)
    at, body = timezone.now(), rules.rules

    facts = case_facts(draft, at)
    told = next(each for each in facts.findings if each.key == "decided_by").params["decider"]
    seen = judge(facts.facts, body, due_at=None).decider_name
    filed = applications.submit(application=draft, committed=True, by=applicant, at=at)
    on_papers = decider_of(filed.snapshot, body).name.both

    assert told == seen == on_papers == filed.route["name"]
    assert (told["en"] == "city") is (name == "city")
