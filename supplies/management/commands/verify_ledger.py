from typing import Any

from django.core.management.base import BaseCommand, CommandError

from supplies.models import Balance, Movement
from supplies.services import proof


class Command(BaseCommand):
    help = "Prove that the stock ledger holds: sums, balances, promises, traces; exit code 1 if it does not."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(proof.faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The ledger does not hold: {len(faults)} faults.")
        self.stdout.write(
            f"The ledger holds: {Movement.objects.count()} movements, {Balance.objects.count()} balances."
        )
