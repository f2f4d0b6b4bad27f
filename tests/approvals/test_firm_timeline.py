"""The firm reads of the steps of its review in plain words; never a name of an official, nor the office's notes."""

import uuid

import pytest
from django.utils import timezone

from approvals.services import steps, visits
from core.dates import shanghai_day
from reopening.timeline import timeline_of
from tests.approvals.reviewing import step, taken_up, the

pytestmark = pytest.mark.django_db
NOTE = "内部：企业态度不好"


def test_steps_and_visits_are_told_without_names_and_notes(reviewer, inspector, applicant):
    site = step("visit", by="inspector", kind="site", office="district")
    case = taken_up(reviewer, site, step("look", 2), firm=applicant.firms.get())
    at = timezone.now()
    plan = visits.Plan("site", shanghai_day(at), inspector=inspector)
    visit = visits.arrange(application=case, plan=plan, by=reviewer, at=at)
    found = {"is_in_order": True, "checked": [0, 1], "note": NOTE, "photos": ()}
    visits.record(visit=visit, key=uuid.uuid4(), **found, by=inspector, at=timezone.now())
    steps.reopen(step=the(case, "visit"), note=NOTE, by=reviewer, at=timezone.now())
    steps.skip(step=the(case, "visit"), note=NOTE, by=reviewer, at=timezone.now())

    events = timeline_of(case)

    titles = [str(event.title) for event in events]
    assert {
        f"A check of your site was arranged for {shanghai_day(at)}",
        "Your site was checked: all in order",
        "Checked and in order: Step visit",
        "Looked at once more: Step visit",
        "Not needed for you: Step visit",
    } <= set(titles)
    ours = [event for event in events if "Step" in str(event.title) or "site" in str(event.title)]
    assert {(event.who, event.note) for event in ours} == {("", "")}
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)


def test_a_step_on_the_site_is_passed_by_its_visit_only_each_time_it_is_opened(reviewer, inspector):
    site = step("visit", by="inspector", kind="site", office="district")
    case = taken_up(reviewer, site)

    def complete():
        steps.complete(step=the(case, "visit"), checked=[0, 1], by=inspector, at=timezone.now())

    with pytest.raises(steps.VisitMissing):
        complete()
    assert "complete" not in steps.verbs_for(the(case, "visit"), by=inspector)
    visit = visits.begin(step=the(case, "visit"), by=inspector, at=timezone.now())
    found = {"is_in_order": True, "checked": [0, 1], "note": "", "photos": ()}
    visits.record(visit=visit, key=uuid.uuid4(), **found, by=inspector, at=timezone.now())
    assert the(case, "visit").status == "passed"
    steps.reopen(step=the(case, "visit"), note=NOTE, by=reviewer, at=timezone.now())

    with pytest.raises(steps.VisitMissing):
        complete()
