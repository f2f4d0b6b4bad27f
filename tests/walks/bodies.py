"""Bodies of requests, made from the API's own description: values of the right shape, of records that exist."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from approvals.models import Batch
from core.dates import shanghai_day
from core.models import Role, User
from reopening.models import Application, Firm

WORDS = "逐项核实，情况属实。"
SOON = 9  # days


class Bodies:
    """
    :param description: the OpenAPI document
    :param chance: makes the same choices again for the same seed
    """

    def __init__(self, description: dict[str, Any], chance: random.Random) -> None:
        self.shapes, self.chance = description["components"]["schemas"], chance
        self.known: dict[str, Callable[[Any], Any]] = {
            "to": lambda _case: self.one_of(User.objects.filter(appointments__role=Role.REVIEWER)),
            "people": lambda _case: self.some_of(
                User.objects.filter(appointments__role__in=[Role.EXPERT, Role.INSTRUCTOR])
            ),
            "applications": lambda _case: self.some_of(Application.objects.filter(status="recommended")),
            "add": lambda _case: self.some_of(Application.objects.filter(status="recommended")),
            "remove": lambda _case: [],
            "batch": lambda _case: self.one_of(Batch.objects.all()),
            "firm": lambda _case: self.one_of(Firm.objects.all()),
            "division": lambda _case: "330106",
            "within": lambda _case: [],
            "industries": lambda _case: [],
            "firm_class": lambda _case: "",
            "phase": self.phase_of,
            "lane": lambda _case: "ordinary",
            "quota_firms": lambda _case: 10,
            "quota_heads": lambda _case: 1000,
            "committed": lambda _case: True,
            "checked": lambda _case: [0, 1],
            "reasons": self.reasons_of,
            "begins_on": lambda _case: self.day(0, 2),
            "kind": lambda _case: "add_staff",
        }

    def body(self, operation: dict[str, Any], case: Application | None) -> dict[str, Any]:
        content = operation.get("requestBody", {}).get("content", {})
        shape = self.resolved(content.get("application/json", {}).get("schema", {}))
        asked = set(shape.get("required", ())) | {
            name for name in shape.get("properties", ()) if name in self.known or name == "note"
        }
        return {name: self.value(name, shape["properties"][name], case) for name in sorted(asked)}

    def value(self, name: str, shape: dict[str, Any], case: Application | None) -> Any:
        if name in self.known:
            return self.known[name](case)
        shape = self.resolved(shape)
        if "enum" in shape:
            return self.chance.choice(shape["enum"])
        if shape.get("format") == "date":
            return self.day(0, SOON)
        if shape.get("format") == "date-time":
            return f"{self.day(1, SOON)}T12:00:00+08:00"
        kinds: dict[str, Any] = {
            "boolean": True,
            "integer": shape.get("minimum", 1),
            "array": [],
            "object": {},
        }
        return kinds.get(str(shape.get("type")), WORDS)

    def resolved(self, shape: dict[str, Any]) -> dict[str, Any]:
        for part in shape.get("allOf", ()):
            return self.resolved(part)
        reference = shape.get("$ref")
        return self.shapes[reference.rpartition("/")[2]] if reference else shape

    def day(self, first: int, last: int) -> str:
        today = shanghai_day(timezone.now())
        return (today + timedelta(days=self.chance.randint(first, last))).isoformat()

    def one_of(self, rows: QuerySet[Any]) -> str:
        return str(getattr(self.picked(rows), "public_id", "nobody"))

    def some_of(self, rows: QuerySet[Any]) -> list[str]:
        found = list(rows.order_by("pk").values_list("public_id", flat=True))
        return [str(each) for each in self.chance.sample(found, k=min(len(found), 2))]

    def picked(self, rows: QuerySet[Any]) -> Model | None:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def phase_of(self, _case: Application | None) -> str:
        row = self.picked(Application.objects.filter(status="recommended").exclude(phase=""))
        return str(getattr(row, "phase", "open"))

    def reasons_of(self, case: Application | None) -> list[str]:
        """Of a return, a rejection or a stop: the policy's codes of one of the three lists."""
        if case is None:
            return []
        rules = case.policy_set.rules
        lists = (rules.return_reasons, rules.reject_reasons, rules.stops.reasons)
        return [self.chance.choice(self.chance.choice(lists)).code]
