"""What was handed in for an application, read for the rules, the snapshot and the summary."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reopening.models import Application, Deferral, Document, DocumentUse, ScanState


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


def papers_of(application: Application) -> Papers:
    """In two queries."""
    return papers_of_all([application.pk])[application.pk]


def papers_of_all(keys: Iterable[int]) -> dict[int, Papers]:
    """Of many applications, by their keys; in two queries."""
    found = {key: Papers() for key in keys}
    documents = (
        Document.objects.current()
        .filter(application__in=list(found))
        .order_by("pk")
        .values("application_id", "public_id", "use", "key", "file__digest", "file__scan")
    )
    for row in documents:
        found[row["application_id"]].documents.append(row)
    deferrals = Deferral.objects.filter(application__in=list(found), withdrawn_at__isnull=True)
    for key, paper in deferrals.order_by("paper").values_list("application_id", "paper"):
        found[key].deferred.append(paper)
    return found
