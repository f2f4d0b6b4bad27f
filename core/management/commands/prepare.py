from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Bring the database up to this release; for a demo also its divisions, policies, people and firms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo-password-file", type=Path, help="load the demo district with this password"
        )

    def handle(self, *args: Any, demo_password_file: Path | None, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        if demo_password_file is not None:
            call_command("load_divisions", stdout=self.stdout)
            call_command("load_policies", stdout=self.stdout)
            call_command("load_demo", password_file=demo_password_file, stdout=self.stdout)
