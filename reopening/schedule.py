"""Periodic work of the hall."""

from datetime import timedelta

from core.schedule import Every

SCHEDULE = [
    Every("reopening.tasks.scan_waiting", timedelta(minutes=1)),
    Every("reopening.tasks.discard_forgotten_rosters", timedelta(hours=1)),
    Every("reopening.tasks.forget_form_drafts", timedelta(hours=1)),
    Every("reopening.tasks.sweep_files", timedelta(days=1), after=timedelta(hours=4)),
    Every("reopening.tasks.purge", timedelta(days=1), after=timedelta(hours=2)),
    # At midnight in Shanghai a set's first day begins; the other runs catch what was published meanwhile.
    Every("reopening.tasks.switch_policies", timedelta(hours=1)),
]
