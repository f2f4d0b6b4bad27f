from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.services import divisions


class Command(BaseCommand):
    help = "Load administrative divisions from a csv file (code,name,name_en); without one, the demo's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=divisions.DEMO_FILE)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            count = divisions.load(file)
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(f"{count} divisions loaded.")
