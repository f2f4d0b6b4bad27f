from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from reopening.services import policies


class Command(BaseCommand):
    help = "Put policy sets in force from TOML files; without one, those that are shipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            loaded = policies.load(files or policies.shipped())
        except DomainError as error:
            raise CommandError(
                "\n".join(str(each["message"]) for each in error.errors) or str(error)
            ) from error
        for row in loaded:
            self.stdout.write(f"{row}: in force in {row.division} since {row.valid_from}.")
        if not loaded:
            self.stdout.write("All policy sets are current.")
