"""Periodic work of the dispatchers."""

from datetime import timedelta

from core.schedule import Every

SCHEDULE = [
    # At six in the morning in Shanghai, so that a dispatcher finds the day's round computed.
    Every("supplies.tasks.open_rounds", timedelta(days=1), after=timedelta(hours=6)),
    Every("supplies.tasks.expire_reservations", timedelta(hours=1)),
    Every("supplies.tasks.warn_keepers", timedelta(days=1), after=timedelta(hours=7)),
]
