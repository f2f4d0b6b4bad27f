"""Thousands of cases at once: what the services made of one case, multiplied with its steps and its audit chain."""

import copy
import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from stdnum.cn import uscc

from approvals.models import Step
from core import audit
from core.inserting import insert_many
from core.models import AuditEvent
from reopening.models import Application, Firm, Membership
from reopening.models.firms import bigrams
from reopening.services.counts import recount

AT_ONCE = 500


def multiply(model: Application, count: int, *, name: str) -> None:
    """
    `count` cases more like `model`, each of a firm of its own that its signatory acts for. Nothing but the names, the
    numbers and the keys differs; whatever was done to the model was done to each.
    """
    trails = {row: list(audit.trail(row)) for row in [model, *model.steps.order_by("pk")]}
    signatory = model.firm.memberships.get(is_signatory=True).user
    for numbers in chunks(range(1, count + 1), AT_ONCE):
        names = [f"{name}{number:05d}有限公司" for number in numbers]
        firms = insert_many(
            twin(model.firm, name=each, credit_code=code(model, number), grams=bigrams(each))
            for each, number in zip(names, numbers, strict=True)
        )
        insert_many(Membership(user=signatory, firm=firm, is_signatory=True) for firm in firms)
        cases = insert_many(
            twin(
                model,
                firm=firm,
                number=f"{model.number}-{number}",
                case_key=uuid.uuid4(),
                **filed(model, firm),
            )
            for firm, number in zip(firms, numbers, strict=True)
        )
        tell_again(trails[model], cases)
        for row in (row for row in trails if isinstance(row, Step)):
            tell_again(trails[row], insert_many(twin(row, application=case) for case in cases))
    recount()
    analyse(Application, Firm, Membership, Step, AuditEvent)


def analyse(*kinds: type[models.Model]) -> None:
    """Tell the planner now how many there are: it learns by itself in a minute, and plans by none until then."""
    with connection.cursor() as cursor:
        for each in kinds:
            cursor.execute(f"ANALYZE {each._meta.db_table}")


def twin(row: Any, **changes: Any) -> Any:
    """A row like this one, not saved yet."""
    made = copy.copy(row)
    made._state = models.base.ModelState()
    made.pk = None
    if hasattr(made, "public_id"):
        made.public_id = uuid.uuid4()
    for field, value in changes.items():
        setattr(made, field, value)
    return made


def code(model: Application, number: int) -> str:
    """A valid one that no register has given out (district 330199 does not exist)."""
    stem = f"Y1330199{model.pk % 100_000:05d}{number:04d}"
    return stem + uscc.calc_check_digit(stem)


def filed(model: Application, firm: Firm) -> dict[str, Any]:
    """What the firm handed in: the model's words under its own name, with their digest."""
    own = {"name": firm.name, "credit_code": firm.credit_code}
    snapshot = model.snapshot | {"firm": model.snapshot["firm"] | own}
    words = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return {"snapshot": snapshot, "snapshot_digest": hashlib.sha256(words.encode()).hexdigest()}


def tell_again(trail: Iterable[Any], rows: list[Any]) -> None:
    """Each of these rows has a chain of its own that says what the model's says."""
    for event in trail:
        acts = [
            audit.Act(row, event.verb, event.note, event.data, event.from_status, event.to_status)
            for row in rows
        ]
        audit.record_many(acts, by=event.actor, at=event.at)


def chunks(numbers: range, size: int) -> Iterable[range]:
    return (numbers[first : first + size] for first in range(0, len(numbers), size))
