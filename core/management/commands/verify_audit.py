from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import proofs
from core.models import AuditAnchor, AuditEvent

SHOWN = 100  # faults; a chain that was cut has one in each event after it


class Command(BaseCommand):
    help = (
        "Prove that no audit event and no decision was changed, removed or put in between; exit code 1 if one was. "
        "Note the last anchor that it prints somewhere else: with --anchor it is looked for again, so that a cut end "
        "is found too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", default="", help="the digest of an anchor that was noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for count, fault in enumerate(proofs.faults(noted=options["anchor"]), start=1):
            if count <= SHOWN:
                self.stderr.write(fault)
        if count > SHOWN:
            self.stderr.write(f"… and {count - SHOWN:,} more.")
        if count:
            raise CommandError(f"The audit trail does not hold: {count:,} faults.")
        last = AuditAnchor.objects.order_by("-pk").first()
        self.stdout.write(
            f"The audit trail holds: {AuditEvent.objects.count()} events, "
            f"{AuditAnchor.objects.count()} anchors, and every chain of decisions."
        )
        if last:
            self.stdout.write(f"Last anchor: {last.digest}, sealed {last.sealed_at:%F %T} UTC.")
