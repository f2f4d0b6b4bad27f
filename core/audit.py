"""The audit trail: one event per act, chained per subject."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core.models import AuditEvent, User

Chain = tuple[str, str]  # kind of subject, its id


def digest_of(event: AuditEvent) -> str:
    """SHA-256 (hex) over everything an event says and the digest before it."""
    words = [
        event.subject_type,
        event.subject_id,
        event.sequence,
        event.verb,
        event.actor_id,
        event.at.astimezone(UTC).isoformat(),
        event.from_status,
        event.to_status,
        event.note,
        event.data,
        event.previous,
    ]
    return hashlib.sha256(
        json.dumps(words, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder).encode()
    ).hexdigest()


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be put down of one subject; `data` is plain JSON."""

    subject: models.Model
    verb: str
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    from_status: str = ""
    to_status: str = ""

    @property
    def chain(self) -> Chain:
        return self.subject._meta.label_lower, str(self.subject.pk)


def lock_chain(subject_type: str, subject_id: str) -> None:
    """Let one writer at a time extend this subject's chain, until the end of the transaction."""
    lock_chains([(subject_type, subject_id)])


def lock_chains(chains: Iterable[Chain]) -> None:
    """Lock these chains in one order, so that two writers never wait for each other in a circle."""
    names = sorted({":".join(chain) for chain in chains})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 4711)) FROM unnest(%s::text[]) AS name",
            [names],
        )


def ends_of(chains: Iterable[Chain]) -> dict[Chain, tuple[int, str]]:
    """Sequence and digest of the last event of each chain that has one; a query for each kind of subject."""
    ids: dict[str, set[str]] = defaultdict(set)
    for subject_type, subject_id in chains:
        ids[subject_type].add(subject_id)
    found: dict[Chain, tuple[int, str]] = {}
    for subject_type, subject_ids in ids.items():
        rows = (
            AuditEvent.objects.filter(subject_type=subject_type, subject_id__in=subject_ids)
            .order_by("subject_id", "-sequence")
            .distinct("subject_id")
            .values_list("subject_id", "sequence", "digest")
        )
        found |= {(subject_type, subject_id): (sequence, digest) for subject_id, sequence, digest in rows}
    return found


def record(
    subject: models.Model,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    from_status: str = "",
    to_status: str = "",
) -> AuditEvent:
    """Append one event to the chain of `subject`, inside the caller's transaction. `data` must be plain JSON."""
    act = Act(subject, verb, note, data or {}, from_status, to_status)
    return record_many([act], by=by, at=at)[0]


def record_many(acts: Sequence[Act], *, by: User | None, at: datetime) -> list[AuditEvent]:
    """Append an event for each act, in their order; the number of queries does not grow with them."""
    if not acts:
        return []
    chains = {act.chain for act in acts}
    lock_chains(chains)
    ends = ends_of(chains)
    events = []
    for act in acts:
        sequence, previous = ends.get(act.chain, (0, ""))
        event = AuditEvent(
            subject_type=act.chain[0],
            subject_id=act.chain[1],
            sequence=sequence + 1,
            verb=act.verb,
            actor=by,
            at=at,
            from_status=act.from_status,
            to_status=act.to_status,
            note=act.note,
            data=json.loads(json.dumps(act.data, cls=DjangoJSONEncoder)),
            previous=previous,
        )
        event.digest = digest_of(event)
        ends[act.chain] = (event.sequence, event.digest)
        events.append(event)
    return AuditEvent.objects.bulk_create(events)


def trail(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """The acts on `subject`, oldest first."""
    return (
        AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        .select_related("actor")
        .order_by("sequence")
    )
