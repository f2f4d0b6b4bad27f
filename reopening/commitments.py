"""
Firms that open on their commitment: each part of the desk that has to do something about it names it.

A package names it in `commitment_listener.py`: `open_soon(application)` is called in the transaction of the
submission. The hall knows nothing of certificates.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from core.packages import modules
from reopening.flags import flags_of
from reopening.models import Application


@cache
def listeners() -> tuple[Callable[[Application], None], ...]:
    return tuple(module.open_soon for module in modules("commitment_listener", besides="reopening"))


def open_on_promise(application: Application, at: datetime) -> None:
    """Where the policy lets it, the desk itself opens what is being submitted, as its next act."""
    flags = flags_of(application, (application.snapshot or {}).get("findings", []))
    if application.policy_set.rules.opens_on_commitment(flags):
        application.acts_at = at
        for listener in listeners():
            listener(application)


def waits_to_open(application: Application) -> bool:
    """Whether the desk's next act is to open it on its commitment: every other act comes when an answer is due."""
    return bool(application.acts_at and application.due_at and application.acts_at < application.due_at)
