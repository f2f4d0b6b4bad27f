from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.dates import shanghai_day
from core.errors import Stale
from reopening.models import Application, InventoryLine, SectionSave
from reopening.policy.base import Section
from reopening.screening import Answers, screen
from reopening.services import preparations
from reopening.services.sections import Seen, edit, revision_of
from tests.factories import ApplicationFactory, StaffMemberFactory, division, policy_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant):
    return ApplicationFactory(firm=applicant.firms.get(), heads_on_site=10)


def count(case, by, masks, seen):
    preparations.save_inventory(
        application=case, quantities={"mask": masks}, by=by, at=timezone.now(), seen=seen
    )


def test_saving_over_somebody_elses_work_is_refused_and_keeps_it(case, applicant):
    seen = Seen(revision_of(case, Section.INVENTORY), page="mine")
    count(case, applicant, 70, Seen(0, page="theirs"))

    with pytest.raises(Stale):
        count(case, applicant, 5, seen)

    assert InventoryLine.objects.get(application=case).quantity == 70


def test_two_people_in_two_sections_never_meet(case, applicant):
    opened = {section: Seen(revision_of(case, section)) for section in (Section.INVENTORY, Section.SCHEDULE)}

    count(case, applicant, 70, opened[Section.INVENTORY])
    edit(
        application=case,
        changes={"heads_on_site": 3},
        by=applicant,
        at=timezone.now(),
        seen=opened[Section.SCHEDULE],
    )

    case.refresh_from_db()
    assert (case.heads_on_site, case.revision) == (3, 3)


def test_a_page_saves_again_and_again_until_somebody_else_does(case, applicant):
    mine = Seen(0, page="mine")
    count(case, applicant, 1, mine)
    count(case, applicant, 2, mine)
    count(case, applicant, 9, Seen(2, page="theirs"))

    with pytest.raises(Stale):
        count(case, applicant, 3, mine)

    assert InventoryLine.objects.get(application=case).quantity == 9


def test_a_program_without_a_page_is_held_to_its_revision(case, applicant):
    count(case, applicant, 1, Seen(0))

    with pytest.raises(Stale):
        count(case, applicant, 2, Seen(0))


def test_the_whole_application_moves_on_with_every_section(case, applicant):
    seen = Seen(case.revision, whole=True)
    count(case, applicant, 1, None)

    with pytest.raises(Stale):
        edit(application=case, changes={"heads_on_site": 3}, by=applicant, at=timezone.now(), seen=seen)


def test_a_save_says_who_and_when(case, applicant):
    at = timezone.now()
    edit(application=case, changes={"area_m2": 30, "heads_on_site": 3}, by=applicant, at=at)

    saves = SectionSave.objects.order_by("section").values_list("section", "saved_by", "saved_at", "revision")
    assert list(saves) == [("firm", applicant.pk, at, 1), ("schedule", applicant.pk, at, 1)]


def test_a_class_that_the_policy_does_not_know_is_refused(case, applicant):
    with pytest.raises(ValidationError):
        edit(application=case, changes={"firm_class": "made_up"}, by=applicant, at=timezone.now())

    assert Application.objects.get().firm_class != "made_up"
    assert not SectionSave.objects.exists()


@pytest.fixture
def kept(case):
    """A draft that stands under rules which are no longer those of its place, with its grace."""
    rules = policy_set("wenzhou-2020-02-12")
    Application.objects.filter(pk=case.pk).update(policy_set=rules, earlier_policy_set=case.policy_set)
    return Application.objects.get(pk=case.pk)


def test_saving_the_same_place_again_leaves_a_case_under_its_rules(kept, applicant):
    before = (kept.policy_set_id, kept.earlier_policy_set_id)

    edit(
        application=kept,
        changes={"division": kept.division, "area_m2": 90},
        by=applicant,
        at=timezone.now(),
    )

    kept.refresh_from_db()
    assert (kept.policy_set_id, kept.earlier_policy_set_id) == before
    assert kept.area_m2 == 90


def test_typing_in_a_section_is_judged_by_the_rules_of_the_case(client, kept, applicant):
    client.force_login(applicant)
    here = {"division": kept.division_id, "revision": 0}

    answer = client.post(reverse("reopening:preview-firm", args=[kept.public_id]), here)

    assert answer.status_code == 200
    assert answer.context["panel"].application.policy_set == kept.policy_set


def test_another_place_brings_its_rules_and_people_the_classes_of_its_table(kept, applicant):
    said = Answers(declared_on=date(2026, 2, 1), met_arrivals=True, last_met_on=date(2026, 1, 31))
    person = StaffMemberFactory(application=kept, answers=said.as_json(), class_code="A")
    division("6210", "庆阳市", "Qingyang City")
    division("621002", "西峰区", "Xifeng District")
    there = division("621002001", "北街街道", "Beijie Subdistrict")
    rules = policy_set("gansu-qingyang-2020-02-20")
    at = timezone.now()

    edit(application=kept, changes={"division": there}, by=applicant, at=at)

    kept.refresh_from_db()
    person.refresh_from_db()
    expected = screen(said, on=shanghai_day(at), table=rules.rules.screening)
    assert (kept.policy_set_id, kept.earlier_policy_set_id) == (rules.pk, None)
    assert (person.class_code, person.measure) == (expected.class_key, expected.measure)
    assert person.class_code != "A"
