"""Sealing and proving the audit trail."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max

from core.audit import digest_of
from core.models import AuditAnchor, AuditEvent

# No transaction lasts this long (idle and statement time-outs end it): older events are all visible.
SETTLED = timedelta(hours=1)


def anchor_digest(previous: str, events: list[tuple[int, str]]) -> str:
    """SHA-256 (hex) over the anchor before and the `(id, digest)` of each sealed event, by id."""
    digest = hashlib.sha256(previous.encode())
    for event_id, event_digest in events:
        digest.update(f"\n{event_id}:{event_digest}".encode())
    return digest.hexdigest()


@transaction.atomic
def seal(limit: int = 20_000) -> AuditAnchor | None:
    """Seal the events that no anchor holds yet; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4712)")
    last = AuditAnchor.objects.order_by("-pk").first()
    # What began long before the last anchor had ended when that anchor looked, so it is sealed or was rolled back.
    horizon = last.sealed_at - SETTLED if last else None
    before = AuditAnchor.objects.filter(sealed_at__lt=horizon) if last else AuditAnchor.objects.none()
    recent: set[int] = set()
    if last:
        for ids in AuditAnchor.objects.filter(sealed_at__gte=horizon).values_list("event_ids", flat=True):
            recent.update(ids)
    events = [
        row
        for row in AuditEvent.objects.filter(pk__gt=before.aggregate(top=Max("last_event_id"))["top"] or 0)
        .order_by("pk")
        .values_list("pk", "digest")[: limit + len(recent)]
        if row[0] not in recent
    ][:limit]
    if not events:
        return None
    previous = last.digest if last else ""
    return AuditAnchor.objects.create(
        event_ids=[pk for pk, _digest in events],
        last_event_id=max([pk for pk, _digest in events] + ([last.last_event_id] if last else [])),
        previous=previous,
        digest=anchor_digest(previous, events),
    )


def faults(noted: str = "") -> Iterator[str]:
    """
    Walk every chain and every anchor; yield one sentence for each thing that does not hold.

    :param noted: digest of an anchor that was written down elsewhere; without it, somebody who deletes the last
        anchors with their events leaves no trace
    """
    if noted and not AuditAnchor.objects.filter(digest=noted).exists():
        yield f"The anchor {noted[:16]}… that was noted is gone: the end of the trail was cut off or made anew."
    yield from chain_faults()
    yield from anchor_faults()


def chain_faults() -> Iterator[str]:
    last_key: tuple[str, str] | None = None
    sequence, previous = 0, ""
    rows = AuditEvent.objects.order_by("subject_type", "subject_id", "sequence")
    for event in rows.iterator(chunk_size=2_000):
        key = (event.subject_type, event.subject_id)
        if key != last_key:
            last_key, sequence, previous = key, 0, ""
        if event.sequence != sequence + 1:
            yield f"{event}: event {sequence + 1} of this record is missing."
        elif event.previous != previous:
            yield f"{event}: it does not follow the event before it."
        if event.digest != digest_of(event):
            yield f"{event}: its contents were changed."
        sequence, previous = event.sequence, event.digest


def anchor_faults() -> Iterator[str]:
    previous = ""
    for anchor in AuditAnchor.objects.order_by("pk").iterator(chunk_size=100):
        if anchor.previous != previous:
            yield f"Anchor {anchor.pk}: it does not follow the anchor before it."
        found = dict(AuditEvent.objects.filter(pk__in=anchor.event_ids).values_list("pk", "digest"))
        for event_id in anchor.event_ids:
            if event_id not in found:
                yield f"Anchor {anchor.pk}: event {event_id} was deleted."
        if anchor.digest != anchor_digest(anchor.previous, sorted(found.items())):
            yield f"Anchor {anchor.pk}: the sealed events were changed."
        previous = anchor.digest
