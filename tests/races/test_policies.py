"""
Two administrators publish overlapping sets for one place at once: one wins, and the other is told.

The control takes away what refuses, the exclusion constraint of the database: then both sets hold.
"""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.models import Role, User
from reopening.models import PolicySet
from reopening.services import publishing
from reopening.services.publishing import NotPreviewed, Overlaps
from tests.factories import city
from tests.personas import official
from tests.races.crowd import together
from tests.reopening.policies import NOTICE, draft_of, previewed

pytestmark = pytest.mark.django_db(transaction=True)


def two_drafts(by: User) -> list[PolicySet]:
    drafts = [draft_of(by, in_days=5, slug=slug) for slug in ("race-one", "race-other")]
    for row in drafts:
        previewed(row, by)
    return drafts


def publish_at_once(drafts: list[PolicySet], by: User) -> list[Any]:
    return together(
        *[
            lambda row=row: publishing.publish(
                policy_set=PolicySet.objects.get(pk=row.pk), **NOTICE, by=by, at=timezone.now()
            )
            for row in drafts
        ]
    )


def in_force() -> int:
    return PolicySet.objects.filter(status="published", slug__startswith="race-").count()


def test_of_two_overlapping_sets_one_is_published_and_the_other_is_refused():
    by = official(Role.ADMINISTRATOR, city())

    results = publish_at_once(two_drafts(by), by)

    assert in_force() == 1
    assert sum(isinstance(each, PolicySet) for each in results) == 1
    assert sum(isinstance(each, Overlaps | NotPreviewed) for each in results) == 1


def test_control_without_the_constraint_both_hold(monkeypatch):
    monkeypatch.setattr(publishing, "refuse_unseen", lambda policy_set: None)
    by = official(Role.ADMINISTRATOR, city())
    drafts = two_drafts(by)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reopening_policyset DROP CONSTRAINT policy_set_one_at_a_time")
    try:
        publish_at_once(drafts, by)

        assert in_force() == 2
    finally:
        PolicySet.objects.filter(slug="race-other").update(status="replaced")
        with connection.cursor() as cursor:
            cursor.execute(
                """
                ALTER TABLE reopening_policyset ADD CONSTRAINT policy_set_one_at_a_time EXCLUDE USING gist
                (division_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&)
                WHERE (status = 'published')
                """
            )


def test_with_the_constraint_alone_one_is_refused(monkeypatch):
    """The look at earlier publications is a courtesy; the database's word is the law."""
    monkeypatch.setattr(publishing, "refuse_unseen", lambda policy_set: None)
    by = official(Role.ADMINISTRATOR, city())

    results = publish_at_once(two_drafts(by), by)

    assert in_force() == 1
    assert sum(isinstance(each, Overlaps) for each in results) == 1
