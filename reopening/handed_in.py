"""What was handed in for an application, read for the rules, the snapshot and the summary."""

from dataclasses import dataclass, field
from typing import Any

from reopening.models import DocumentUse, ScanState


@dataclass(frozen=True)
class Papers:
    """What was handed in and not replaced or removed, and the papers that were promised for later."""

    documents: list[Any] = field(default_factory=list)  # rows of values
    deferred: list[str] = field(default_factory=list)

    def keys(self, scan: str = "") -> frozenset[str]:
        """The papers, all of them or those with a file in this state; "" for those nobody asked for."""
        found = (each for each in self.documents if each["use"] in (DocumentUse.PAPER, DocumentUse.OTHER))
        return frozenset(each["key"] for each in found if not scan or each["file__scan"] == scan)

    def facts(self) -> dict[str, Any]:
        """For the rule engine."""
        return {
            "papers": self.keys() - {""},
            "papers_waiting": self.keys(ScanState.WAITING),
            "papers_infected": self.keys(ScanState.INFECTED),
            "papers_deferred": frozenset(self.deferred),
        }

    def words(self) -> dict[str, Any]:
        """For the snapshot: every document with the hash that the officials saw."""
        return {
            "documents": [
                {
                    "id": str(each["public_id"]),
                    "use": each["use"],
                    "key": each["key"],
                    "digest": each["file__digest"],
                }
                for each in self.documents
            ],
            "deferred_papers": self.deferred,
        }
