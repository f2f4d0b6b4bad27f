"""The audit trail: one event per act, chained per subject."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core.models import AuditEvent, User


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


def lock_chain(subject_type: str, subject_id: str) -> None:
    """Let one writer at a time extend this subject's chain, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 4711))", [f"{subject_type}:{subject_id}"]
        )


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
    subject_type, subject_id = subject._meta.label_lower, str(subject.pk)
    lock_chain(subject_type, subject_id)
    last = (
        AuditEvent.objects.filter(subject_type=subject_type, subject_id=subject_id)
        .order_by("-sequence")
        .values_list("sequence", "digest")
        .first()
    )
    event = AuditEvent(
        subject_type=subject_type,
        subject_id=subject_id,
        sequence=last[0] + 1 if last else 1,
        verb=verb,
        actor=by,
        at=at,
        from_status=from_status,
        to_status=to_status,
        note=note,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        previous=last[1] if last else "",
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    return event


def trail(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """The acts on `subject`, oldest first."""
    return (
        AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        .select_related("actor")
        .order_by("sequence")
    )
