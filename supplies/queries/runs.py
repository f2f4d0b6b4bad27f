"""Runs: their stops in the order in which they are driven."""

from core.audit import trail
from core.models import AuditEvent
from supplies.models import AwardLot, AwardLotState, Run, RunStatus, Stop


def stops_of(run: Run) -> list[Stop]:
    """With firms, proofs and parcels; the number of queries does not grow."""
    rows = run.stops.select_related("firm", "proof").prefetch_related(
        "items__award_lot__lot__item", "items__proof_line", "errands", "events"
    )
    return list(rows.order_by("sequence", "pk"))


def given_up(run: Run) -> AuditEvent | None:
    """Who cancelled it or broke it off, when and why."""
    if run.status not in (RunStatus.CANCELLED, RunStatus.ABORTED):
        return None
    return trail(run).filter(verb__in=["run.cancel", "run.abort"]).last()


def left_goods(run: Run) -> bool:
    """Whether goods that its vehicle left behind still wait for another one."""
    mine = AwardLot.objects.filter(follows__stop_item__stop__run=run, stop_item__isnull=True)
    return run.status == RunStatus.ABORTED and mine.filter(state=AwardLotState.RESERVED).exists()
