from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils import timezone

from core import alive
from core.schedule import enqueue_due
from core.stopping import until_stopped

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Write the jobs of each period, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = until_stopped()
        known: set[str] = set()
        while not stopped.wait(1):
            alive.touch()
            try:
                enqueue_due(timezone.now(), known)
            except OperationalError as error:
                log.warning("schedule.database_down", error=str(error))
                connection.close()
