"""Appeals whose answer is late: the office above answers, the firm reads so, and it happens once."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Appeal
from approvals.queries.appeals import to_answer
from approvals.services import appeals, late_appeals
from core.audit import trail
from core.dates import SHANGHAI
from core.models import Division, Notification
from reopening.calendars import add_working_days
from reopening.timeline import timeline_of
from tests.approvals.services.test_appeals import ANSWER, approver_of, case, file
from tests.factories import city, street

__all__ = ["case"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def chiefs():
    """Approvers who may answer: another one of the district, and those of the city and of the province."""
    places = (street().parent, city(), Division.objects.get(pk="33"))
    return [approver_of(place) for place in places]


def noon(day):
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)


def hand_up(day):
    return late_appeals.hand_up(at=noon(day))


def now_with(appeal) -> str:
    return Appeal.objects.get(pk=appeal.pk).escalated_to


def test_on_its_last_day_an_answer_is_in_time_and_the_day_after_it_goes_up_once(case, applicant, chiefs):
    row = file(case, applicant)

    assert hand_up(row.due_on) == 0
    assert hand_up(row.due_on + timedelta(days=1)) == 1
    assert hand_up(row.due_on + timedelta(days=1)) == 0

    assert now_with(row) == "330106"
    assert [event.verb for event in trail(row)] == ["appeal.file", "appeal.escalate"]
    told = Notification.objects.filter(kind="appeal.late").values_list("user", flat=True)
    assert set(told) >= {chiefs[0].pk}
    assert Notification.objects.filter(kind="appeal.handed_up", user=applicant).count() == 1


def test_with_every_late_answer_it_is_the_next_office_s_and_at_the_top_it_stays(case, applicant, chiefs):
    row, found = file(case, applicant), []
    day = row.due_on + timedelta(days=1)
    for _office in range(4):
        hand_up(day)
        found.append(now_with(row))
        day = add_working_days(day, case.policy_set.rules.appeals.answer_within) + timedelta(days=1)

    assert found == ["330106", "3301", "33", "33"]
    assert Appeal.objects.get(pk=row.pk).acts_on is None


def test_only_the_office_above_answers_what_was_handed_up(case, applicant, chiefs):
    row = file(case, applicant)
    Appeal.objects.filter(pk=row.pk).update(escalated_to="3301", escalated_at=timezone.now())
    row = Appeal.objects.select_related("decision", "application__firm").get(pk=row.pk)
    district, chief, _province = chiefs

    assert [to_answer(each).exists() for each in chiefs] == [False, True, True]
    with pytest.raises(PermissionDenied):
        appeals.uphold(appeal=row, answer=ANSWER, by=district, at=timezone.now())
    appeals.uphold(appeal=row, answer=ANSWER, by=chief, at=timezone.now())

    assert Appeal.objects.get(pk=row.pk).answered_by == chief


def test_an_office_where_nobody_may_answer_is_passed_over(case, applicant):
    """The district's only approver has decided; the city has nobody."""
    province = approver_of(Division.objects.get(pk="33"))
    row = file(case, applicant)

    hand_up(row.due_on + timedelta(days=1))

    assert now_with(row) == "33"
    assert to_answer(province).exists()


def test_without_anybody_above_it_stays_where_it_is(case, applicant):
    row = file(case, applicant)

    hand_up(row.due_on + timedelta(days=1))

    assert (now_with(row), Appeal.objects.get(pk=row.pk).acts_on) == ("", None)


def test_the_firm_reads_who_answers_now_and_the_office_sees_it(case, applicant, chiefs, client):
    row = file(case, applicant)
    hand_up(row.due_on + timedelta(days=1))

    assert any("Xihu" in str(event.title) for event in timeline_of(case))
    for person in (applicant, chiefs[0]):
        client.force_login(person)
        assert "handed up to" in client.get(row.get_absolute_url()).content.decode()
