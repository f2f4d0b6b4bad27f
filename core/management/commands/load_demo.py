from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone


class Command(BaseCommand):
    help = "Load the demo district; only where DEMO is set. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password-file", type=Path, required=True)

    def handle(self, *args: Any, password_file: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo installation: DEMO is not set. Nothing was loaded.")
        password, at = password_file.read_text().strip(), timezone.now()
        for app in apps.get_app_configs():
            if app.path.startswith(str(settings.BASE_DIR)) and find_spec(f"{app.name}.demo"):
                with transaction.atomic():
                    import_module(f"{app.name}.demo").load(password=password, at=at)
        self.stdout.write("The demo district is loaded.")
