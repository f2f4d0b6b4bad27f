from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Step
from approvals.services import review, steps
from approvals.transitions import STEP
from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Role
from reopening.models import AmendmentKind, Application, ApplicationStatus
from reopening.policy.base import Change
from reopening.policy.files import load_policy
from reopening.services import amendments, applications
from reopening.services.policies import SHIPPED
from reopening.services.sections import edit
from tests.approvals.cases import claimed, opened
from tests.approvals.reviewing import colleague, states, step, taken_up, the, with_steps
from tests.factories import MembershipFactory, other_street
from tests.personas import official
from tests.states import force

pytestmark = pytest.mark.django_db
ALL = [0, 1]


def now():
    return timezone.now()


def done(application, key, by, **said):
    return steps.complete(step=the(application, key), checked=ALL, by=by, at=now(), **said)


def test_taking_a_case_up_makes_its_steps_and_opens_the_first_stage(reviewer):
    case = taken_up(reviewer, step("a"), step("b"), step("c", 2))

    assert states(case) == {"a": "open", "b": "open", "c": "not_open"}
    assert the(case, "a").office_code == case.division_code


def test_two_officers_do_two_parallel_steps_and_the_next_stage_opens_after_both(reviewer):
    case = taken_up(reviewer, step("a"), step("b"), step("c", 2))
    first, second = colleague("one"), colleague("two")

    steps.take(step=the(case, "a"), by=first, at=now())
    steps.take(step=the(case, "b"), by=second, at=now())
    done(case, "a", first)
    assert states(case)["c"] == "not_open"
    done(case, "b", second)

    assert states(case) == {"a": "passed", "b": "passed", "c": "open"}
    opened = AuditEvent.objects.filter(subject_type="approvals.step", subject_id=str(the(case, "c").pk))
    assert list(opened.values_list("verb", flat=True)) == ["step.open"]


def test_a_case_is_not_recommended_before_its_steps_are_done_and_the_refusal_names_them(reviewer):
    case = taken_up(reviewer, step("a"), step("b", 2))

    with pytest.raises(steps.StepsUnfinished, match="Step a, Step b") as refusal:
        review.recommend(application=case, by=reviewer, at=now())

    assert [each["path"] for each in refusal.value.errors] == ["a", "b"]
    case.refresh_from_db()
    assert case.status == ApplicationStatus.UNDER_REVIEW
    done(case, "a", colleague("one"))
    done(case, "b", colleague("two"))
    review.recommend(application=case, by=reviewer, at=now())
    assert case.status == ApplicationStatus.RECOMMENDED


def test_to_recommend_passes_the_officers_own_steps_of_every_stage(reviewer):
    case = taken_up(reviewer, step("papers", by="officer"), step("again", 2, by="officer"))

    review.recommend(application=case, by=reviewer, at=now())

    row = the(case, "again")
    assert states(case) == {"papers": "passed", "again": "passed"}
    assert (row.answered_by, row.checked) == (reviewer, [0, 1])


def test_an_officers_step_that_was_answered_with_no_is_not_passed_by_recommending(reviewer):
    case = taken_up(reviewer, step("papers", by="officer"))
    steps.fail(step=the(case, "papers"), checked=[0], note="名册不符", by=reviewer, at=now())

    with pytest.raises(steps.StepsUnfinished):
        review.recommend(application=case, by=reviewer, at=now())


def test_the_officers_step_waits_for_the_visit_before_it(reviewer):
    case = taken_up(reviewer, step("visit"), step("papers", 2, by="officer"))

    with pytest.raises(steps.StepsUnfinished) as refusal:
        review.recommend(application=case, by=reviewer, at=now())

    assert [each["code"] for each in refusal.value.errors] == ["open", "not_open"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"checked": [0]}, steps.NotAllChecked), ({"checked": [0, 1, 2]}, steps.NotAllChecked)],
)
def test_a_step_passes_with_every_point_in_order_only(reviewer, said, refusal):
    case = taken_up(reviewer, step("a"))

    with pytest.raises(refusal):
        steps.complete(step=the(case, "a"), by=colleague("one"), at=now(), **said)

    assert states(case) == {"a": "open"}


def test_who_says_no_or_not_needed_says_why(reviewer):
    case, one = taken_up(reviewer, step("a")), colleague("one")

    with pytest.raises(steps.WhyMissing):
        steps.fail(step=the(case, "a"), checked=[], note=" ", by=one, at=now())
    with pytest.raises(steps.WhyMissing):
        steps.skip(step=the(case, "a"), note="", by=reviewer, at=now())

    steps.skip(step=the(case, "a"), note="上周已看过", by=reviewer, at=now())
    assert states(case) == {"a": "not_needed"}


def test_a_step_belongs_to_its_role_its_office_and_nobody_of_the_firm(reviewer, inspector, other_reviewer):
    case = taken_up(reviewer, step("visit", by="inspector", office="district"))
    insider = colleague("insider", Role.INSPECTOR, inspector.appointments.get().division)
    MembershipFactory(user=insider, firm=case.firm)
    in_the_street = colleague("street", Role.INSPECTOR)

    for stranger in (reviewer, other_reviewer, insider, in_the_street):
        with pytest.raises(PermissionDenied):
            done(case, "visit", stranger)

    assert done(case, "visit", inspector).answered_by == inspector


def test_what_a_colleague_has_in_hand_is_theirs_until_they_let_go(reviewer):
    case, first, second = taken_up(reviewer, step("a")), colleague("one"), colleague("two")
    steps.take(step=the(case, "a"), by=first, at=now())

    with pytest.raises(PermissionDenied):
        done(case, "a", second)

    steps.put_back(step=the(case, "a"), by=first, at=now())
    assert done(case, "a", second).answered_by == second


