import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from approvals import code_files, code_keys, signed_codes
from approvals.code_files import NothingFound
from approvals.signed_codes import NotGenuine, SignedFacts
from core.dates import shanghai_day


class Command(BaseCommand):
    help = (
        "Check the signed code of a certificate without a network and without the database. "
        "Exit code 1 if it is not genuine. Whether it still stands, only the check page knows."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file_or_text", help="a PDF, a picture of the QR code, or what a scanner read")
        parser.add_argument(
            "--keys", type=Path, help="the published keys as a file; else those of this installation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = read_keys(options["keys"]) if options["keys"] else code_keys.keys_by_id()
            scanned = code_files.codes_in(options["file_or_text"])
        except (NothingFound, OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Nothing to check: {error}") from error
        facts = [genuine(each, keys) for each in scanned]
        for each in filter(None, facts):
            self.stdout.write(described(each))
        if None in facts:
            raise CommandError("NOT GENUINE: no key of ours has signed this, or it was changed.")


def read_keys(path: Path) -> dict[str, ec.EllipticCurvePublicKey]:
    return signed_codes.from_jwks(json.loads(path.read_text(encoding="utf-8")))


def genuine(scanned: str, keys: dict[str, ec.EllipticCurvePublicKey]) -> SignedFacts | None:
    try:
        return signed_codes.verify(code_files.code_of(scanned), keys)
    except NotGenuine:
        return None


def described(facts: SignedFacts) -> str:
    today, last = shanghai_day(timezone.now()), facts.valid_until
    in_term = facts.valid_from <= today and (last is None or today <= last)
    return (
        f"GENUINE {facts.number}\n"
        f"  credit code {facts.credit_code}, at most {facts.headcount_limit} people on site\n"
        f"  term {facts.valid_from} to {last or 'further notice'}: {'in' if in_term else 'NOT in'} term today"
    )
