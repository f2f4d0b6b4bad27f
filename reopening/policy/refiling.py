"""What becomes of open cases when another policy set takes over."""

from enum import StrEnum

from reopening.policy.base import Count, Rule


class OnChange(StrEnum):
    KEEP = "keep"  # open cases stay under the set they were begun under
    RECHECK = "recheck"  # open cases are judged by the new set
    NO_REFILING = "no_refiling"  # what was filed stays good, drafts are judged by the new set


class Refiling(Rule):
    """
    How this set treats the cases that are open when it takes over. Where it is stricter, a case has
    `grace_days` from the set's first day, that day counted, before the new rule stands in its way.
    """

    on_change: OnChange
    grace_days: Count = 0
