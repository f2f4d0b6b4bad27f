"""
The acts of a round as background work: asked for at the desk, carried out once by a worker (docs/adr/0074).

The transition table decides twice: when an act is asked for, and when it is carried out.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import background
from core.errors import DomainError
from core.models import Job, User
from core.notifications import notify
from core.progress import Tell
from core.refusals import kept
from core.workflow import lock
from supplies.models import Round
from supplies.services import rounds
from supplies.transitions import ROUND

ACTS: dict[str, Callable[..., Round]] = {
    "freeze": rounds.freeze,
    "compute": rounds.compute,
    "publish": rounds.publish,
}
NOT_ALLOWED = _("Whoever asked for it may no longer dispatch in this district.")


def begin(*, round_: Round, act: str, by: User, at: datetime) -> Job:
    """
    Have an act carried out in the background. Asked for twice, it is one job.

    :param act: `freeze`, `compute` or `publish`
    :raises AtWork: while another act is being carried out
    :raises TransitionNotAllowed: if the round is not at that point
    """
    if not ROUND[act].allowed(by, round_):
        raise PermissionDenied
    # Looked at before it is locked: the worker holds the row as long as it works.
    if job := job_of(round_, act):
        return job
    with transaction.atomic():
        lock(round_)
        if job := job_of(round_, act):
            return job
        if refusal := ROUND.refusal(round_, act, by=by):
            raise refusal
        round_.doing, round_.refusal = act, None
        round_.job = background.enqueue("supplies.tasks.work_on_round", by=by, round_id=round_.pk, act=act)
        round_.save(update_fields=["doing", "refusal", "job"])
    return round_.job


def job_of(round_: Round, act: str) -> Job | None:
    """The job that does this act just now. :raises AtWork: if another act is being carried out"""
    if not round_.is_at_work:
        return None
    if round_.doing != act:
        raise rounds.AtWork
    return round_.job


@transaction.atomic
def carry_out(*, round_: Round, act: str, job: Job, at: datetime, tell: Tell) -> None:
    """Safe to run again: what was asked for is taken off the round in the transaction that does it."""
    lock(round_)
    if round_.doing != act or round_.job_id != job.pk or job.created_by is None:
        return
    try:
        with transaction.atomic():
            ACTS[act](round_=round_, by=job.created_by, at=at, tell=tell)
    except (DomainError, PermissionDenied) as error:
        lock(round_)  # what the act had changed of it is forgotten
        refuse(round_, act, error, job.created_by)
    round_.doing = ""
    round_.save(update_fields=["doing", "refusal"])


def refuse(round_: Round, act: str, error: DomainError | PermissionDenied, by: User) -> None:
    """Keep why, for the page, and tell whoever asked for it: they may have left the page."""
    round_.refusal = {"act": act, **kept(error, not_allowed=NOT_ALLOWED)}
    notify([by], "supplies.round_refused", params={"round": round_.number}, url=round_.get_absolute_url())
