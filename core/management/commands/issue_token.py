from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.models import User
from core.services import tokens


class Command(BaseCommand):
    help = "Print a new access token for a person; it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--label", default="command line")

    def handle(self, *args: Any, username: str, label: str, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person with the user name {username!r}.")
        self.stdout.write(tokens.issue(user=user, label=label, by=None, at=timezone.now()))
