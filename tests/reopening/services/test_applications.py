from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import AuditEvent
from reopening.models import Application, ApplicationStatus
from reopening.services import applications
from reopening.services.policies import NoPolicy
from reopening.transitions import APPLICATION
from tests.factories import (
    ApplicationFactory,
    FirmFactory,
    MembershipFactory,
    division,
    policy_set,
    ready_application,
    street,
    submitted_application,
)
from tests.states import force

pytestmark = pytest.mark.django_db

SUBMIT_STATEMENTS = 11

REFUSED = [
    (verb, status)
    for verb, rule in APPLICATION.items()
    for status in ApplicationStatus
    if status not in rule.sources
]


@pytest.fixture
def case(applicant) -> Application:
    return ready_application(applicant.firms.get())


@pytest.fixture
def submitted(applicant) -> Application:
    return submitted_application(applicant.firms.get())


@pytest.mark.parametrize(("verb", "status"), REFUSED)
def test_every_verb_is_refused_outside_its_source_states(case, applicant, verb, status):
    whole = (
        {} if status in {"draft", "withdrawn"} else {"number": "X", "snapshot": {}, "due_at": timezone.now()}
    )
    force(Application.objects.filter(pk=case.pk), status=status, **whole)

    with (
        pytest.raises(TransitionNotAllowed),
        APPLICATION.transition(case, verb, by=applicant, at=timezone.now()),
    ):
        pytest.fail("the body must not run")

    assert not AuditEvent.objects.exists()


def test_a_draft_starts_under_the_policy_of_its_place(applicant):
    policy = policy_set()

    application = applications.start(firm=applicant.firms.get(), by=applicant, at=timezone.now())

    assert application.policy_set == policy
    assert application.division_code == street().code


def test_a_firm_has_one_open_application(applicant):
    policy_set()
    applications.start(firm=applicant.firms.get(), by=applicant, at=timezone.now())

    with pytest.raises(applications.AlreadyOpen):
        applications.start(firm=applicant.firms.get(), by=applicant, at=timezone.now())


def statements_of_submitting(staff: int) -> int:
    firm = MembershipFactory(firm__staff_total=staff, is_signatory=True).firm
    case = ready_application(firm, staff=staff, masks=100_000, area_m2=10_000)
    person = firm.members.get()
    with CaptureQueriesContext(connection) as queries:
        applications.submit(application=case, committed=True, by=person, at=timezone.now())
    return len([each for each in queries if "SAVEPOINT" not in each["sql"]])


def test_submitting_takes_the_same_statements_whatever_the_roster():
    statements_of_submitting(staff=3)  # the rules of a policy are read once in a process

    few = statements_of_submitting(staff=3)

    assert statements_of_submitting(staff=90) == few
    assert few == SUBMIT_STATEMENTS


def test_only_a_member_starts_an_application(outsider):
    policy_set()

    with pytest.raises(PermissionDenied):
        applications.start(firm=FirmFactory(), by=outsider, at=timezone.now())


def test_a_place_without_a_policy_is_refused_in_words(applicant):
    with pytest.raises(NoPolicy):
        applications.start(firm=applicant.firms.get(), by=applicant, at=timezone.now())


def test_submitting_records_who_when_and_one_audit_event(case, applicant):
    at = timezone.now()

    applications.submit(application=case, committed=True, by=applicant, at=at)

    case.refresh_from_db()
    assert (case.status, case.submitted_by, case.submitted_at) == ("submitted", applicant, at)
    assert case.number.startswith("330106-")
    assert case.due_at > at
    assert AuditEvent.objects.get().verb == "application.submit"


def test_submission_freezes_what_officials_judge(submitted):
    frozen = submitted.snapshot_digest
    submitted.firm.name = "另一个名字"
    submitted.firm.save()

    submitted.refresh_from_db()
    assert submitted.snapshot["firm"]["name"] != "另一个名字"
    assert submitted.snapshot_digest == frozen
    assert submitted.snapshot["staff_by_class"] == {"D": 3}


def test_a_blocking_finding_keeps_from_submitting_and_changes_nothing(case, applicant):
    case.opens_on = timezone.localdate() + timedelta(days=1)
    case.save()

    with pytest.raises(applications.NotReady) as refusal:
        applications.submit(application=case, committed=True, by=applicant, at=timezone.now())

    assert [error["code"] for error in refusal.value.errors] == ["lead_time"]
    case.refresh_from_db()
    assert (case.status, case.number) == ("draft", None)


def test_the_commitment_must_be_accepted(case, applicant):
    with pytest.raises(applications.NotCommitted):
        applications.submit(application=case, committed=False, by=applicant, at=timezone.now())


def test_the_number_stays_when_a_case_comes_back(submitted, applicant, reviewer):
    number, at = submitted.number, timezone.now()
    applications.claim(application=submitted, by=reviewer, at=at)
    applications.return_for_correction(application=submitted, reasons=["roster"], by=reviewer, at=at)

    applications.submit(application=submitted, committed=True, by=applicant, at=at)

    assert (submitted.number, submitted.submissions) == (number, 2)
    assert submitted.claimed_by == reviewer


def test_only_the_officer_who_has_the_case_returns_it(submitted, reviewer, other_reviewer):
    applications.claim(application=submitted, by=reviewer, at=timezone.now())

    with pytest.raises(PermissionDenied):
        applications.return_for_correction(
            application=submitted, reasons=["roster"], by=other_reviewer, at=timezone.now()
        )


def test_a_second_claim_is_told_that_the_case_moved_on(submitted, reviewer):
    applications.claim(application=submitted, by=reviewer, at=timezone.now())

    with pytest.raises(TransitionNotAllowed) as refusal:
        applications.claim(application=submitted, by=reviewer, at=timezone.now())

    assert refusal.value.current == "under_review"


def test_a_reviewer_never_handles_their_own_firm(submitted, reviewer):
    submitted.firm.memberships.create(user=reviewer)

    with pytest.raises(PermissionDenied):
        applications.claim(application=submitted, by=reviewer, at=timezone.now())


def test_who_sees_what(submitted, applicant, outsider, reviewer, other_reviewer, auditor):
    draft = ApplicationFactory()

    def seen(person):
        return set(Application.objects.visible_to(person))

    assert seen(applicant) == {submitted}
    assert seen(outsider) == set()
    assert seen(reviewer) == seen(auditor) == {submitted}
    assert seen(other_reviewer) == set()
    assert draft not in seen(reviewer)


def test_the_trail_tells_the_story_in_order(submitted, reviewer):
    applications.claim(application=submitted, by=reviewer, at=timezone.now())

    assert [event.verb for event in trail(submitted)] == ["application.submit", "application.claim"]


def test_a_place_that_asks_for_no_filing_says_so(client, applicant):
    firm = applicant.firms.get()
    division("00", "全国", "China")
    policy_set("national-2020-03-03")

    with pytest.raises(applications.NoFilingNeeded):
        applications.start(firm=firm, by=applicant, at=timezone.now())
    client.force_login(applicant)
    page = client.get(f"/firms/{firm.public_id}/start/").text
    assert "No filing is needed" in page
    assert '<form method="post">' not in page
    policy_set()
    assert applications.start(firm=firm, by=applicant, at=timezone.now()).policy_set.slug.startswith(
        "hangzhou"
    )
