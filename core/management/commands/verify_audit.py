from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import AuditAnchor, AuditEvent
from core.services import anchors


class Command(BaseCommand):
    help = "Prove that no audit event was changed, removed or put in between; exit code 1 if one was."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(anchors.faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The audit trail does not hold: {len(faults)} faults.")
        self.stdout.write(
            f"The audit trail holds: {AuditEvent.objects.count()} events, "
            f"{AuditAnchor.objects.count()} anchors."
        )
