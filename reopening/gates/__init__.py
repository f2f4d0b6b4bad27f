"""
The rule engine: the facts of an application and a policy set give findings.

The same list is what the firm sees while typing, what keeps it from submitting, what the official sees beside
the case, and what the snapshot keeps. Pure: facts in, findings out.
"""

from reopening.gates.engine import due_at, evaluate, flags_now
from reopening.gates.facts import Facts
from reopening.gates.grace import blocks_on, soften, stricter
from reopening.gates.schedule import PhaseReason, phase_for

__all__ = [
    "Facts",
    "PhaseReason",
    "blocks_on",
    "due_at",
    "evaluate",
    "flags_now",
    "phase_for",
    "soften",
    "stricter",
]
