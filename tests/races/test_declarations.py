"""
Nobody declares into an application that has been handed in, whoever comes together.

The control takes the hold on the application away: then a declaration slips in behind the submission, and the
roster says something else than what was filed.
"""

import threading

import pytest
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import Application, DeclaredBy, StaffMember
from reopening.screening import Answers
from reopening.services import applications, declarations
from reopening.services.applications import NotReady
from reopening.services.declarations import HandedIn
from tests.factories import MembershipFactory
from tests.races.crowd import together
from tests.reopening.makers import CONSENT, linked

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(draft: Application) -> Application:
    return Application.objects.select_related("policy_set", "firm").get(pk=draft.pk)


def submit(draft, by):
    return applications.submit(application=fresh(draft), committed=True, by=by, at=timezone.now())


def declare_ill(draft):
    rows = StaffMember.objects.select_related("application__policy_set", "application__firm")
    member = rows.filter(application=draft).order_by("pk")[0]
    answers = Answers(shanghai_day(timezone.now()), here="杭州市", symptoms=True)
    return declarations.declare(member=member, answers=answers, consent=CONSENT, at=timezone.now())


def filed_differs(draft) -> bool:
    """Whether what was filed and the roster say different things."""
    draft.refresh_from_db()
    ill = draft.staff.filter(class_code="E").count()
    return draft.status == "submitted" and (draft.snapshot or {})["staff_by_class"].get("E", 0) != ill


@pytest.mark.parametrize("round_", range(3))
def test_a_declaration_counts_in_the_filing_or_is_refused(round_):
    applicant = MembershipFactory().user
    draft, _link = linked(applicant)

    results = together(lambda: submit(draft, applicant), lambda: declare_ill(draft))

    refused = [result for result in results if isinstance(result, NotReady | HandedIn)]
    assert len(refused) == 1
    assert not filed_differs(draft)


def test_without_the_hold_a_declaration_slips_in_behind_the_submission(monkeypatch):
    applicant = MembershipFactory().user
    draft, _link = linked(applicant)
    submitted, has_read = threading.Event(), threading.Event()

    def only_read(application: Application) -> str:
        status = Application.objects.values_list("status", flat=True).get(pk=application.pk)
        has_read.set()
        submitted.wait(timeout=30)
        return status

    def submit_meanwhile():
        has_read.wait(timeout=30)
        submit(draft, applicant)
        submitted.set()

    monkeypatch.setattr(declarations, "hold", only_read)
    together(submit_meanwhile, lambda: declare_ill(draft))

    assert filed_differs(draft)


def test_people_declare_side_by_side(monkeypatch):
    """Two declarations of one application hold it together; neither waits for the other."""
    applicant = MembershipFactory().user
    draft, _link = linked(applicant)
    both_hold = threading.Barrier(2)
    hold = declarations.hold

    def declare(member):
        answers = Answers(shanghai_day(timezone.now()), here="杭州市")
        return declarations.declare(member=member, answers=answers, consent=CONSENT, at=timezone.now())

    def hold_and_wait(application):
        status = hold(application)
        both_hold.wait(timeout=30)
        return status

    rows = StaffMember.objects.select_related("application__policy_set", "application__firm")
    one, two = rows.filter(application=draft).order_by("pk")[:2]
    monkeypatch.setattr(declarations, "hold", hold_and_wait)
    together(lambda: declare(one), lambda: declare(two))

    assert draft.staff.filter(declared_by=DeclaredBy.PERSON).count() == 2
