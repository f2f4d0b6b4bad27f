from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.audit import trail
from core.errors import Stale, TransitionNotAllowed
from core.models import Role
from reopening.models import PolicySet
from reopening.policy.files import SHIPPED, load_policy
from reopening.services import policy_drafts
from reopening.services.policy_drafts import digest_of_part
from tests.factories import division, policy_set
from tests.personas import official
from tests.reopening.policies import draft_of

pytestmark = pytest.mark.django_db


def test_a_draft_begins_as_a_copy_and_holds_nowhere(administrator):
    row = draft_of(administrator)

    assert (row.status, row.version, row.made_from.version) == ("draft", 0, 1)
    assert row.body == row.made_from.body
    assert PolicySet.objects.effective("3301", timezone.now().date()) == row.made_from
    assert [event.verb for event in trail(row)] == ["policyset.draft", "policyset.edit"]


def test_an_administrator_of_another_place_may_not_begin_one(db):
    other = official(Role.ADMINISTRATOR, division("3303", "温州市", "Wenzhou City"))

    with pytest.raises(PermissionDenied):
        draft_of(other)


def test_the_nations_rules_are_for_those_appointed_there(administrator):
    nation = division("00", "全国", "The nation")
    at = timezone.now()
    made_from = policy_set()
    values = {"made_from": made_from, "slug": "nation", "valid_from": date(2020, 3, 3), "division": nation}

    with pytest.raises(PermissionDenied):
        policy_drafts.draft(**values, by=administrator, at=at)
    row = policy_drafts.draft(**values, by=official(Role.ADMINISTRATOR, nation), at=at)
    assert row.division_id == "00"


def test_a_part_is_saved_with_its_mistakes(administrator):
    row = draft_of(administrator)
    lead = row.body["lead_time"] | {"days": "three"}

    policy_drafts.save_part(
        policy_set=row,
        part="lead_time",
        values={"lead_time": lead},
        seen=digest_of_part(row.body, "lead_time"),
        by=administrator,
        at=timezone.now(),
    )

    row.refresh_from_db()
    assert row.body["lead_time"]["days"] == "three"
    assert row.revision == 3


def test_two_people_at_two_parts_are_not_in_each_others_way_but_at_one_they_are(administrator):
    row = draft_of(administrator)
    seen = {part: digest_of_part(row.body, part) for part in ("lead_time", "certificate")}

    def save(part, **values):
        policy_drafts.save_part(
            policy_set=PolicySet.objects.get(pk=row.pk),
            part=part,
            values=values,
            seen=seen[part],
            by=administrator,
            at=timezone.now(),
        )

    save("lead_time", lead_time=row.body["lead_time"] | {"days": 4})
    save("certificate", certificate=row.body["certificate"] | {"days": 90, "until": None})
    with pytest.raises(Stale):
        save("lead_time", lead_time=row.body["lead_time"] | {"days": 5})
    row.refresh_from_db()
    assert (row.body["lead_time"]["days"], row.body["certificate"]["days"]) == (4, 90)


def test_an_edit_over_an_old_revision_is_refused(administrator):
    row = draft_of(administrator)

    with pytest.raises(Stale):
        policy_drafts.edit(
            policy_set=row, changes={"title": "x"}, by=administrator, at=timezone.now(), revision=1
        )


def test_the_last_day_comes_after_the_first(administrator):
    row = draft_of(administrator)

    with pytest.raises(ValidationError) as refusal:
        policy_drafts.edit(
            policy_set=row,
            changes={"valid_until": date(2019, 1, 1)},
            by=administrator,
            at=timezone.now(),
        )
    assert list(refusal.value.error_dict) == ["valid_until"]


def test_a_file_takes_the_place_of_the_drafts_content(administrator):
    row = draft_of(administrator)
    file = load_policy(SHIPPED / "wenzhou-2020-02-12.toml")

    with pytest.raises(PermissionDenied):
        policy_drafts.take_file(policy_set=row, file=file, by=administrator, at=timezone.now())
    row = draft_of(administrator)
    own = load_policy(SHIPPED / "hangzhou-2020-02-10.toml")
    policy_drafts.take_file(policy_set=row, file=own, by=administrator, at=timezone.now())
    assert row.valid_from == date(2020, 2, 10)


def test_a_file_of_an_unknown_place_is_refused(administrator):
    file = load_policy(SHIPPED / "chongqing-yubei-2020-02-20.toml")

    with pytest.raises(ValidationError):
        policy_drafts.draft_from_file(file=file, by=administrator, at=timezone.now())


def test_a_discarded_draft_is_edited_no_more(administrator):
    row = draft_of(administrator)
    policy_drafts.discard(policy_set=row, by=administrator, at=timezone.now())

    with pytest.raises(TransitionNotAllowed):
        policy_drafts.edit(policy_set=row, changes={"title": "x"}, by=administrator, at=timezone.now())


def test_drafts_are_seen_by_their_places_administrators_alone(administrator, reviewer, applicant):
    row = draft_of(administrator)

    assert row in PolicySet.objects.visible_to(administrator)
    for other in (reviewer, applicant):
        assert list(PolicySet.objects.visible_to(other)) == [row.made_from]
