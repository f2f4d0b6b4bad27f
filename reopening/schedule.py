"""Periodic work of the hall."""

from datetime import timedelta

from core.schedule import Every

SCHEDULE = [
    Every("reopening.tasks.scan_waiting", timedelta(minutes=1)),
    Every("reopening.tasks.sweep_files", timedelta(days=1), after=timedelta(hours=4)),
]
