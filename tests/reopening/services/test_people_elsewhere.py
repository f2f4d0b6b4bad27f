"""People whom another firm that has filed lists too: who is told, and when."""

from django.utils import timezone

from core import background
from core.models import Notification
from reopening.elsewhere import ListedElsewhere, keys_elsewhere, listed_elsewhere
from reopening.models import Application, StaffMember
from reopening.queries import findings_for
from reopening.services import applications, elsewhere, staff
from tests.factories import MembershipFactory, ready_application
from tests.reopening.roster_files.rosters import HEADER, row, table
from tests.reopening.uploads import (  # noqa: F401 - fixtures
    draft,
    imported,
)


def test_who_is_on_another_filed_roster_is_told_to_both_sides(client, draft, applicant, reviewer):  # noqa: F811
    other = ready_application(MembershipFactory(user=applicant, firm__name="另一家企业").firm)
    taken = other.staff.first()
    applications.submit(application=other, committed=True, by=applicant, at=timezone.now())

    imported(draft, table([HEADER, row(1), row(2, resident_id=taken.resident_id)]).encode(), applicant)

    draft.refresh_from_db()
    assert draft.people_elsewhere == 1
    told = next(each for each in findings_for(draft, timezone.now()) if each.key == "people_elsewhere")
    assert (told.level, told.params) == ("warn", {"count": 1})
    assert "另一家企业" not in told.message
    assert listed_elsewhere(draft) == ListedElsewhere(1, {other.pk: 1})
    assert keys_elsewhere(draft) == [draft.staff.get(resident_id_hash=taken.resident_id_hash).pk]
    staff.remove(
        member=draft.staff.get(resident_id_hash=taken.resident_id_hash), by=applicant, at=timezone.now()
    )
    assert Application.objects.get(pk=draft.pk).people_elsewhere == 0


def test_who_filed_first_is_told_when_the_other_files(applicant):
    early = ready_application(MembershipFactory(user=applicant, firm__name="先报企业").firm)
    late = ready_application(MembershipFactory(user=applicant, firm__name="后报企业").firm)
    taken = early.staff.first()
    StaffMember.objects.filter(pk=late.staff.first().pk).update(resident_id_hash=taken.resident_id_hash)
    applications.submit(application=early, committed=True, by=applicant, at=timezone.now())
    background.run_waiting()
    early.refresh_from_db()
    before = early.snapshot, early.revision, early.people_elsewhere

    applications.submit(application=late, committed=True, by=applicant, at=timezone.now())
    background.run_waiting()

    early.refresh_from_db()
    late.refresh_from_db()
    assert (before[2], early.people_elsewhere, late.people_elsewhere) == (0, 1, 1)
    assert (early.snapshot, early.revision) == before[:2]
    assert keys_elsewhere(early) == [taken.pk]
    told = next(each for each in findings_for(early, timezone.now()) if each.key == "people_elsewhere")
    assert (told.level, told.params) == ("warn", {"count": 1})
    [notice] = Notification.objects.filter(kind="roster.shared")
    assert (notice.user, notice.params) == (applicant, {"firm": "先报企业", "count": 1})
    assert notice.url.endswith(f"{early.public_id}/roster/?elsewhere=yes")

    assert elsewhere.tell_earlier(application=late) == 0  # once more: nothing is new
    assert Notification.objects.filter(kind="roster.shared").count() == 1


def test_a_draft_of_another_firm_tells_nothing(draft, applicant):  # noqa: F811
    other = ready_application(MembershipFactory(user=applicant).firm)
    taken = other.staff.first()

    imported(draft, table([HEADER, row(2, resident_id=taken.resident_id)]).encode(), applicant)

    draft.refresh_from_db()
    assert draft.people_elsewhere == 0
