"""Taking the next case, handing over and back, what comes back to whom, and moving the work of an office."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.queries.queue import ORDERS, queue
from approvals.services import review, saved_views, workload
from approvals.services.review import NothingWaits
from core.audit import trail
from core.models import Notification, Role
from reopening.models import Application
from reopening.services import applications
from reopening.services.applications import HasIt, NotAReviewer
from tests.approvals.cases import claimed
from tests.factories import AppointmentFactory, MembershipFactory, UserFactory, street, submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    return AppointmentFactory(user=UserFactory(), role=Role.REVIEWER, division=street()).user


def now():
    return timezone.now()


def take(user, order="due", cases=None):
    return review.claim_next(
        cases=queue(user) if cases is None else cases, order=ORDERS[order], by=user, at=now()
    )


def returned(case, officer):
    review.return_for_correction(application=case, reasons=["other"], note="请补", by=officer, at=now())
    return case


def again(case):
    signatory = case.firm.memberships.get().user
    fresh = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    return applications.submit(application=fresh, committed=True, by=signatory, at=now())


def test_the_next_case_is_the_first_free_one_of_the_order(reviewer, colleague):
    late, early, taken = (submitted_application() for _ in range(3))
    due = now() + timedelta(hours=1)
    Application.objects.filter(pk=early.pk).update(due_at=due, factor_rank=15)
    Application.objects.filter(pk=late.pk).update(factor_rank=0)
    Application.objects.filter(pk=taken.pk).update(due_at=due - timedelta(hours=1))
    review.claim(application=taken, by=colleague, at=now())

    assert take(reviewer).pk == early.pk
    assert take(reviewer, "priority").pk == late.pk
    with pytest.raises(NothingWaits):
        take(reviewer)


def test_the_next_case_stays_in_the_view_and_out_of_ones_own_firm(reviewer):
    own, other = submitted_application(), submitted_application(firm_class="general")
    MembershipFactory(user=reviewer, firm=own.firm)

    with pytest.raises(NothingWaits):
        take(reviewer, cases=queue(reviewer).filter(judged_class="daily_life"))
    assert take(reviewer).pk == other.pk


def test_a_case_handed_in_again_waits_for_its_officer_and_comes_first(reviewer, colleague):
    case = again(returned(claimed(reviewer), reviewer))
    submitted_application()
    Application.objects.filter(pk=case.pk).update(due_at=now() + timedelta(days=30))

    assert (case.claimed_by, case.status) == (reviewer, "submitted")
    told = Notification.objects.get(kind="case.handed_in_again")
    assert (told.user, told.url) == (reviewer, f"/queue/{case.public_id}/")
    with pytest.raises(PermissionDenied):
        review.claim(application=case, by=colleague, at=now())
    assert take(colleague).pk != case.pk
    assert take(reviewer).pk == case.pk


def test_the_officer_may_let_go_of_a_case_handed_in_again(reviewer, colleague):
    case = again(returned(claimed(reviewer), reviewer))

    review.release(application=case, by=reviewer, at=now())

    assert take(colleague).pk == case.pk


def test_without_its_officer_a_case_handed_in_again_waits_for_the_office(reviewer, colleague):
    gone, later = claimed(reviewer), claimed(reviewer)
    back = again(returned(later, reviewer))
    returned(gone, reviewer)

    reviewer.appointments.all().delete()

    assert again(gone).claimed_by is None
    review.claim(application=back, by=colleague, at=now())  # it came back before its officer went
    assert back.claimed_by == colleague


def test_a_case_goes_over_with_a_note_and_back_with_a_reason(reviewer, colleague):
    case = claimed(reviewer)

    review.hand_over(application=case, to=colleague, by=reviewer, at=now(), note="我下午开会")
    assert (case.claimed_by, case.held_before) == (colleague, reviewer)
    review.hand_back(application=case, by=colleague, at=now(), note="需要你的记录")

    assert (case.claimed_by, case.held_before) == (reviewer, None)
    assert [event.verb for event in trail(case)][-2:] == ["application.hand_over", "application.hand_back"]
    assert trail(case).last().note == "需要你的记录"
    assert Notification.objects.filter(user=reviewer, kind="application.handed_back").count() == 1
    with pytest.raises(PermissionDenied):
        review.hand_back(application=case, by=reviewer, at=now(), note="还")


def test_a_case_does_not_go_back_to_who_has_left_nor_to_who_has_it(reviewer, colleague):
    case = claimed(reviewer)
    with pytest.raises(HasIt):
        review.hand_over(application=case, to=reviewer, by=reviewer, at=now())
    review.hand_over(application=case, to=colleague, by=reviewer, at=now())
    reviewer.appointments.all().delete()

    case = Application.objects.get(pk=case.pk)
    with pytest.raises(NotAReviewer):
        review.hand_back(application=case, by=colleague, at=now(), note="还给你")


def test_a_lead_moves_cases_each_with_a_result_of_its_own(reviewer, colleague, approver):
    first, ready, last = claimed(reviewer), claimed(reviewer), submitted_application()
    review.recommend(application=ready, by=reviewer, at=now())

    moved = workload.move(applications=[last, ready, first], to=colleague, by=approver, at=now(), note="均分")

    results = {each.application.pk: each.refusal for each in moved}
    assert results[first.pk] == results[last.pk] == ""
    assert "“Ready for decision”" in results[ready.pk]
    assert set(Application.objects.filter(claimed_by=colleague).values_list("pk", flat=True)) == {
        first.pk,
        last.pk,
    }
    again = workload.move(applications=[first], to=colleague, by=approver, at=now())
    assert [each.refusal for each in again] == [str(HasIt.message)]


def test_who_does_not_lead_moves_nothing(reviewer, colleague, other_reviewer):
    case = claimed(reviewer)

    with pytest.raises(PermissionDenied):
        workload.move(applications=[case], to=colleague, by=reviewer, at=now())
    AppointmentFactory(user=UserFactory(), role=Role.REVIEWER, division=street())
    assert workload.move(applications=[case], to=colleague, by=reviewer, at=now())[0].refusal == ""


def test_a_view_is_shared_by_who_leads_and_deleted_by_its_owner(reviewer, colleague, approver):
    own = saved_views.save(name="今天", query="flag=due_today", by=reviewer, at=now())

    with pytest.raises(PermissionDenied):
        saved_views.save(name="全街", query="flag=overdue", by=reviewer, at=now(), share_with=street())
    with pytest.raises(saved_views.NameTaken):
        saved_views.save(name="今天", query="flag=overdue", by=reviewer, at=now())
    shared = saved_views.save(name="全街", query="flag=overdue", by=approver, at=now(), share_with=street())
    seen = type(own).objects.visible_to
    assert set(seen(reviewer)) == {own, shared}
    assert set(seen(colleague)) == {shared}
    with pytest.raises(PermissionDenied):
        saved_views.delete(view=shared, by=reviewer, at=now())
    saved_views.delete(view=own, by=reviewer, at=now())
    assert set(seen(reviewer)) == {shared}


def test_nobody_keeps_more_views_than_fit(reviewer):
    for number in range(saved_views.MOST):
        saved_views.save(name=f"{number}", query="flag=overdue", by=reviewer, at=now())

    with pytest.raises(saved_views.TooManyViews):
        saved_views.save(name="多", query="flag=overdue", by=reviewer, at=now())
