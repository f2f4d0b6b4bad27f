from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from reopening.holders import holders_of, marks_of, named_in
from reopening.models import Application, Document, PostHolder, Shift, StaffMember, StoredFile
from reopening.queries import findings_for
from reopening.services import applications, copies, preparations
from reopening.services.applications import AlreadyOpen, NotReady
from reopening.services.sections import edit
from tests.factories import (
    InventoryLine,
    StaffMemberFactory,
    policy_set,
    ready_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn(applicant):
    """A closed application with all that a firm writes."""
    application = submitted_application(applicant.firms.get())
    return applications.withdraw(application=application, by=applicant, at=timezone.now())


def copied(application, by) -> Application:
    new = copies.copy(application=application, by=by, at=timezone.now())
    return Application.objects.get(pk=new.pk)


def test_everything_that_can_be_taken_over_is(withdrawn, applicant):
    new = copied(withdrawn, applicant)

    assert [getattr(new, name) for name in copies.SITE_FIELDS] == [
        getattr(withdrawn, name) for name in copies.SITE_FIELDS
    ]
    assert dict(new.inventory.values_list("item_code", "quantity")) == dict(
        withdrawn.inventory.values_list("item_code", "quantity")
    )
    assert dict(new.plan.values_list("key", "text")) == dict(withdrawn.plan.values_list("key", "text"))
    assert list(new.staff.order_by("pk").values_list("name", "resident_id", "resident_id_hash")) == list(
        withdrawn.staff.order_by("pk").values_list("name", "resident_id", "resident_id_hash")
    )
    assert not set(new.staff.values_list("public_id")) & set(withdrawn.staff.values_list("public_id"))


def test_what_cannot_be_taken_over_is_said(withdrawn, applicant):
    InventoryLine.objects.create(application=withdrawn, item_code="gone_from_the_policy", quantity=3)

    new = copied(withdrawn, applicant)

    assert new.opens_on is None
    assert new.committed_at is None
    assert set(new.copy.left_out) == {"opening_day", "commitment", "supplies"}
    assert not new.inventory.filter(item_code="gone_from_the_policy").exists()


def test_a_class_that_the_policy_of_today_does_not_know_is_left_out(withdrawn, applicant):
    Application.objects.filter(pk=withdrawn.pk).update(firm_class="of_another_city")

    new = copied(Application.objects.get(pk=withdrawn.pk), applicant)

    assert new.firm_class == ""
    assert "firm_class" in new.copy.left_out


def test_supplies_are_counted_again_before_the_copy_is_handed_in(withdrawn, applicant):
    new = copied(withdrawn, applicant)
    day = shanghai_day(timezone.now()) + timedelta(days=5)
    edit(application=new, changes={"opens_on": day}, by=applicant, at=timezone.now())

    with pytest.raises(NotReady) as refusal:
        applications.submit(application=new, committed=True, by=applicant, at=timezone.now())
    assert [each["path"] for each in refusal.value.errors] == ["inventory"]

    preparations.save_inventory(application=new, quantities={"mask": 1_000}, by=applicant, at=timezone.now())
    applications.submit(application=new, committed=True, by=applicant, at=timezone.now())
    assert new.status == "submitted"
    assert new.number != withdrawn.number


def test_people_are_judged_anew_and_their_answers_keep_their_day(withdrawn, applicant):
    today = shanghai_day(timezone.now())
    said = {"declared_on": (today - timedelta(days=20)).isoformat(), "contact": True}
    said["last_contact_on"] = (today - timedelta(days=20)).isoformat()
    StaffMember.objects.filter(application=withdrawn).update(answers=said, class_code="A", measure="clinic")

    new = copied(withdrawn, applicant)

    assert {(row.class_code, row.measure) for row in new.staff.all()} == {("D", "may_work")}
    assert all(row.answers == said for row in new.staff.all())


def test_a_large_roster_is_screened_in_the_background_and_waits_for_it(withdrawn, applicant, monkeypatch):
    monkeypatch.setattr(copies, "AT_ONCE", 2)
    said = {"declared_on": shanghai_day(timezone.now()).isoformat()}
    StaffMember.objects.filter(application=withdrawn).update(answers=said, class_code="A", measure="clinic")

    new = copied(withdrawn, applicant)

    assert {row.class_code for row in new.staff.all()} == {"A"}
    assert "being_screened" in {finding.key for finding in findings_for(new, timezone.now())}
    background.run_waiting()
    new = Application.objects.get(pk=new.pk)
    assert {row.class_code for row in new.staff.all()} == {"D"}
    assert new.copy.job.done == new.copy.job.total == 3
    assert "being_screened" not in {finding.key for finding in findings_for(new, timezone.now())}


def test_screening_again_changes_nothing(withdrawn, applicant):
    new = copied(withdrawn, applicant)
    before = list(new.staff.order_by("pk").values())

    copies.screen_copy(copy=new.copy, job=None, at=timezone.now())
    new.copy.screened_at = None
    copies.screen_copy(copy=new.copy, job=None, at=timezone.now())

    assert list(new.staff.order_by("pk").values()) == before


def test_a_section_is_confirmed_by_saving_it_or_by_saying_so(withdrawn, applicant):
    new = copied(withdrawn, applicant)

    copies.confirm(application=new, section="roster", by=applicant, at=timezone.now())

    assert set(new.saves.values_list("section", flat=True)) == {"roster"}
    assert new.revision == 2


def test_only_what_was_copied_is_confirmed(applicant):
    draft = ready_application(applicant.firms.get())

    with pytest.raises(copies.NotCopied):
        copies.confirm(application=draft, section="roster", by=applicant, at=timezone.now())


def test_an_open_application_is_not_copied(applicant):
    draft = ready_application(applicant.firms.get())

    with pytest.raises(copies.StillOpen):
        copies.copy(application=draft, by=applicant, at=timezone.now())


def test_while_another_is_open_none_is_started(withdrawn, applicant):
    policy_set()
    applications.start(firm=applicant.firms.get(), by=applicant, at=timezone.now())

    with pytest.raises(AlreadyOpen):
        copies.copy(application=withdrawn, by=applicant, at=timezone.now())


def test_a_stranger_copies_nothing(withdrawn, outsider):
    with pytest.raises(PermissionDenied):
        copies.copy(application=withdrawn, by=outsider, at=timezone.now())

    assert Application.objects.count() == 1


def test_confirming_is_refused_once_it_is_handed_in(withdrawn, applicant):
    new = copied(withdrawn, applicant)
    applications.withdraw(application=new, by=applicant, at=timezone.now())

    with pytest.raises(TransitionNotAllowed):
        copies.confirm(application=new, section="roster", by=applicant, at=timezone.now())


def queries_of_a_copy(applicant, people: int) -> int:
    application = submitted_application(applicant.firms.get(), staff=3)
    applications.withdraw(application=application, by=applicant, at=timezone.now())
    StaffMemberFactory.create_batch(people, application=application)
    with CaptureQueriesContext(connection) as queries:
        new = copies.copy(application=application, by=applicant, at=timezone.now())
    applications.withdraw(application=new, by=applicant, at=timezone.now())
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_roster(applicant):
    assert queries_of_a_copy(applicant, 40) == queries_of_a_copy(applicant, 1)


def document_of(application, by, *, scan="not_scanned", digest="a" * 64) -> Document:
    file = StoredFile.objects.create(
        application=application,
        digest=digest,
        kind="pdf",
        size=10,
        pages=1,
        content=f"documents/{digest}.pdf",
        scan=scan,
        scanned_at=timezone.now() if scan == "infected" else None,
    )
    return Document.objects.create(
        application=application,
        use="other",
        file=file,
        file_name="执照.pdf",
        handed_in_at=timezone.now(),
        handed_in_by=by,
    )


def test_papers_are_taken_over_with_their_bytes_shared_but_none_with_a_virus(withdrawn, applicant):
    good = document_of(withdrawn, applicant)
    document_of(withdrawn, applicant, scan="infected", digest="b" * 64)

    new = copied(withdrawn, applicant)

    (document,) = new.documents.select_related("file")
    assert (document.file.application_id, document.file.content.name) == (new.pk, good.file.content.name)
    assert document.public_id != good.public_id
    assert "documents" in new.copy.sections


def test_posts_and_shifts_come_along_and_the_same_people_hold_them(withdrawn, applicant):
    person = withdrawn.staff.first()
    PostHolder.objects.create(
        application=withdrawn,
        post_key="safety_manager",
        resident_id_hash=person.resident_id_hash,
        certificate="浙安A0012345",
    )
    Shift.objects.create(application=withdrawn, name="白班", people=3, starts_at=time(8), ends_at=time(17))

    new = copied(withdrawn, applicant)

    (holder,) = holders_of(new, new.created_at.date())
    assert (holder.member.name, holder.holding.certificate) == (person.name, "浙安A0012345")
    assert [shift.name for shift in new.shifts.all()] == ["白班"]
    assert marks_of(named_in(new)) == marks_of(named_in(withdrawn))
