from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from core.packages import modules


class Command(BaseCommand):
    help = "Load the demo district; only where DEMO is set. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password-file", type=Path, required=True)

    def handle(self, *args: Any, password_file: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo installation: DEMO is not set. Nothing was loaded.")
        password, at = password_file.read_text().strip(), timezone.now()
        for module in modules("demo"):
            with transaction.atomic():
                module.load(password=password, at=at)
        self.stdout.write("The demo district is loaded.")
