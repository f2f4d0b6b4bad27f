from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from core.models import Division, Role
from core.services import appointments


class Command(BaseCommand):
    help = (
        "Give a person a role in a division; makes the account if there is none. For the first administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("division", help="division code, e.g. 330106")
        parser.add_argument("--trade-office", default="", help="key of the bureau there, e.g. transport")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--email", default="", help="needed for a new account: the password is set by mail"
        )

    def handle(
        self,
        *args: Any,
        username: str,
        role: str,
        division: str,
        trade_office: str,
        name: str,
        email: str,
        **options: Any,
    ) -> None:
        place = Division.objects.filter(pk=division).first()
        if place is None:
            raise CommandError(f"There is no division {division!r}: load divisions first (load_divisions).")
        try:
            appointments.appoint_or_invite(
                username=username,
                name=name,
                email=email,
                role=role,
                division=place,
                trade_office=trade_office,
                by=None,
                at=timezone.now(),
            )
        except (DomainError, ValidationError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{username} is {role} in {place.code} {place.name}.")
