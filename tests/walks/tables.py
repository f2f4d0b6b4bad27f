"""Whether what happened is what the transition tables allow: the audit trail of every record, event by event."""

from itertools import pairwise

from django.core.management import call_command

from approvals import transitions as approvals_transitions
from core.models import AuditEvent
from core.workflow import Workflow
from core.workflow_document import records
from reopening import transitions as reopening_transitions

TABLES: dict[str, Workflow] = {
    record._meta.model_name: table
    for module in (approvals_transitions, reopening_transitions)
    for record, table in module.MOVED_BY.items()
}


def check(course: list[str]) -> None:
    """Each act on a record is a row of its table; one act begins where the one before it ended."""
    for record, _moves in records():
        name = str(record._meta.model_name)
        if name not in TABLES:
            continue
        for row in record._default_manager.all():
            trail = list(
                AuditEvent.objects.filter(
                    subject_type=record._meta.label_lower, subject_id=str(row.pk), to_status__gt=""
                ).order_by("sequence")
            )
            for event in trail:
                verb = event.verb.removeprefix(f"{name}.")
                rule = TABLES[name].get(verb)
                if event.from_status:
                    assert rule, (event, course)
                    assert event.from_status in rule.sources, (event, course)
                    assert event.to_status == (rule.target or event.from_status), (event, course)
            for one, other in pairwise(trail):
                assert other.from_status == one.to_status, (one, other, course)
            if trail:
                assert row.status == trail[-1].to_status, (row, trail[-1], course)
    call_command("verify_audit", verbosity=0)
    call_command("verify_counts", verbosity=0)
