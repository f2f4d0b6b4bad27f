"""Published lists (公示): firms with their decision, never staff; on a page, as a table, and as a paper to hang up."""

from datetime import datetime

from approvals.models import Batch
from approvals.paper_kinds import LIST
from core import background
from core.models import Job, Paper, User
from core.services import papers


def make_later(batch: Batch, *, by: User) -> Job:
    """Have the paper made in the background, after this transaction: it may name thousands of firms."""
    return background.enqueue("approvals.tasks.make_list", by=by, batch_id=batch.pk)


def make(*, batch: Batch, by: User, at: datetime) -> Paper:
    """The list as it stands now; one that says the same already is left alone."""
    return papers.make(kind=LIST, subject=batch, by=by, at=at)


def newest(batch: Batch) -> Paper | None:
    """The newest list that is drawn."""
    return Paper.objects.of(LIST.key, batch).exclude(pdf="").defer("facts", "words").first()
