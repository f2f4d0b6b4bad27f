"""Cases with steps: serial in Yinzhou, side by side in Wenzhou, and whatever a test wants in Hangzhou."""

from typing import Any

from approvals.models import Step
from core.models import Division, Role, User
from reopening.models import Application, Firm, PolicySet
from tests.approvals.cases import claimed
from tests.factories import AppointmentFactory, UserFactory, policy_set, street

WHY = {"zh": "测试", "en": "test"}
POINTS = [{"zh": "甲", "en": "One"}, {"zh": "乙", "en": "Two"}]


def step(key: str, stage: int = 1, *, by: str = "reviewer", **values: Any) -> dict[str, Any]:
    """A step of a policy set, as the file has it."""
    return {
        "key": key,
        "name": {"zh": f"步骤{key}", "en": f"Step {key}"},
        "stage": stage,
        "office": "street",
        "by": by,
        "ours": True,
        "why": WHY,
        "checklist": POINTS,
    } | values


def with_steps(*steps: dict[str, Any]) -> PolicySet:
    """Hangzhou's set with these steps instead of its own."""
    row = policy_set()
    row.body["review_steps"] = list(steps)
    PolicySet.objects.filter(pk=row.pk).update(body=row.body, digest=f"test-{len(steps)}-{id(row)}")
    return PolicySet.objects.get(pk=row.pk)


def taken_up(reviewer: User, *steps: dict[str, Any], firm: Firm | None = None, **fields: Any) -> Application:
    """A case under review that goes through these steps."""
    return claimed(reviewer, firm, policy_set=with_steps(*steps), **fields)


def the(application: Application, key: str) -> Step:
    """The step as it stands now."""
    return Step.objects.select_related("application__firm").get(application=application, key=key)


def states(application: Application) -> dict[str, str]:
    return dict(Step.objects.filter(application=application).order_by("pk").values_list("key", "status"))


def colleague(name: str, role: Role = Role.REVIEWER, place: Division | None = None) -> User:
    """Somebody else with the role, by default in the street of most tests."""
    user = UserFactory(username=name, name=name)
    AppointmentFactory(user=user, role=role, division=place or street())
    return user
