"""
The transition engine: one table per record says who may do what, from where, to where.

The engine locks the row, checks the state, checks the actor, lets the caller edit, saves and writes the audit
event; none of them can be forgotten. The same table feeds buttons, `allowed_actions` and `docs/workflow.md`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from core import audit
from core.errors import DomainError, TransitionNotAllowed
from core.locking import changed_since, lock, values_of
from core.models import User

Predicate = Callable[[User, Any], bool]
Move = tuple[str, str]  # from, to


@dataclass(frozen=True)
class Transition:
    """
    `allowed(user, subject)` says who may; `target` None keeps the status (an act without a move). `part_of` names the
    act on another record, or the background work, that does it: then it has no address and no button of its own.
    """

    sources: frozenset[str]
    target: str | None
    allowed: Predicate
    part_of: str

    def __init__(
        self, sources: set[str], target: str | None, allowed: Predicate, *, part_of: str = ""
    ) -> None:
        object.__setattr__(self, "sources", frozenset(str(source) for source in sources))
        object.__setattr__(self, "target", None if target is None else str(target))
        object.__setattr__(self, "allowed", allowed)
        object.__setattr__(self, "part_of", part_of)


class Workflow(dict[str, Transition]):
    """The verbs of one kind of record: `Workflow(submit=Transition({...}, ..., is_member), ...)`."""

    @property
    def moves(self) -> frozenset[Move]:
        """From which state to which other one some verb leads."""
        return frozenset(
            (source, rule.target)
            for rule in self.values()
            for source in rule.sources
            if rule.target is not None and source != rule.target
        )

    @contextmanager
    def transition(
        self,
        subject: Any,
        verb: str,
        *,
        by: User,
        at: datetime,
        note: str = "",
        data: dict[str, Any] | None = None,
    ) -> Iterator[Any]:
        """
        Lock `subject`, check state then actor, let the caller edit it, save what was edited, audit.

        `subject` itself is refreshed to its locked row. `data` may be filled inside the block.

        :raises TransitionNotAllowed: if it has moved on
        :raises PermissionDenied: if `by` may not
        """
        rule = self[verb]
        with transaction.atomic():
            lock(subject)
            before, place, found = subject.status, self.place(subject), values_of(subject)
            if before not in rule.sources:
                raise TransitionNotAllowed(of=subject)
            if not rule.allowed(by, subject):
                raise PermissionDenied
            yield subject
            subject.status = rule.target or before
            subject.save(update_fields=changed_since(subject, found))
            audit.record(
                subject,
                f"{subject._meta.model_name}.{verb}",
                by=by,
                at=at,
                note=note,
                data=(data or {}) | self.remarks(subject, by=by),
                from_status=before,
                to_status=subject.status,
            )
            self.count([(place, self.place(subject))])

    def transition_many(
        self,
        subjects: Sequence[Any],
        verb: str,
        *,
        by: User,
        at: datetime,
        note: str = "",
        data: dict[str, Any] | None = None,
        changes: dict[str, Any] | None = None,
        counted_later: list[tuple[Any, Any]] | None = None,
    ) -> dict[int, DomainError | PermissionDenied]:
        """
        The same for many rows that are locked already (`lock_many`): one UPDATE of their status, one INSERT.

        A row that has moved on, or that `by` may not touch, is left alone; why, by its key.

        :param changes: what else becomes of each row that moves, the same for all of them
        :param counted_later: takes the moves of a caller that makes several such steps and calls `count` once
        """
        rule, acts, moves = self[verb], [], [] if counted_later is None else counted_later
        changed = (changes or {}) | ({"status": rule.target} if rule.target else {})
        refused: dict[int, DomainError | PermissionDenied] = {}
        for subject in subjects:
            before = subject.status
            if refusal := self.refusal(subject, verb, by=by):
                refused[subject.pk] = refusal
            else:
                place = self.place(subject)
                for field, value in changed.items():
                    setattr(subject, field, value)
                moves.append((place, self.place(subject)))
                said = (data or {}) | self.remarks(subject, by=by)
                name = f"{subject._meta.model_name}.{verb}"
                acts.append(audit.Act(subject, name, note, said, before, subject.status))
        write_many(acts, changed)
        audit.record_many(acts, by=by, at=at)
        if counted_later is None:
            self.count(moves)
        return refused

    def refusal(self, subject: Any, verb: str, *, by: User) -> DomainError | PermissionDenied | None:
        """Why `by` may not use the verb on a row as it is; None when they may."""
        if subject.status not in self[verb].sources:
            return TransitionNotAllowed(of=subject)
        return None if self[verb].allowed(by, subject) else PermissionDenied()

    def place(self, subject: Any) -> Any:
        """What the record is counted under; a table whose records are counted says so."""
        return None

    def count(self, moves: Sequence[tuple[Any, Any]]) -> None:
        """Keep the numbers of records by place, in the transaction of their moves (before, after)."""

    def remarks(self, subject: Any, *, by: User) -> dict[str, Any]:
        """What the events of `by` say besides; nothing, unless a table of its own kind has something to add."""
        return {}

    def allows(self, subject: Any, verb: str, *, by: User) -> bool:
        rule = self[verb]
        return subject.status in rule.sources and rule.allowed(by, subject)

    def verbs_for(self, subject: Any, *, by: User) -> list[str]:
        """The verbs `by` may use on `subject` now: its buttons and its `allowed_actions`."""
        return [verb for verb, rule in self.items() if not rule.part_of and self.allows(subject, verb, by=by)]


def write_many(acts: Sequence[audit.Act], values: dict[str, Any]) -> None:
    """One UPDATE of the rows that moved."""
    if acts and values:
        rows = type(acts[0].subject)._base_manager.filter(pk__in=[act.subject.pk for act in acts])
        rows.update(**values)


def lock_many(rows: models.QuerySet[Any]) -> list[Any]:
    """These rows, locked in the order of their keys; one that somebody else holds just now is left out."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True))


def lock_in_order(rows: models.QuerySet[Any]) -> list[Any]:
    """These rows, locked in the order of their keys; whoever holds one is waited for."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
