"""容缺: promised before the decision, a condition at the decision, handed in and confirmed after it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.services import decisions, review
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Notification
from reopening.models import Deferral, Document
from reopening.services import applications, deferrals, documents
from reopening.services.deferrals import LetterNotAccepted, NotDeferrable, NotDue, NothingHandedIn
from tests.factories import ApplicationFactory
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

pytestmark = pytest.mark.django_db


def defer(application, by, paper=DEFERRABLE, accepted=True):
    return deferrals.defer(application=application, paper=paper, accepted=accepted, by=by, at=timezone.now())


@pytest.fixture
def draft(applicant):
    return in_wenzhou(applicant.firms.get())


@pytest.fixture
def approved(draft, applicant, reviewer, approver):
    """Approved with one paper to follow."""
    defer(draft, applicant)
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    review.claim(application=draft, by=reviewer, at=timezone.now())
    review.recommend(application=draft, by=reviewer, at=timezone.now())
    decisions.approve(application=draft, by=approver, at=timezone.now())
    return draft


def hand_in(application, by, mark="1"):
    return deferrals.hand_in_paper(
        application=application, paper=DEFERRABLE, sent=[a_pdf(mark=mark)], by=by, at=timezone.now()
    )


def test_the_letter_is_kept_as_it_was_accepted(draft, applicant):
    deferral = defer(draft, applicant)

    assert deferral.letter["version"] == "2020-02"
    assert draft.firm.name in deferral.letter["zh"]["text"]
    assert "《盖章承诺书原件》" in deferral.letter["zh"]["text"]
    assert "within 30 days of the decision" in deferral.letter["en"]["text"]
    assert str(applicant) in deferral.letter["zh"]["signed"]
    draft.firm.name = "另一家"
    assert "另一家" not in deferral.letter["zh"]["text"]


def test_deferring_again_changes_nothing(draft, applicant):
    assert defer(draft, applicant) == defer(draft, applicant)
    assert Deferral.objects.count() == 1


def test_a_letter_taken_back_asks_for_the_paper_again(draft, applicant):
    defer(draft, applicant)

    deferrals.take_back(application=draft, paper=DEFERRABLE, by=applicant, at=timezone.now())

    with pytest.raises(applications.NotReady):
        applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    defer(draft, applicant)
    assert Deferral.objects.count() == 2


def test_only_what_the_policy_lets_follow_is_deferred(draft, applicant):
    with pytest.raises(LetterNotAccepted):
        defer(draft, applicant, accepted=False)
    for paper in ("staff_roster", "nothing"):
        with pytest.raises(NotDeferrable):
            defer(draft, applicant, paper)
    with pytest.raises(NotDeferrable):
        defer(ApplicationFactory(firm=draft.firm, status="withdrawn"), applicant)


def test_the_approval_makes_a_condition_with_the_papers_own_day(approved):
    condition = approved.conditions.get(kind="paper_due")

    assert condition.detail == DEFERRABLE
    assert condition.due_on == shanghai_day(timezone.now()) + timedelta(days=30)


def test_what_is_handed_in_later_is_confirmed_and_fulfils_the_condition(approved, applicant, reviewer):
    (document,) = hand_in(approved, applicant)

    assert document.is_late
    assert Notification.objects.filter(user=reviewer, kind="paper.handed_in").count() == 1
    deferrals.confirm_paper(application=approved, paper=DEFERRABLE, by=reviewer, at=timezone.now())

    condition = approved.conditions.get(kind="paper_due")
    assert (condition.status, condition.fulfilled_by) == ("fulfilled", reviewer)
    assert Notification.objects.filter(user=applicant, kind="paper.confirmed").exists()
    verbs = set(trail(approved).values_list("verb", flat=True))
    assert {"application.hand_in_paper", "application.confirm_paper", "condition.fulfil"} <= verbs
    approved.refresh_from_db()
    assert approved.status == "approved"
    with pytest.raises(NotDue):
        hand_in(approved, applicant, "2")


def test_what_is_turned_down_is_handed_in_again_by_the_same_day(approved, applicant, inspector):
    hand_in(approved, applicant)

    deferrals.turn_down_paper(
        application=approved, paper=DEFERRABLE, note="没有盖章", by=inspector, at=timezone.now()
    )

    assert approved.conditions.get(kind="paper_due").status == "open"
    assert Document.objects.get().withdrawn_why == "turned_down"
    told = Notification.objects.get(user=applicant, kind="paper.turned_down")
    assert told.params["note"] == "没有盖章"
    with pytest.raises(NothingHandedIn):
        deferrals.confirm_paper(application=approved, paper=DEFERRABLE, by=inspector, at=timezone.now())
    hand_in(approved, applicant)
    assert Document.objects.current().count() == 1


def test_nobody_confirms_for_themselves_or_from_elsewhere(
    approved, applicant, outsider, other_reviewer, dispatcher
):
    hand_in(approved, applicant)

    for somebody in (applicant, outsider, other_reviewer, dispatcher):
        with pytest.raises(PermissionDenied):
            deferrals.confirm_paper(application=approved, paper=DEFERRABLE, by=somebody, at=timezone.now())
    with pytest.raises(PermissionDenied):
        hand_in(approved, outsider)


def test_nothing_is_handed_in_later_before_the_approval(draft, applicant):
    defer(draft, applicant)

    with pytest.raises(TransitionNotAllowed):
        hand_in(draft, applicant)
    documents.refuse_act(draft, "edit", by=applicant)
