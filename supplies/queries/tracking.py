"""Where an order is: set aside, planned, on the way with so many stops before it, handed over."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from reopening.halts import halted_cases
from reopening.models import Application
from supplies.models import AwardLot, AwardLotState, Errand, Order, RunStatus, Stop, StopStatus


@dataclass(frozen=True)
class Tracked:
    """One delivery of an order. `number` of `total` stops; `ahead` are still to be visited before it."""

    stop: Stop
    total: int
    ahead: int

    @property
    def is_coming(self) -> bool:
        return self.stop.status == StopStatus.WAITING and self.stop.run.status in (
            RunStatus.PLANNED,
            RunStatus.DEPARTED,
        )

    @property
    def is_on_the_way(self) -> bool:
        return self.stop.status == StopStatus.WAITING and self.stop.run.status == RunStatus.DEPARTED

    @cached_property
    def is_held(self) -> bool:
        """It comes, but nothing is handed over while the firm stands still."""
        return self.is_coming and is_held(self.stop)

    @property
    def is_taken_over(self) -> bool:
        """Its vehicle dropped out, and its goods stay the firm's: they wait for another one, or went with it."""
        taken = AwardLot.objects.filter(follows__stop_item__stop=self.stop)
        return taken.exclude(state=AwardLotState.EXPIRED).exists()


def cases_of(stop: Stop) -> QuerySet[Application]:
    """Whose goods and errands its courier has."""
    return Application.objects.filter(
        Q(orders__lines__parcels__stop_item__stop=stop) | Q(pk__in=stop.errands.values("application"))
    )


def is_held(stop: Stop) -> bool:
    """Whether a case of it stands still now."""
    return bool(halted_cases(cases_of(stop).values_list("case_key", flat=True)))


def tracked(order: Order) -> list[Tracked]:
    """Its deliveries, newest first; two queries."""
    stops = Stop.objects.filter(items__award_lot__order_line__order=order)
    return placed(list(stops.select_related("run").distinct().order_by("-pk")[:20]))


def tracked_errand(errand: Errand) -> Tracked | None:
    """Where the courier of its run is; nothing for an errand that no run takes care of."""
    found = placed(list(Stop.objects.filter(errands=errand).select_related("run")))
    return found[0] if found else None


def placed(stops: list[Stop]) -> list[Tracked]:
    """Each with the other stops of its run; one query."""
    others: dict[int, list[Stop]] = {}
    for other in Stop.objects.filter(run__in={stop.run_id for stop in stops}):
        others.setdefault(other.run_id, []).append(other)
    return [
        Tracked(
            stop,
            len(others[stop.run_id]),
            sum(
                other.status == StopStatus.WAITING and other.sequence < stop.sequence
                for other in others[stop.run_id]
            ),
        )
        for stop in stops
    ]


def is_set_aside(order: Order) -> bool:
    """Goods wait in a depot for a run."""
    return AwardLot.objects.filter(
        order_line__order=order, state=AwardLotState.RESERVED, stop_item__isnull=True
    ).exists()
