"""Who decides is the same wherever it is said: while typing, in the preview of a policy, by the route, on papers."""

import pytest
from django.utils import timezone

from reopening.authorities import decider_of
from reopening.effects import judge
from reopening.models import Application, PolicySet
from reopening.queries import case_facts
from reopening.services import applications
from reopening.versions import changes_of
from tests.approvals.cases import amended, opened
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


@pytest.mark.parametrize(("kinds", "name"), [(["add_staff"], "city"), (["new_day"], "street")])
def test_a_change_decides_in_every_place_alike(kinds, name, reviewer, approver, applicant):
    certificate = opened(reviewer, approver, applicant.firms.get())
    special = {
        "name": {"zh": "市指挥部", "en": "city"},
        "office": "city",
        "amendments": kinds,
        "ours": True,
        "why": {"zh": "试", "en": "test"},
    }
    rules = certificate.application.policy_set
    rules.body |= {"special_deciders": [special]}
    PolicySet.objects.filter(pk=rules.pk).update(body=rules.body)
    at, body = timezone.now(), PolicySet.objects.get(pk=rules.pk).rules

    filed = amended(certificate, reviewer)
    facts = case_facts(Application.objects.get(pk=filed.pk), at)
    told = next(each for each in facts.findings if each.key == "decided_by").params["decider"]
    seen = judge(facts.facts, body, due_at=None).decider_name
    on_papers = decider_of(filed.snapshot, body).name.both

    assert told == seen == on_papers == filed.route["name"]
    assert (told["en"] == "city") is (name == "city")
    assert "amendment_kind" not in {each.path for each in changes_of(filed).fields}
