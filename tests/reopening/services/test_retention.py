"""Personal data go when their time is over: out of every table and file, within one run, and the audit stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from approvals.services import decisions, revocations
from core import background
from core.audit import trail
from core.fields import blind_index
from core.models import AuditEvent, Job
from core.services import anchors
from reopening.models import Application, DeclarationLink, Invitation, PostHolder, RosterUpload, StaffMember
from reopening.services import applications, members, retention, rosters
from reopening.services.posts import Holding, save_posts
from tests.approvals.cases import amended, certified, claimed
from tests.factories import (
    FirmFactory,
    MembershipFactory,
    ready_application,
    resident_id,
    submitted_application,
)
from tests.reopening.makers import declared, linked
from tests.reopening.roster_files.rosters import HEADER, row, table

pytestmark = pytest.mark.django_db

CANARY = resident_id(8_888)
NAME = "金丝雀"
MOBILE = "13899990001"
NOTHING = {"announced": 0, "cases": 0, "people": 0, "documents": 0, "files": 0, "invitations": 0}


@pytest.fixture
def days(settings):
    settings.RETENTION_DAYS, settings.RETENTION_NOTICE_DAYS = 10, 3
    return lambda number: timezone.now() + timedelta(days=number)


def purged(at) -> dict[str, int]:
    return retention.purge(job=Job.objects.create(task="reopening.tasks.purge"), at=at)


def traces(*canaries: str) -> list[tuple[str, str]]:
    """Every table in which one of these stands."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            for canary in canaries:
                cursor.execute(
                    f'SELECT count(*) FROM "{name}" line WHERE line::text LIKE %s', [f"%{canary}%"]
                )
                if cursor.fetchone()[0]:
                    found.append((name, canary))
    return found


