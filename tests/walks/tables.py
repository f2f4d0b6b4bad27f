"""Whether what happened is what the transition tables allow: the audit trail of every record, event by event."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.core.management import call_command
from django.db.models import Model

from core.models import AuditEvent
from core.packages import modules
from core.workflow import Workflow

RECORDS: dict[type[Model], Workflow] = {
    record: table for module in modules("transitions") for record, table in module.MOVED_BY.items()
}
Standing = dict[tuple[str, str], str]  # by record and key, its state


def fault_of(event: AuditEvent, table: Workflow) -> str:
    """Why an act on a record is no row of its table; empty when it is one."""
    name = event.subject_type.rpartition(".")[2]
    rule = table.get(event.verb.removeprefix(f"{name}."))
    if not event.from_status:
        return ""
    if rule is None:
        return f"{event.verb} is in no table"
    if event.from_status not in rule.sources:
        return f"{event.verb} from {event.from_status}"
    expected = rule.target or event.from_status
    return "" if event.to_status == expected else f"{event.verb} led to {event.to_status}"


def check(course: list[str]) -> None:
    """Each act on a record is a row of its table; one act begins where the one before it ended."""
    for record, table in RECORDS.items():
        for row in record._default_manager.all():
            trail = list(
                AuditEvent.objects.filter(
                    subject_type=record._meta.label_lower, subject_id=str(row.pk), to_status__gt=""
                ).order_by("sequence")
            )
            for event in trail:
                assert not fault_of(event, table), (event, course)
            for one, other in pairwise(trail):
                assert other.from_status == one.to_status, (one, other, course)
            if trail:
                assert row.status == trail[-1].to_status, (row, trail[-1], course)
    call_command("verify_audit", verbosity=0)
    call_command("verify_counts", verbosity=0)


def standing() -> Standing:
    """In which state every record is."""
    return {
        (record._meta.label_lower, str(pk)): status
        for record in RECORDS
        for pk, status in record._default_manager.values_list("pk", "status")
    }


def complaints_about(events: Sequence[AuditEvent], before: Standing) -> Iterator[str]:
    """
    What of these events is no row of a table, and which record is in another state than they say.

    :param before: as the records stood before the first of them
    """
    tables = {record._meta.label_lower: table for record, table in RECORDS.items()}
    reached = dict(before)
    for event in events:
        subject = (event.subject_type, event.subject_id)
        if event.subject_type not in tables or not event.to_status:
            continue
        if fault := fault_of(event, tables[event.subject_type]):
            yield fault
        if event.from_status and reached.get(subject, event.from_status) != event.from_status:
            yield f"{event.verb} began at {event.from_status}, not at {reached[subject]}"
        reached[subject] = event.to_status
    for subject, status in standing().items():
        if status != reached.get(subject, status):
            yield f"{subject} is {status}; by the trail it is {reached[subject]}"
