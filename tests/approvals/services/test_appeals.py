"""Appeals: within their time, once, answered by somebody who has not decided before."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.home import tasks
from approvals.models import Appeal, Outcome
from approvals.queries.appeals import standing_of, to_answer
from approvals.services import appeals, chain, decisions, review, revocations
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from core.services.desk import the_desk
from reopening.models import Application, PolicySet
from tests.approvals.cases import claimed, recommended
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    UserFactory,
    city,
    other_street,
    ready_application,
    street,
)

pytestmark = pytest.mark.django_db
GROUNDS = "名册中的三人当日轮休，并未到岗。"
ANSWER = "经核实，排班表属实。"


def now():
    return timezone.now()


def approver_of(place):
    return AppointmentFactory(role=Role.APPROVER, division=place, user=UserFactory()).user


@pytest.fixture
def chief():
    """An approver of the office above."""
    return approver_of(city())


def rejected(reviewer, approver, firm, at=None, make=recommended):
    case = make(reviewer, firm)
    decisions.reject(application=case, reasons=["untrue"], note="名册不符", by=approver, at=at or now())
    return Application.objects.select_related("firm", "policy_set").get(pk=case.pk)


@pytest.fixture
def case(reviewer, approver, applicant):
    return rejected(reviewer, approver, applicant.firms.get())


def file(case, by, at=None):
    return appeals.appeal(application=case, grounds=GROUNDS, by=by, at=at or now())


def chain_of(case):
    return list(case.decisions.select_related("answers").order_by("sequence"))


def test_an_appeal_is_told_to_who_may_answer_and_to_nobody_else(case, applicant, approver, chief, reviewer):
    row = file(case, applicant)

    told = set(Notification.objects.filter(kind="appeal.filed").values_list("user", flat=True))
    assert told == {chief.pk}
    assert (row.status, row.decision.outcome) == ("filed", "rejected")
    assert trail(row).get().verb == "appeal.file"
    event = trail(case).last()
    assert (event.verb, event.actor, event.note) == ("application.appeal", applicant, GROUNDS)
    assert list(to_answer(chief)) == [row]
    assert not to_answer(approver).exists()
    assert "Appeals to answer" in [str(task.title) for task in tasks(chief, now())]
    assert "Appeals to answer" not in [str(task.title) for task in tasks(approver, now())]


def test_what_is_dismissed_stands_and_cannot_be_appealed_again(case, applicant, chief):
    row = file(case, applicant)

    appeals.uphold(appeal=row, answer=ANSWER, by=chief, at=now())

    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.status, row.status, row.answered_by, row.answer) == ("rejected", "upheld", chief, ANSWER)
    rows = chain_of(case)
    assert [each.outcome for each in rows] == [Outcome.REJECTED, Outcome.UPHELD]
    assert chain.verify(rows) is None
    assert Notification.objects.filter(user=applicant, kind="appeal.upheld").count() == 1
    with pytest.raises(appeals.NothingToAppeal):
        file(case, applicant)
    with pytest.raises(TransitionNotAllowed):
        appeals.overturn(appeal=row, answer=ANSWER, by=chief, at=now())


def test_a_rejection_that_is_overturned_is_decided_again(case, applicant, chief, approver):
    row = file(case, applicant)

    appeals.overturn(appeal=row, answer=ANSWER, by=chief, at=now())

    case.refresh_from_db()
    assert case.status == "recommended"
    assert case.due_at > now()
    assert Notification.objects.filter(kind="appeal.answered").count() == 2  # the decider, the officer
    decisions.approve(application=case, by=approver, at=now())
    rows = chain_of(case)
    outcomes = [each.outcome for each in rows]
    assert outcomes == [Outcome.REJECTED, Outcome.OVERTURNED, Outcome.APPROVED]
    assert chain.verify(rows) is None


def test_what_was_rejected_before_it_was_ready_goes_back_to_its_officer(reviewer, approver, applicant, chief):
    case = rejected(reviewer, approver, applicant.firms.get(), make=claimed)
    appeals.overturn(appeal=file(case, applicant), answer=ANSWER, by=chief, at=now())

    case.refresh_from_db()
    assert (case.status, case.claimed_by) == ("under_review", reviewer)
    assert review.recommend(application=case, by=reviewer, at=now()).status == "recommended"


def test_a_second_rejection_may_be_appealed_against_anew(case, applicant, chief, approver):
    appeals.overturn(appeal=file(case, applicant), answer=ANSWER, by=chief, at=now())
    case.refresh_from_db()
    decisions.reject(application=case, reasons=["untrue"], note="仍不符", by=approver, at=now())

    assert file(case, applicant).decision.sequence == 3


def test_a_revoked_approval_is_given_back(certificate, approver, applicant, chief):
    revocations.revoke(certificate=certificate, reason="误判", by=approver, at=now())
    case = Application.objects.select_related("firm", "policy_set").get(pk=certificate.application_id)
    row = file(case, applicant)
    assert "reinstate" not in revocations.verbs_for(certificate, by=chief)
    with pytest.raises(revocations.AppealWaits):
        revocations.reinstate(certificate=certificate, note="核实有误", by=chief, at=now())

    appeals.overturn(appeal=row, answer=ANSWER, by=chief, at=now())

    case.refresh_from_db()
    certificate.refresh_from_db()
    assert (case.status, certificate.status) == ("approved", "valid")
    rows = chain_of(case)
    assert [each.outcome for each in rows][1:] == ["revoked", "overturned", "reinstated"]
    assert chain.verify(rows) is None
    assert standing_of(case, now()) is None


def test_an_approval_that_lapsed_by_itself_is_given_back_too(certificate, applicant, chief, approver):
    lapse = {"outcome": Outcome.LAPSED, "verb": "lapse"}
    assert revocations.revoke_many([certificate], reason="逾期", by=the_desk(), at=now(), **lapse) == {}
    row = file(Application.objects.get(pk=certificate.application_id), applicant)
    told = Notification.objects.filter(kind="appeal.filed").values_list("user", flat=True)
    assert set(told) == {approver.pk, chief.pk}

    appeals.overturn(appeal=row, answer=ANSWER, by=approver, at=now())

    certificate.refresh_from_db()
    assert certificate.status == "valid"
    rows = chain_of(certificate.application)
    assert [each.outcome for each in rows][1:] == ["lapsed", "overturned", "reinstated"]


def test_neither_the_decider_nor_the_officer_nor_the_firm_nor_another_place_answers(
    case, applicant, approver, reviewer
):
    row = file(case, applicant)
    AppointmentFactory(role=Role.APPROVER, division=street().parent, user=reviewer)  # the officer of the case
    AppointmentFactory(role=Role.APPROVER, division=street().parent, user=applicant)
    for person in (approver, reviewer, applicant, approver_of(other_street())):
        with pytest.raises(PermissionDenied):
            appeals.uphold(appeal=row, answer=ANSWER, by=person, at=now())

    row.refresh_from_db()
    assert row.status == "filed"


def test_who_proposed_a_revocation_does_not_answer(certificate, approver, applicant, chief):
    second = approver_of(street().parent)
    revocations.propose_revocation(certificate=certificate, reason="停工", by=second, at=now())
    revocations.revoke(certificate=certificate, reason="停工", by=approver, at=now())
    row = file(Application.objects.get(pk=certificate.application_id), applicant)

    with pytest.raises(PermissionDenied):
        appeals.overturn(appeal=row, answer=ANSWER, by=second, at=now())
    assert appeals.uphold(appeal=row, answer=ANSWER, by=chief, at=now()).outcome == "upheld"


def test_days_are_working_days_and_the_day_of_the_decision_is_not_counted(reviewer, approver, applicant):
    friday = datetime(2020, 2, 21, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai
    case = rejected(reviewer, approver, applicant.firms.get(), at=friday)

    assert standing_of(case, friday).until == date(2020, 3, 6)  # ten working days, over two weekends
    assert file(case, applicant, friday + timedelta(days=1)).due_on == date(2020, 2, 28)


def test_the_last_instant_is_in_time_and_the_next_day_is_too_late(case, applicant):
    until = standing_of(case, now()).until
    last = datetime(until.year, until.month, until.day, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai

    assert not standing_of(case, last).is_late
    with pytest.raises(appeals.AppealTooLate, match=f"ended on {until}"):
        file(case, applicant, last + timedelta(minutes=1))
    assert not Appeal.objects.exists()
    assert file(case, applicant, last).due_on > until


def test_a_policy_sets_its_own_days(case, applicant):
    rule = {"file_within": 1, "answer_within": 2, "ours": True, "why": {"zh": "快", "en": "Fast"}}
    row = PolicySet.objects.get()
    PolicySet.objects.update(body=row.body | {"appeals": rule})
    case = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)

    with pytest.raises(appeals.AppealTooLate):
        file(case, applicant, now() + timedelta(days=14))


def test_a_second_appeal_is_refused_by_a_sentence_and_by_the_database(case, applicant):
    row = file(case, applicant)

    with pytest.raises(appeals.AppealedAlready):
        file(case, applicant)
    row.pk, row.public_id = None, uuid.uuid4()
    with pytest.raises(IntegrityError, match="decision_id"), transaction.atomic():
        row.save(force_insert=True)


def test_only_who_signs_for_the_firm_appeals(case, outsider, reviewer):
    member = MembershipFactory(firm=case.firm, is_signatory=False).user
    for person in (outsider, reviewer, member):
        with pytest.raises(PermissionDenied):
            file(case, person)


def test_a_case_that_was_not_decided_has_nothing_to_appeal_against(in_review, applicant):
    with pytest.raises(TransitionNotAllowed):
        file(in_review, applicant)


def test_a_firm_with_a_newer_application_withdraws_it_first(case, applicant, chief):
    row = file(case, applicant)
    ready_application(case.firm)

    with pytest.raises(appeals.OpenElsewhere):
        appeals.overturn(appeal=row, answer=ANSWER, by=chief, at=now())
    row.refresh_from_db()
    assert row.status == "filed"
