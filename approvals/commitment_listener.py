"""
What `reopening.commitments` calls here, in the transaction of the submission, when a firm opens on its commitment:
it is decided at once, not at the next minute (`approvals.schedule`).
"""

from core import background
from reopening.models import Application


def open_soon(application: Application) -> None:
    background.enqueue(
        "approvals.tasks.act_on_late", unique=f"open:{application.pk}:{application.submissions}"
    )
