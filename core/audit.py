"""The audit trail: one event per act, chained per subject."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core.inserting import insert_many
from core.models import AuditEvent, User

Chain = tuple[str, str]  # kind of subject, its id

PLAIN = {str, int, bool, type(None)}  # kinds of values that JSON gives back as they are

# Two statements in one trip: the second sees what was committed while the first waited. All chains are locked in
# one order, so that two writers never wait for each other in a circle.
HOLD_ENDS = """
SELECT pg_advisory_xact_lock(hashtextextended(name, 4711)) FROM unnest(%(locks)s::text[]) AS name;
SELECT kind, key, sequence, digest
  FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS chain (kind, key)
 CROSS JOIN LATERAL (
    SELECT sequence, digest FROM core_auditevent
     WHERE subject_type = kind AND subject_id = key ORDER BY sequence DESC LIMIT 1) AS last
"""


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


def hold_ends(chains: Iterable[Chain]) -> dict[Chain, tuple[int, str]]:
    """
    Let one writer at a time extend these chains, until the end of the transaction; the sequence and the digest of
    the last event of each that has one.
    """
    names = sorted(set(chains))
    asked = {
        "locks": [":".join(chain) for chain in names],
        "kinds": [kind for kind, _key in names],
        "keys": [key for _kind, key in names],
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD_ENDS, asked)
        cursor.nextset()
        return {(kind, key): (sequence, digest) for kind, key, sequence, digest in cursor.fetchall()}


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
    ends = hold_ends(act.chain for act in acts)
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
            data=plain(act.data),
            previous=previous,
        )
        event.digest = digest_of(event)
        ends[act.chain] = (event.sequence, event.digest)
        events.append(event)
    return insert_many(events)


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """As the database will give it back, so that the digest holds then."""
    if all(type(value) in PLAIN for value in data.values()):
        return dict(data)
    plain_data: dict[str, Any] = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    return plain_data


def trail(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """The acts on `subject`, oldest first."""
    return (
        AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        .select_related("actor")
        .order_by("sequence")
    )
