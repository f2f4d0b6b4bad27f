"""Every state that any call can reach is a row of a transition table (docs/adr/0002, docs/adr/0039)."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from approvals.services import decisions
from core.models import Division, Role, User
from reopening.models import Application, PolicySet
from tests.approvals.cases import claimed, recommended
from tests.approvals.reviewing import step
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    UserFactory,
    policy_set,
    street,
    submitted_application,
)
from tests.walks.tables import check
from tests.walks.walking import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = 200
DIFFERENT = 15  # acts that two walks do at least, or they prove little
WHY = {"ours": True, "why": {"zh": "测试", "en": "test"}}
# Each world has rules of its own, so that what one forbids another one asks for.
RULES: list[dict[str, Any]] = [
    {
        "review_steps": [
            step("look"),
            step("site", by="inspector", kind="site"),
            step("join", 2, by="instructor"),
        ],
        "conditions": [WHY | {"kind": "supplies_delivered", "items": ["mask"], "when_overdue": "stop"}],
    },
    {
        "deems": True,
        "stops": {"two_revoke": True},
        "batches": {"two_sign_from_firms": 2},
        "conditions": [WHY | {"kind": "supplies_delivered", "items": ["mask"], "when_overdue": "revoke"}],
    },
    {},
]


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time the product takes it to be; it goes on from there."""
    really = timezone.now

    def set_now(at: datetime) -> None:
        ahead = at - really()
        monkeypatch.setattr(timezone, "now", lambda: really() + ahead)

    return set_now


def rules(number: int) -> None:
    row, changes = policy_set(), dict(RULES[number])
    row.body["answer"]["deemed_acceptance"] = changes.pop("deems", False)
    for key in ("stops", "batches"):
        if key in changes:
            row.body[key] = (row.body.get(key) or WHY) | changes.pop(key)
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | changes, digest=f"walk-{number}")


def people() -> None:
    place = street()
    for name, role, division in (
        ("reviewer", Role.REVIEWER, place),
        ("colleague", Role.REVIEWER, place),
        ("district", Role.REVIEWER, place.parent),
        ("approver", Role.APPROVER, place.parent),
        ("second", Role.APPROVER, place.parent),
        ("city", Role.APPROVER, Division.objects.get(pk="3301")),
        ("inspector", Role.INSPECTOR, place.parent),
        ("instructor", Role.INSTRUCTOR, place.parent),
        ("expert", Role.EXPERT, place.parent),
    ):
        AppointmentFactory(user=UserFactory(username=name, name=name), role=role, division=division)


def world(number: int) -> None:
    """Officials of every kind and four firms: one waits, one is open, the others are between."""
    rules(number)
    people()
    signatory = UserFactory(username="signatory", name="signatory")
    for _each in range(4):
        MembershipFactory(user=signatory, firm__division=street())
    ahead = recommended if number else claimed
    reviewer = User.objects.get(username="reviewer")
    for place, firm in enumerate(signatory.firms.order_by("pk")):
        ahead(reviewer, firm) if place else submitted_application(firm)
    if number:
        decided = Application.objects.filter(status="recommended").latest("pk")
        decisions.approve(application=decided, by=User.objects.get(username="approver"), at=timezone.now())


def walked(description: dict[str, Any], clock: Any, number: int, seed: int) -> Walk:
    with transaction.atomic():
        world(number)
        walk = Walk(description, seed, clock)
        for _step in range(STEPS):
            walk.step()
        check(walk.course)
        print(seed, dict(walk.done))
        transaction.set_rollback(True)
    return walk


@pytest.mark.parametrize("number", range(len(RULES)))
def test_whatever_anybody_does_every_move_is_a_row_of_a_table(description, clock, number):
    done: Counter[str] = Counter()
    for seed in range(2):
        done += walked(description, clock, number, seed).done
    assert len(done) >= DIFFERENT, f"the walks did too little: {done}"
