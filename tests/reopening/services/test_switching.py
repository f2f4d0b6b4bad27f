"""What becomes of the open cases when a set takes over: by its rule, on its day, with its grace, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import background
from core.audit import trail
from core.dates import start_of
from core.models import Job, Notification
from reopening.counts import differences
from reopening.models import Application, Recheck, StaffMember
from reopening.queries import case_facts
from reopening.services import applications, policy_drafts, switching
from reopening.services.applications import NotReady
from tests.factories import MembershipFactory, ready_application, submitted_application
from tests.reopening.policies import draft_of, masks, published, refiling, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(applicant):
    return ready_application(applicant.firms.get())


@pytest.fixture
def filed(reviewer):
    case = submitted_application()
    return applications.claim(application=case, by=reviewer, at=timezone.now())


def put_in_force(administrator, rule: str, grace_days: int = 0, *, in_days: int = 0, **values):
    row = draft_of(administrator, in_days=in_days)
    values = {"supplies": masks(row), "refiling": refiling(rule, grace_days)} | values
    row = policy_drafts.edit(policy_set=row, changes={}, values=values, by=administrator, at=timezone.now())
    return published(row, administrator)


def set_of(case: Application):
    case.refresh_from_db()
    return case.policy_set


def test_keep_moves_nobody(administrator, draft, filed):
    row = put_in_force(administrator, "keep")

    assert set_of(draft) == set_of(filed) == row.made_from
    assert not Recheck.objects.exists()
    row.refresh_from_db()
    assert row.switched_at is not None


def test_no_refiling_moves_drafts_and_leaves_what_was_filed(administrator, draft, filed):
    row = put_in_force(administrator, "no_refiling")

    assert (set_of(draft), set_of(filed)) == (row, row.made_from)
    assert draft.earlier_policy_set == row.made_from
    assert [each.application for each in Recheck.objects.all()] == [draft]


def test_recheck_judges_filed_cases_anew_and_leaves_what_was_frozen(administrator, draft, filed):
    before, due_before = dict(filed.snapshot), filed.due_at
    digest = filed.snapshot_digest

    row = draft_of(administrator)
    answer = row.body["answer"] | {"amount": row.body["answer"]["amount"] + 5, "unit": "days"}
    lanes = [each | {"answer": answer} for each in row.body["lanes"]]
    phases = [each | {"key": f"new_{each['key']}"} for each in row.body["phases"]]
    row = put_in_force(administrator, "recheck", answer=answer, lanes=lanes, phases=phases)

    assert set_of(filed) == set_of(draft) == row
    assert (filed.snapshot, filed.snapshot_digest, filed.status) == (before, digest, "under_review")
    assert filed.phase.startswith("new_")
    assert filed.due_at > due_before
    record = Recheck.objects.get(application=filed)
    assert (record.earlier_policy_set, record.policy_set) == (row.made_from, row)
    assert "newly_blocked" in record.kinds
    assert {each["level"] for each in record.findings_after} >= {"block"}
    assert all(each["level"] != "block" for each in record.findings_before)
    assert trail(filed).last().verb == "application.recheck"


def test_recheck_renews_what_the_queue_shows_of_a_filed_case(administrator, filed):
    first = filed.staff.order_by("pk").first()
    StaffMember.objects.filter(pk=first.pk).update(
        answers={"declared_on": today().isoformat(), "outside_city": True}, class_code="B"
    )
    street, digest = filed.office_code, filed.snapshot_digest
    assert (filed.is_short, filed.judged_class, filed.people_held) == (False, "daily_life", 0)
    row = draft_of(administrator)
    whole = {"at_least": 0, "at_most": None, "office": "district", "name": {"zh": "区", "en": "District"}}
    listed = {"credit_codes": [filed.firm.credit_code], "industries": []}
    classes = [
        each | {"firms": listed} if each["key"] == "livelihood" else each for each in row.body["firm_classes"]
    ]
    rules = [
        each | {"to": "A"} if each["fact"] == "outside_city" else each
        for each in row.body["screening"]["rules"]
    ]

    put_in_force(
        administrator,
        "recheck",
        deciders=[row.body["deciders"][0] | whole],
        firm_classes=classes,
        screening=row.body["screening"] | {"rules": rules},
    )

    filed.refresh_from_db()
    assert street == filed.division_code
    assert (filed.office_code, filed.route["name"]["en"]) == (filed.division_code[:6], "District")
    assert (filed.judged_class, filed.is_short, filed.people_held) == ("livelihood", True, 1)
    assert filed.points_to_note > 0
    assert filed.snapshot_digest == digest
    assert filed.snapshot["staff_by_class"] == {"D": 3}
    assert not list(differences())


def test_recheck_leaves_the_queue_columns_where_nothing_is_filed_any_more(administrator, filed):
    before = (filed.office_code, filed.judged_class, filed.route)

    put_in_force(administrator, "recheck", mode="none")

    filed.refresh_from_db()
    assert (filed.office_code, filed.judged_class, filed.route) == before


def test_firm_and_officer_are_told_once(administrator, draft, filed, applicant, reviewer):
    row = put_in_force(administrator, "recheck")
    job = Job.objects.get(unique_key=f"switch:{row.pk}")

    again = switching.switch_over(policy_set_id=row.pk, job=job, at=timezone.now())

    assert again == {"moved": 0}
    for user, kind in ((applicant, "application.rechecked"), (reviewer, "case.rechecked")):
        assert Notification.objects.filter(user=user, kind=kind).count() == 1
    assert Recheck.objects.count() == 2


def test_a_worker_that_died_midway_goes_on_where_it_stopped(administrator, draft, filed):
    row = put_in_force(administrator, "recheck", in_days=1)
    tomorrow = start_of(row.valid_from)
    switching.move([draft.pk], row, {row.pk: row}, tomorrow)
    switching.enqueue_due(tomorrow)
    job = Job.objects.get(unique_key=f"switch:{row.pk}")
    job = background.claim(job.pk)

    assert switching.switch_over(policy_set_id=row.pk, job=job, at=tomorrow) == {"moved": 1}
    assert Recheck.objects.count() == 2


def test_a_set_of_the_future_moves_its_cases_when_its_day_comes(administrator, draft):
    row = put_in_force(administrator, "no_refiling", in_days=2)
    before = start_of(row.valid_from) - timedelta(seconds=1)

    assert set_of(draft) == row.made_from
    assert row not in switching.due_sets(before)
    for _ in range(2):  # the same work, written once
        assert switching.enqueue_due(start_of(row.valid_from)) == 1
    job = background.claim(Job.objects.get(unique_key=f"switch:{row.pk}").pk)
    switching.switch_over(policy_set_id=row.pk, job=job, at=start_of(row.valid_from))
    assert set_of(draft) == row
    assert row not in switching.due_sets(start_of(row.valid_from))


def test_a_draft_begun_before_submits_within_the_grace_and_not_after(administrator, draft, applicant):
    row = put_in_force(administrator, "no_refiling", grace_days=2)
    draft = Application.objects.get(pk=draft.pk)
    last, after = start_of(today() + timedelta(days=2)), start_of(today() + timedelta(days=2))
    last -= timedelta(seconds=1)

    [warning] = [each for each in case_facts(draft, last).findings if each.blocks_from]
    assert warning.level == "warn"
    assert f"From {row.blocks_on}" in warning.message
    assert "this will block" in warning.message
    with pytest.raises(NotReady):
        applications.submit(application=draft, committed=True, by=applicant, at=after)
    draft = Application.objects.get(pk=draft.pk)
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    assert draft.status == "submitted"


def test_a_draft_begun_afterwards_has_no_grace(administrator):
    put_in_force(administrator, "no_refiling", grace_days=5)
    person = MembershipFactory()
    case = applications.start(firm=person.firm, by=person.user, at=timezone.now())

    assert case.earlier_policy_set is None
    assert not [each for each in case_facts(case, timezone.now()).findings if each.blocks_from]


def test_where_nothing_has_to_be_filed_any_more_the_firm_is_told(administrator, draft, applicant):
    put_in_force(administrator, "no_refiling", mode="none")

    assert Recheck.objects.get().kinds == ["no_filing"]
    assert Notification.objects.get(user=applicant).kind == "application.no_filing_needed"
    assert (
        case_facts(Application.objects.get(pk=draft.pk), timezone.now()).findings[0].key == "no_filing_needed"
    )


def test_a_record_is_never_changed_or_taken_away(administrator, draft):
    put_in_force(administrator, "no_refiling")

    for act in (
        lambda: Recheck.objects.update(kinds=[]),
        lambda: Recheck.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
