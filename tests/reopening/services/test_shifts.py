from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.errors import Stale
from reopening.arrivals import arrival_peak
from reopening.models import Shift
from reopening.policy.base import Section
from reopening.queries import case_facts
from reopening.services.sections import Seen, revision_of
from reopening.services.shifts import accept_suggestion, save_shifts
from tests.factories import ready_application

AT = timezone.now()


@pytest.fixture
def draft(applicant):
    firm = applicant.firms.get()
    firm.staff_total = 20
    firm.save()
    return ready_application(firm, staff=20)


def row(**values):
    return {
        "name": "白班",
        "people": 20,
        "starts_at": time(8),
        "ends_at": time(17),
        "arrival_minutes": 15,
    } | values


def save(draft, applicant, *rows, entrances=1, **values):
    return save_shifts(application=draft, shifts=rows, entrances=entrances, by=applicant, at=AT, **values)


def test_shifts_are_stored_in_order_and_judged(draft, applicant):
    save(draft, applicant, row(people=12), row(name="夜班", people=8, starts_at=time(20), ends_at=time(5)))

    keys = {each.key for each in case_facts(draft, AT).findings if each.rule == "staggered_shifts"}
    assert list(Shift.objects.order_by("position").values_list("name", flat=True)) == ["白班", "夜班"]
    assert keys == {"shifts_agree", "arrivals_kept"}
    assert case_facts(draft, AT).snapshot()["shifts"][1]["ends_at"] == "05:00"


def test_saving_again_replaces_what_stood(draft, applicant):
    save(draft, applicant, row(), row())
    save(draft, applicant, row(name="全天"), entrances=None)

    assert Shift.objects.get().name == "全天"
    draft.refresh_from_db()
    assert draft.entrances is None


@pytest.mark.parametrize(
    ("wrong", "entrances"), [({"people": 0}, 1), ({"arrival_minutes": 999}, 1), ({"name": ""}, 1), ({}, 0)]
)
def test_a_shift_that_cannot_be_is_refused_whole(draft, applicant, wrong, entrances):
    save(draft, applicant, row())

    with pytest.raises(Exception) as refused:
        save(draft, applicant, row(), row(**wrong), entrances=entrances)

    assert isinstance(refused.value, ValidationError)
    assert Shift.objects.count() == 1


def test_the_suggestion_is_taken_over_as_it_was_seen(draft, applicant):
    save(draft, applicant, row(people=400))
    before = arrival_peak([shift.as_fact() for shift in Shift.objects.all()]).people

    accept_suggestion(application=draft, by=applicant, at=AT, seen=Seen(revision_of(draft, Section.SHIFTS)))

    rows = [shift.as_fact() for shift in Shift.objects.order_by("position")]
    assert (before, arrival_peak(rows).people) == (267, 90)
    assert sum(shift.people for shift in rows) == 400
    with pytest.raises(Stale):
        accept_suggestion(application=draft, by=applicant, at=AT, seen=Seen(1))
