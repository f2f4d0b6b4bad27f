from typing import Any

from django.core.management.base import BaseCommand

from core import alive
from core.relay import listen
from core.stopping import until_stopped


class Command(BaseCommand):
    help = "Hand waiting jobs to the broker, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = until_stopped()

        def keep_on() -> bool:
            alive.touch()
            return not stopped.is_set()

        listen(keep_on)
