from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import trail
from core.errors import TransitionNotAllowed
from reopening.models import PolicySet
from reopening.policy import toml
from reopening.policy.files import parse_policy
from reopening.services import policy_drafts, publishing
from reopening.services.publishing import NoNotice, NotPreviewed, Overlaps, file_of
from tests.reopening.policies import NOTICE, draft_of, previewed, published, today

pytestmark = pytest.mark.django_db


def test_a_new_version_takes_over_on_its_day_and_the_old_one_ends_before(administrator):
    row = published(draft_of(administrator, in_days=3), administrator)

    old = row.made_from
    old.refresh_from_db()
    assert (row.status, row.version, old.status) == ("published", 2, "published")
    assert old.valid_until == row.valid_from - timedelta(days=1)
    assert PolicySet.objects.effective("330106002", row.valid_from) == row
    assert PolicySet.objects.effective("330106002", row.valid_from - timedelta(days=1)) == old
    assert (row.notice_number, row.notice_on, row.published_by) == (
        NOTICE["notice_number"],
        NOTICE["notice_on"],
        administrator,
    )
    assert trail(row).last().verb == "policyset.publish"


def test_a_version_from_the_same_day_replaces_the_old_one(administrator):
    draft = draft_of(administrator)
    policy_drafts.edit(
        policy_set=draft,
        changes={"valid_from": draft.made_from.valid_from},
        by=administrator,
        at=timezone.now(),
    )

    row = published(draft, administrator)

    old = row.made_from
    old.refresh_from_db()
    assert (old.status, trail(old).last().verb) == ("replaced", "policyset.replace")
    assert row.status == "published"


def test_the_file_of_a_published_set_has_its_digest(administrator):
    row = published(draft_of(administrator), administrator)

    text = toml.document(file_of(row, row.rules).model_dump())

    assert parse_policy(text, file_name="x").sha256 == row.digest


def test_another_set_on_one_of_its_days_is_refused_by_the_database(administrator):
    published(draft_of(administrator, in_days=3, slug="spring"), administrator)
    late = draft_of(administrator, in_days=1, slug="other")
    previewed(late, administrator)

    with pytest.raises(Overlaps):
        publishing.publish(policy_set=late, **NOTICE, by=administrator, at=timezone.now())

    late.refresh_from_db()
    assert late.status == "draft"
    first = PolicySet.objects.get(slug="hangzhou-2020-02-10")
    assert first.valid_until == today() + timedelta(days=2)


def test_without_a_preview_of_its_revision_it_is_not_published(administrator):
    row = draft_of(administrator)

    with pytest.raises(NotPreviewed):
        publishing.publish(policy_set=row, **NOTICE, by=administrator, at=timezone.now())
    previewed(row, administrator)
    policy_drafts.edit(policy_set=row, changes={"title": "x"}, by=administrator, at=timezone.now())
    with pytest.raises(NotPreviewed):
        publishing.publish(policy_set=row, **NOTICE, by=administrator, at=timezone.now())


def test_a_preview_from_before_another_publication_counts_no_more(administrator):
    row = draft_of(administrator, in_days=9, slug="later")
    previewed(row, administrator)
    published(draft_of(administrator, in_days=2, slug="sooner"), administrator)

    with pytest.raises(NotPreviewed):
        publishing.publish(policy_set=row, **NOTICE, by=administrator, at=timezone.now())


def test_number_and_date_of_the_notice_are_required_by_service_and_database(administrator):
    row = draft_of(administrator)
    previewed(row, administrator)

    with pytest.raises(NoNotice):
        publishing.publish(
            policy_set=row, **NOTICE | {"notice_number": " "}, by=administrator, at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicySet.objects.filter(pk=row.pk).update(published_at=timezone.now(), published_by=administrator)


def test_it_is_published_once(administrator):
    row = published(draft_of(administrator), administrator)

    with pytest.raises(TransitionNotAllowed):
        publishing.publish(policy_set=row, **NOTICE, by=administrator, at=timezone.now())
