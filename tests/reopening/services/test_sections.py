import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.errors import Stale
from reopening.models import Application, InventoryLine, SectionSave
from reopening.policy.base import Section
from reopening.services import preparations
from reopening.services.sections import Seen, edit, revision_of
from tests.factories import ApplicationFactory

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
