"""Decisions written down: each answers the one before it, and holds its digest (docs/adr/0027)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from approvals.models import Batch, Decision
from approvals.models.decisions import digest_of
from core.inserting import insert_many
from core.models import User
from reopening.models import Application


@dataclass(frozen=True)
class Words:
    """What a decision says of one application."""

    application: Application
    outcome: str
    reasons: list[dict[str, str]] = field(default_factory=list)
    note: str = ""
    findings: list[Any] = field(default_factory=list)
    rule: dict[str, Any] | None = None  # why without anybody's hand


def write(words: Words, *, by: User, at: datetime, batch: Batch | None = None) -> Decision:
    return write_many([words], by=by, at=at, batch=batch)[0]


def write_many(
    said: Sequence[Words], *, by: User, at: datetime, batch: Batch | None = None
) -> list[Decision]:
    """
    Add a decision to the chain of each of these locked applications; two queries however many they are.

    Who comes second to an application that was not locked is refused by `decision_once`, who decides what is decided
    by `decision_anew_once_undone`.
    """
    last = last_of(words.application for words in said)
    rows = []
    for words in said:
        application = words.application
        before = last.get(application.pk) or last.get(application.amends_id or 0)
        row = Decision(
            application=application,
            sequence=before.sequence + 1 if before and before.application_id == application.pk else 1,
            answers=before,
            before=before.outcome if before else "",
            outcome=words.outcome,
            batch=batch,
            reasons=words.reasons,
            note=words.note,
            findings=words.findings,
            rule=words.rule,
            snapshot_digest=application.snapshot_digest,
            policy_set_id=application.policy_set_id,
            decided_at=at,
            decided_by=by,
        )
        row.digest = digest_of(row, before.digest if before else "")
        rows.append(row)
    return insert_many(rows)


def last_of(applications: Iterable[Application]) -> dict[int, Decision]:
    """The newest decision of these applications and of the versions that they amend, by key."""
    keys = {key for each in applications for key in (each.pk, each.amends_id) if key}
    rows = Decision.objects.filter(application__in=keys).order_by("application", "-sequence")
    return {row.application_id: row for row in rows.distinct("application").defer("findings")}


def verify(decisions: Sequence[Decision]) -> Decision | None:
    """
    The first of an application's decisions, oldest first, whose words or whose place in the chain are not what its
    digest says; None when all of them hold.
    """
    for place, decision in enumerate(decisions):
        before = decision.answers
        follows = place == 0 or before == decisions[place - 1]
        if not follows or decision.digest != digest_of(decision, before.digest if before else ""):
            return decision
    return None
