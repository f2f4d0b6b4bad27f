from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from supplies.services import items


class Command(BaseCommand):
    help = "Put the table of items in order from a csv file; without one, the one that is shipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=items.SHIPPED)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.stdout.write(f"{items.load(file)} items are current.")
