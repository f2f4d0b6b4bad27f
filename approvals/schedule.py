"""Periodic work of deciding."""

from datetime import timedelta

from core.schedule import Every

SCHEDULE = [
    Every("approvals.tasks.act_on_late", timedelta(minutes=1)),
    # Due at midnight in Shanghai; a stop ends within a minute after its condition is met.
    Every("approvals.tasks.act_on_due", timedelta(minutes=1)),
    Every("approvals.tasks.begin_suspensions", timedelta(minutes=10)),
    Every("approvals.tasks.hand_up_appeals", timedelta(minutes=10)),
]
