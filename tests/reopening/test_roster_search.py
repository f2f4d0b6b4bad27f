"""Searching a roster: who is found, and that nobody else's roster is gone through for it."""

import pytest
from django.utils import timezone

from core.fields import blind_index
from core.paging import keyset
from reopening.declared import undeclared
from reopening.models import StaffMember
from reopening.roster_search import found_on_roster
from tests.factories import ApplicationFactory, StaffMemberFactory, resident_id
from tests.plans import efforts
from tests.reopening.test_queries import analyse, put_people

PEOPLE, ROSTERS = 300, 60  # 18,000 people in all
EFFORT = 4 * PEOPLE  # pages and rows: passes over the own roster; over all of them it would be 18,000


@pytest.fixture
def draft(db):
    return ApplicationFactory()


def names(application, words):
    return sorted(found_on_roster(application, words=words).values_list("name", flat=True))


def test_people_are_found_by_a_part_of_the_name_or_the_end_of_the_number(draft):
    number, other = "330106199001010027", "33010619900101004X"
    for name, identity in (("王小明", number), ("李明", other), ("赵四", resident_id(9))):
        StaffMemberFactory(
            application=draft, name=name, resident_id=identity, resident_id_hash=blind_index(identity)
        )
    StaffMemberFactory(name="王小明", resident_id=number, resident_id_hash=blind_index(number))

    assert names(draft, "") == ["李明", "王小明", "赵四"]
    assert names(draft, "明") == ["李明", "王小明"]
    assert names(draft, " 王小 ") == ["王小明"]
    assert names(draft, "0027") == ["王小明"]
    assert names(draft, "００４ｘ") == ["李明"]
    assert names(draft, "027") == []  # three characters point at too many
    assert names(draft, "330106") == []  # the beginning of a number is no search
    assert names(draft, "没有") == []
    assert names(draft, "%") == []


@pytest.fixture
def crowd(draft):
    """The draft's roster among many others; its last person is the rare one."""
    for place, each in enumerate(ApplicationFactory.create_batch(ROSTERS - 1), start=1):
        put_people(each, place * PEOPLE + 1, (place + 1) * PEOPLE)
    put_people(draft, 1, PEOPLE)
    rare = StaffMember.objects.filter(application=draft).latest("pk")
    rare.name, rare.resident_id, rare.class_code = "少见", "330106199001010027", "E"
    rare.save()
    own = StaffMember.objects.filter(application=draft).exclude(pk=rare.pk)
    day = timezone.now()
    own.update(declared_by="person", declared_at=day, consent_at=day, consent_version="1")
    analyse()
    assert StaffMember.objects.count() == PEOPLE * ROSTERS
    return draft


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, 50),
        ({"words": "样例"}, 50),
        ({"words": "少见"}, 1),
        ({"words": "0027"}, 1),
        ({"class_code": "E"}, 1),
    ],
)
def test_a_search_goes_through_its_own_roster_only(crowd, asked, rows):
    with efforts() as found:
        page = keyset(found_on_roster(crowd, **asked), order=("pk",), limit=50)

    assert len(page.rows) == rows
    assert max(effort for effort, _sql in found) <= EFFORT, found


def test_the_few_who_are_missing_are_found_in_their_own_roster_only(crowd):
    with efforts() as found:
        page = keyset(undeclared(crowd, timezone.now()), order=("pk",), limit=50)

    assert [person.name for person in page.rows] == ["少见"]
    assert max(effort for effort, _sql in found) <= EFFORT, found
