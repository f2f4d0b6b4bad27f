"""What stands out in a submission, for rules that look at it. Pure: columns of the queue and findings, no query."""

from collections.abc import Iterable
from typing import Any, Protocol

from reopening.findings import FindingLevel
from reopening.policy.base import CaseFlag


class Marked(Protocol):
    """A case, or the marks of a submission that is being handed in."""

    @property
    def people_held(self) -> int: ...

    @property
    def points_to_note(self) -> int: ...

    @property
    def is_short(self) -> bool: ...


def flags_of(marks: Marked, findings: Iterable[dict[str, Any]]) -> frozenset[CaseFlag]:
    """
    :param findings: of the submission's snapshot: `{"rule", "level"}`
    """
    shown = {
        CaseFlag.PEOPLE_HELD: marks.people_held > 0,
        CaseFlag.SHORT: marks.is_short,
        CaseFlag.POINTS_TO_NOTE: marks.points_to_note > 0,
        CaseFlag.NEGATIVE_LIST: any(
            finding["rule"] == "negative_list" and finding["level"] != FindingLevel.PASS
            for finding in findings
        ),
    }
    return frozenset(flag for flag, holds in shown.items() if holds)
