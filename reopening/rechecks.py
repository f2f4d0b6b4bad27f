"""How a case was judged anew under other rules, in words, for the firm and the office."""

from dataclasses import dataclass

from core.dates import shanghai_day
from reopening.models import Application, Recheck
from reopening.wording.effects import Change, changes_in_words


@dataclass(frozen=True)
class RecheckShown:
    """`changes` is empty where the new rules change nothing for the case."""

    recheck: Recheck
    changes: list[Change]


def rechecks_of(application: Application) -> list[RecheckShown]:
    """Newest first."""
    rows = Recheck.objects.filter(application=application).select_related("policy_set", "earlier_policy_set")
    return [
        RecheckShown(row, changes_in_words(row.changes, row.kinds, grace_of(row)))
        for row in rows.order_by("-pk")
    ]


def grace_of(row: Recheck) -> str:
    """The day (ISO) from which what became stricter blocks; empty where it blocked at once."""
    blocks_on = row.policy_set.blocks_on
    return blocks_on.isoformat() if shanghai_day(row.checked_at) < blocks_on else ""