def sealed(model, column: str) -> list[str]:
    """What the database holds in an encrypted column, as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE {column} IS NOT NULL")
        return [str(value) for (value,) in cursor.fetchall() if value]


@pytest.fixture
def told(applicant):
    """A draft whose canary has a code, declared, holds a post, and stands in a file that was refused in part."""
    draft, _link = linked(applicant)
    member = draft.staff.first()
    StaffMember.objects.filter(pk=member.pk).update(
        name=NAME, mobile=MOBILE, resident_id_hash=blind_index(CANARY)
    )
    declared(StaffMember.objects.get(pk=member.pk), contact=False)
    save_posts(
        application=draft,
        holdings={"safety_manager": [Holding(member.public_id, f"T{CANARY}")]},
        by=applicant,
        at=timezone.now(),
    )
    rows = [HEADER, row(1), row(2, name=NAME, resident_id="1", mobile=MOBILE)]
    rosters.upload(
        application=draft,
        file_name="名册.csv",
        content=table(rows).encode(),
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )
    background.run_waiting()
    return Application.objects.get(pk=draft.pk)


@pytest.mark.django_db(transaction=True)  # the table through which a file comes in ends with its transaction
def test_of_a_withdrawn_case_nothing_of_anybody_is_left(told, applicant, days):
    canaries = [NAME, MOBILE, blind_index(CANARY), DeclarationLink.objects.get().token]
    for model, column in (
        (StaffMember, "resident_id"),
        (StaffMember, "code"),
        (StaffMember, "code_hash"),
        (PostHolder, "certificate"),
        (DeclarationLink, "slips"),
        (RosterUpload, "refused_cells"),
    ):
        kept = sealed(model, column)
        assert kept, f"the test needs something in {column}"
        canaries += [value[-40:] for value in kept]
    assert {canary for _table, canary in traces(*canaries)} == set(canaries)
    people = told.staff.count()
    applications.withdraw(application=told, by=applicant, at=timezone.now())

    assert purged(days(11)) == NOTHING | {"cases": 1, "people": people}

    assert traces(*canaries) == []
    event = trail(told).last()
    assert (event.verb, event.actor, sum(event.data["classes"].values())) == (
        "application.purge",
        None,
        people,
    )
    assert (event.data["post_holders"], event.data["links"], event.data["files"]) == (1, 1, 1)


def test_the_audit_trail_holds_and_says_everything_that_it_said(told, applicant, days):
    applications.withdraw(application=told, by=applicant, at=timezone.now())
    anchors.seal()
    before = set(AuditEvent.objects.values_list("pk", flat=True))

    purged(days(11))

    assert before < set(AuditEvent.objects.values_list("pk", flat=True))
    call_command("verify_audit")


def test_nothing_goes_before_its_day_and_nothing_that_is_not_over(told, applicant, reviewer, approver, days):
    applications.withdraw(application=told, by=applicant, at=timezone.now())
    alive = [
        ready_application(FirmFactory(staff_total=3)),
        claimed(reviewer),
        certified(reviewer, approver, FirmFactory(staff_total=3)).application,
    ]

    assert purged(days(9))["cases"] == 0
    assert purged(days(11))["cases"] == 1
    assert [case.staff.count() for case in (told, *alive)] == [0, 3, 3, 3]


def test_a_rejected_a_revoked_and_a_replaced_case_lose_their_people(reviewer, approver, days):
    rejected = claimed(reviewer, FirmFactory(staff_total=3))
    taken_back = certified(reviewer, approver, FirmFactory(staff_total=3))
    revoked = taken_back.application
    replaced = certified(reviewer, approver, FirmFactory(staff_total=3))
    new = amended(replaced, reviewer)
    at = timezone.now()
    applications.recommend(application=rejected, by=reviewer, at=at)
    applications.reject(application=rejected, reasons=[], by=approver, at=at)
    revocations.revoke(certificate=taken_back, reason="停业", by=approver, at=at)
    decisions.approve(application=new, by=approver, at=at)

    assert purged(days(11))["cases"] == 3

    old = replaced.application
    assert [case.staff.count() for case in (rejected, revoked, old)] == [0, 0, 0]
    assert new.staff.count() == 4
    old.refresh_from_db()
    assert old.snapshot["staff_by_class"] == {"D": 3}


def test_a_second_run_finds_nothing_and_writes_nothing(told, applicant, days):
    applications.withdraw(application=told, by=applicant, at=timezone.now())
    purged(days(11))
    events = AuditEvent.objects.count()

    assert purged(days(12)) == NOTHING
    assert AuditEvent.objects.count() == events


def test_a_run_that_was_broken_off_is_finished_by_the_next(told, applicant, days):
    other = MembershipFactory(firm__staff_total=3)
    second = ready_application(other.firm)
    for case, by in ((told, applicant), (second, other.user)):
        applications.withdraw(application=case, by=by, at=timezone.now())
    retention.purge_case(application=told, at=days(11))

    assert purged(days(11)) == NOTHING | {"cases": 1, "people": 3}
    assert not StaffMember.objects.exists()


def test_pages_of_a_case_without_its_people_still_open(applicant, reviewer, client, days):
    told = submitted_application(applicant.firms.get())
    applications.withdraw(application=told, by=applicant, at=timezone.now())
    purged(days(11))

    for user, name in (
        (applicant, "reopening:application"),
        (applicant, "reopening:roster"),
        (reviewer, "approvals:case"),
    ):
        client.force_login(user)
        assert client.get(reverse(name, args=[told.public_id])).status_code == 200
    assert "data were deleted" in client.get(reverse("approvals:case", args=[told.public_id])).text


def test_refused_rows_and_files_of_failed_jobs_are_forgotten(told, applicant, days, settings):
    settings.RETENTION_DAYS = 90  # the draft itself stays
    stuck = rosters.upload(
        application=told,
        file_name="第二份.csv",
        content=table([HEADER, row(5)]).encode(),
        by=applicant,
        at=timezone.now(),
        is_accepted=True,
    )
    assert purged(days(6))["files"] == 0

    assert purged(days(8))["files"] == 1
    stuck.refresh_from_db()
    assert (stuck.content, stuck.state) == (None, "refused")
    assert RosterUpload.objects.exclude(refused_cells="").exists()
    assert purged(days(31))["files"] == 1
    assert not RosterUpload.objects.exclude(refused_cells="").exists()
    assert told.staff.count() > 0, "the case is open"


def test_invitations_go_a_month_after_their_last_day(applicant, days):
    firm = applicant.firms.get()
    invitation = members.invite(
        firm=firm, email="colleague@example.test", is_signatory=False, by=applicant, at=timezone.now()
    )
    background.run_waiting()
    key = invitation.pk

    assert purged(days(36))["invitations"] == 0
    assert traces("colleague@example.test") != []
    assert purged(days(38))["invitations"] == 1

    assert not Invitation.objects.exists()
    assert traces("colleague@example.test") == []
    assert AuditEvent.objects.filter(verb="invitation.purge", subject_id=str(key)).count() == 1
