"""Questions across models keep to their indexes, whatever the planner believes of the tables."""

import pytest
from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from core.fields import encrypt
from reopening.elsewhere import (
    ListedElsewhere,
    is_listed_elsewhere,
    keys_among,
    keys_elsewhere,
    listed_elsewhere,
)
from reopening.models import Application
from reopening.services import applications
from reopening.services.elsewhere import tell_earlier
from tests.factories import ApplicationFactory, MembershipFactory, ready_application, resident_id
from tests.plans import efforts

pytestmark = pytest.mark.django_db

PEOPLE, FIRMS = 400, 40
# One pass over all rosters is forgiven when the statistics say that all of them are this one; one for each
# person of it would be a thousand times as much.
LINEAR = {
    "of empty tables": 20 * PEOPLE,
    "of one roster": 20 * PEOPLE + 2 * PEOPLE * FIRMS,
    "as it is": 20 * PEOPLE,
}
PEOPLE_SQL = """
INSERT INTO reopening_staffmember (application_id, row_number, name, resident_id, resident_id_hash, mobile, post,
    on_site, place, answers, class_code, measure, cause, updated_at)
SELECT %s, n, '样例', %s, md5(n::text), '', '', true, '', '{}', 'D', 'may_work', '{}', now()
FROM generate_series(%s, %s) n
"""


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reopening_staffmember, reopening_application, reopening_firm")


def put_people(application: Application, first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_SQL, [application.pk, encrypt(resident_id(1)), first, last])


def filed_rosters() -> list[Application]:
    """FIRMS of them; the first lists ten people of the roster 1 to PEOPLE, the second five of these."""
    rows = ApplicationFactory.create_batch(FIRMS)
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(
        status="submitted",
        number=Concat(Value("n"), Cast("pk", CharField())),
        snapshot={},
        due_at=timezone.now(),
    )
    for place, row in enumerate(rows):
        put_people(row, 10_000 + place * PEOPLE, 10_000 + (place + 1) * PEOPLE - 11)
    put_people(rows[0], 1, 10)
    put_people(rows[1], 6, 10)
    return rows


def roster_in_a_crowd(statistics: str) -> tuple[Application, list[Application]]:
    """A draft of PEOPLE people among filed rosters, with the statistics of a moment before they came."""
    firm = MembershipFactory(firm__staff_total=PEOPLE).firm
    draft = ready_application(firm, staff=0, masks=100_000, heads_on_site=PEOPLE, area_m2=100_000)
    draft.inventory.exclude(item_code="mask").update(quantity=10_000_000)
    if statistics == "of empty tables":
        analyse()
    put_people(draft, 1, PEOPLE)
    if statistics == "of one roster":
        analyse()
    others = filed_rosters()
    if statistics == "as it is":
        analyse()
    return draft, others


STATISTICS = pytest.mark.parametrize("statistics", list(LINEAR))


@STATISTICS
def test_who_is_listed_elsewhere_is_looked_up_by_hash(statistics):
    draft, others = roster_in_a_crowd(statistics)

    with efforts() as found:
        told = listed_elsewhere(draft)

    assert told == ListedElsewhere(people=10, by_application={others[0].pk: 10, others[1].pk: 5})
    assert sum(each for each, _sql in found) < LINEAR[statistics]


@STATISTICS
def test_the_people_listed_elsewhere_are_looked_up_by_hash(statistics):
    draft, _others = roster_in_a_crowd(statistics)

    with efforts() as found:
        keys = keys_elsewhere(draft)

    assert set(draft.staff.filter(pk__in=keys).values_list("row_number", flat=True)) == set(range(1, 11))
    assert sum(each for each, _sql in found) < LINEAR[statistics]


@STATISTICS
def test_the_people_of_a_page_are_looked_up_alone(statistics):
    draft, _others = roster_in_a_crowd(statistics)
    page = list(draft.staff.order_by("pk")[5:15])

    with efforts() as found:
        keys = keys_among(draft, page)

    assert set(keys) == {person.pk for person in page[:5]}
    assert sum(each for each, _sql in found) < PEOPLE


@STATISTICS
def test_who_filed_first_is_counted_by_hash(statistics):
    draft, others = roster_in_a_crowd(statistics)
    Application.objects.filter(pk=draft.pk).update(
        status="submitted", number="n", snapshot={}, due_at=timezone.now(), people_elsewhere=10
    )

    with efforts() as found:
        told = tell_earlier(application=draft)

    assert told == 2
    rows = Application.objects.filter(pk__in=[row.pk for row in others], people_elsewhere__gt=0)
    assert dict(rows.values_list("pk", "people_elsewhere")) == {others[0].pk: 10, others[1].pk: 5}
    assert sum(each for each, _sql in found) < 3 * LINEAR["of one roster"]  # one pass is forgiven to each


@STATISTICS
def test_one_person_is_looked_up_alone(statistics):
    draft, _others = roster_in_a_crowd(statistics)

    people = [draft.staff.get(row_number=number) for number in (5, 11)]

    with efforts() as found:
        told = [is_listed_elsewhere(person) for person in people]

    assert told == [True, False]
    assert sum(each for each, _sql in found) < PEOPLE


@STATISTICS
def test_no_statement_of_submitting_costs_more_than_the_roster_is_long(statistics):
    draft, _others = roster_in_a_crowd(statistics)
    signatory = draft.firm.members.get()

    with efforts() as found:
        applications.submit(application=draft, committed=True, by=signatory, at=timezone.now())

    assert draft.people_elsewhere == 10
    assert [sql for each, sql in found if each > LINEAR[statistics]] == []
