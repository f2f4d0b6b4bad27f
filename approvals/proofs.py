"""What `manage.py verify_audit` proves of decisions (docs/adr/0027)."""

from collections.abc import Iterator
from itertools import groupby

from approvals.models import Decision
from approvals.services.chain import verify


def faults() -> Iterator[str]:
    """A sentence for each case whose decisions were changed, removed or put in between."""
    rows = Decision.objects.select_related("answers", "application").order_by("application", "sequence")
    rows = rows.defer("application__snapshot", "answers__findings")
    for application, decisions in groupby(rows.iterator(chunk_size=500), lambda row: row.application):
        if wrong := verify(list(decisions)):
            yield f"{application}: decision {wrong.sequence} is not what its digest says."