def test_steps_rest_while_the_case_is_not_under_review(reviewer):
    case, one = taken_up(reviewer, step("a")), colleague("one")
    review.return_for_correction(application=case, reasons=["plan_too_thin"], note="", by=reviewer, at=now())

    with pytest.raises(TransitionNotAllowed) as refusal:
        done(case, "a", one)

    assert refusal.value.current == ApplicationStatus.RETURNED
    assert steps.verbs_for(the(case, "a"), by=one) == []


def corrected(case, reviewer):
    """Returned, handed in again, taken up again."""
    review.return_for_correction(application=case, reasons=["plan_too_thin"], note="", by=reviewer, at=now())
    by = case.firm.memberships.get(is_signatory=True).user
    applications.submit(application=case, committed=True, by=by, at=now())
    return review.claim(application=case, by=reviewer, at=now())


def test_after_a_correction_what_was_not_passed_is_done_again_and_what_others_passed_stands(reviewer):
    case = taken_up(reviewer, step("papers", by="officer"), step("a"), step("b"), step("c", 2))
    one = colleague("one")
    steps.complete(step=the(case, "papers"), checked=ALL, by=reviewer, at=now())
    done(case, "a", one)
    steps.fail(step=the(case, "b"), checked=[0], note="无隔离点", by=one, at=now())

    corrected(case, reviewer)

    assert states(case) == {"papers": "open", "a": "passed", "b": "open", "c": "not_open"}
    row = the(case, "b")
    assert (row.note, row.checked, row.answered_by, row.submission) == ("", [], None, 2)
    reopened = AuditEvent.objects.filter(subject_id=str(row.pk), verb="step.reopen").get()
    assert reopened.data["note"] == "无隔离点"


def test_a_step_done_again_lets_the_later_ones_wait(reviewer):
    case = taken_up(reviewer, step("a"), step("b", 2))
    done(case, "a", colleague("one"))

    steps.reopen(step=the(case, "a"), note="照片不清", by=reviewer, at=now())

    assert states(case) == {"a": "open", "b": "not_open"}


def test_a_step_with_a_threshold_or_a_flag_is_asked_of_such_cases_only(reviewer):
    case = taken_up(reviewer, step("many", at_least=50), step("held", flags=["people_held"]), step("all"))

    assert states(case) == {"all": "open"}


def test_a_case_handed_over_before_anybody_had_it_gets_its_steps_too(reviewer, approver):
    case = taken_up(reviewer, step("a"))
    Step.objects.all()._raw_delete("default")
    review.release(application=case, by=reviewer, at=now())

    review.hand_over(application=case, to=reviewer, by=approver, at=now())

    assert states(case) == {"a": "open"}


def test_a_policy_without_steps_asks_for_none(reviewer):
    case = taken_up(reviewer)

    review.recommend(application=case, by=reviewer, at=now())

    assert states(case) == {}


@pytest.mark.parametrize("verb", list(STEP))
def test_every_verb_is_refused_outside_its_states(reviewer, verb):
    case = taken_up(reviewer, step("a", by="officer"))
    row = the(case, "a")
    outside = {
        status for status in ("not_open", "open", "taken", "passed") if status not in STEP[verb].sources
    }

    for status in outside:
        fields = {"answered_at": now(), "answered_by": reviewer} if status == "passed" else {}
        fields |= {"taken_at": now(), "taken_by": reviewer} if status == "taken" else {}
        blank = {"answered_at": None, "answered_by": None, "taken_at": None, "taken_by": None}
        force(Step.objects.filter(pk=row.pk), status=status, **(blank | fields))
        with pytest.raises(TransitionNotAllowed), STEP.transition(row, verb, by=reviewer, at=now()):
            pytest.fail("the body must not run")


def test_one_shipped_set_has_serial_steps_and_one_has_parallel_ones():
    by_slug = {
        slug: [each.stage for each in load_policy(SHIPPED / f"{slug}.toml").body.review_steps]
        for slug in ("ningbo-yinzhou-2020-02-06", "wenzhou-2020-02-12")
    }

    assert by_slug == {"ningbo-yinzhou-2020-02-06": [1, 2], "wenzhou-2020-02-12": [1, 1, 1]}


def test_another_places_reviewer_has_no_step_here(reviewer):
    taken_up(reviewer, step("a"))
    elsewhere = official(Role.REVIEWER, other_street())

    assert not Step.objects.visible_to(elsewhere).exists()


def test_to_recommend_asks_the_database_a_fixed_number_of_times(reviewer, django_assert_max_num_queries):
    case = claimed(reviewer)

    with django_assert_max_num_queries(40):
        review.recommend(application=case, by=reviewer, at=now())


@pytest.mark.parametrize(("kind", "asked"), [("add_staff", {"papers"}), ("more_heads", {"papers", "visit"})])
def test_a_change_of_what_was_approved_goes_through_the_steps_that_the_policy_names(
    kind, asked, applicant, reviewer, approver
):
    approved = opened(reviewer, approver, applicant.firms.get()).application
    with_steps(step("papers"), step("visit") | {"amendments": ["more_heads"]})
    new = amendments.amend(
        application=Application.objects.get(pk=approved.pk), kind=AmendmentKind(kind), by=applicant, at=now()
    )
    later = {"opens_on": approved.opens_on + timedelta(days=30)}
    edit(application=new, changes=later, by=applicant, at=now())
    new = Application.objects.get(pk=new.pk)
    applications.submit(application=new, committed=True, by=applicant, at=now())

    review.claim(application=new, by=reviewer, at=now())

    assert set(states(new)) == asked


def test_the_kinds_of_change_in_a_policy_are_those_of_an_amendment():
    assert {each.value for each in Change} == set(AmendmentKind.values)
