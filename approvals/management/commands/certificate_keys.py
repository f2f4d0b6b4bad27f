from typing import Any

from django.core.management.base import BaseCommand

from approvals import code_keys, signed_codes


class Command(BaseCommand):
    help = "List the keys of signed codes, the one that signs now first: key id and public part."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for key in code_keys.published_keys():
            self.stdout.write(f"{key.key_id} {signed_codes.to_base64(signed_codes.compressed(key.point))}")
