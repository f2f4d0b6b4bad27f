"""Grace where another table of classes takes over: who was held before, and who was not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reopening.models import Application, PolicySet, StaffMember
from reopening.queries import case_facts
from reopening.services import posts
from reopening.services.posts import Holding
from tests.factories import policy_set
from tests.reopening.policies import draft_of, today
from tests.reopening.services.test_switching import draft, put_in_force  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_people_are_classed_by_the_new_table_and_the_grace_knows_the_old_one(administrator, draft):  # noqa: F811
    said = {"declared_on": today().isoformat(), "outside_city": True}
    first = draft.staff.order_by("pk").first()
    StaffMember.objects.filter(pk=first.pk).update(answers=said, class_code="B")
    body = policy_set().body
    gates = [each | {"classes": ["A", "C", "E"]} if "classes" in each else each for each in body["gates"]]
    PolicySet.objects.update(body=body | {"gates": gates})  # who is outside the city kept nobody from opening
    row = draft_of(administrator)
    screening = row.body["screening"]
    worst = screening["classes"][-1]["key"]
    rules = [each | {"to": worst} if each["fact"] == "outside_city" else each for each in screening["rules"]]
    put_in_force(
        administrator,
        "no_refiling",
        grace_days=3,
        screening=screening | {"rules": rules},
        supplies=row.body["supplies"],
    )

    first.refresh_from_db()
    assert first.class_code == worst
    found = case_facts(Application.objects.get(pk=draft.pk), timezone.now()).findings
    [held] = [each for each in found if each.rule == "on_site_classes"]
    assert (held.level, held.blocks_from != "") == ("warn", True)


def rules_where_posts_block(body, *, without: str = ""):
    """The body with a post that blocks, whose table knows nothing of the fact `without`."""
    screening = body["screening"]
    return body | {
        "posts": [each | {"level": "block"} for each in body["posts"]],
        "gates": [
            each | {"level": "block"} if each["kind"] == "safety_posts" else each for each in body["gates"]
        ],
        "screening": screening | {"rules": [each for each in screening["rules"] if each["fact"] != without]},
    }


@pytest.mark.parametrize(("grace_days", "level"), [(3, "warn"), (0, "block")])
def test_a_post_held_under_the_table_before_is_held_until_the_grace_ends(
    administrator,
    draft,  # noqa: F811
    applicant,
    grace_days,
    level,
):
    """The new table keeps the holder at home, the one before did not: nothing blocked before."""
    body = policy_set().body
    PolicySet.objects.update(body=rules_where_posts_block(body, without="household_ill"))
    person = draft.staff.order_by("pk").first()
    StaffMember.objects.filter(pk=person.pk).update(
        answers={"declared_on": today().isoformat(), "household_ill": True}
    )
    posts.save_posts(
        application=draft,
        holdings={"safety_manager": [Holding(person.public_id)]},
        by=applicant,
        at=timezone.now(),
    )

    put_in_force(
        administrator, "no_refiling", grace_days, screening=body["screening"], supplies=body["supplies"]
    )

    person.refresh_from_db()
    assert person.class_code == "C"
    found = case_facts(Application.objects.get(pk=draft.pk), timezone.now()).findings
    [gap] = [each for each in found if each.rule == "safety_posts"]
    assert (gap.level, bool(gap.blocks_from)) == (level, level == "warn")


def test_whom_the_table_before_kept_until_a_new_declaration_has_no_grace(administrator, draft):  # noqa: F811
    """Symptoms hold until the person declares anew, whatever day stands beside them: that blocked before, too."""
    person = draft.staff.order_by("pk").first()
    said = {"declared_on": (today() - timedelta(days=40)).isoformat(), "symptoms": True}
    StaffMember.objects.filter(pk=person.pk).update(answers=said, class_code="E", cause={"rule": "symptoms"})
    row = draft_of(administrator)
    rules = [
        each | {"days": 21} if each["fact"] == "symptoms" else each for each in row.body["screening"]["rules"]
    ]
    screening = row.body["screening"] | {"rules": rules}

    put_in_force(
        administrator, "no_refiling", grace_days=3, screening=screening, supplies=row.body["supplies"]
    )

    found = case_facts(Application.objects.get(pk=draft.pk), timezone.now()).findings
    [held] = [each for each in found if each.rule == "on_site_classes"]
    assert (held.level, held.blocks_from) == ("block", "")
