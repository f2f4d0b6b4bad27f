from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reopening.counts import differences
from reopening.models import CaseCount
from reopening.services.counts import recount


class Command(BaseCommand):
    help = "Compare the kept numbers of cases with the cases themselves; exit code 1 if they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="Count anew what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mend"]:
            self.stdout.write(f"Counted anew: {recount()} numbers were different.")
            return
        found = list(differences())
        for place, kept, counted in found:
            self.stderr.write(
                f"{place.division_code} {place.phase} {place.status}: kept {kept}, counted {counted}"
            )
        if found:
            raise CommandError(f"The counts do not hold: {len(found)} differ. Mend them by --mend.")
        self.stdout.write(f"The counts hold: {CaseCount.objects.count()} numbers.")
