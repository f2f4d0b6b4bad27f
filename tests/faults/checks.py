"""What must hold when the day is over, beside `supplies.services.proof`."""

from django.db.models import CharField, F, Model, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast

from core.models import AuditEvent, Job, Notification
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    DispatchEvent,
    Errand,
    ErrandStatus,
    Lodging,
    LodgingStatus,
    Lot,
    Movement,
    OrderLine,
    Override,
    OverrideStatus,
    ProofOfDelivery,
    PurchaseLine,
    RoundLine,
    RoundStatus,
    RunStatus,
    Stop,
    StopStatus,
)
from supplies.models.orders import PROMISED
from supplies.models.purchases import LIVE, OPEN_PURCHASES
from supplies.queries.traces import whereabouts_of
from supplies.transitions import MOVED_BY


def nothing_was_promised_twice() -> None:
    most = max(RoundLine.objects.values_list("round_item__unit", flat=True))
    # A line is promised what it asked for, up to a pack that was opened for it; what is bought is exact.
    assert not OrderLine.objects.filter(quantity__lte=PROMISED - most).exists()
    bought = OrderLine.objects.filter(order__kind="purchase_on_behalf")
    assert not bought.filter(awarded__gt=F("quantity")).exists()
    ended = Stop.objects.exclude(status__in=[StopStatus.WAITING, StopStatus.STRANDED])
    accepted = DispatchEvent.objects.filter(outcome__accepted=True)
    assert accepted.count() == accepted.values("stop").distinct().count() == ended.count()
    assert ProofOfDelivery.objects.count() == ended.filter(status=StopStatus.DELIVERED).count()
    # A need is in one purchase at a time, and an exception sets aside what was granted, once.
    open_parts = PurchaseLine.objects.filter(status__in=LIVE, purchase__status__in=OPEN_PURCHASES)
    assert open_parts.count() == open_parts.values("order_line").distinct().count()
    first = Q(lots__follows__isnull=True)
    for row in Override.objects.annotate(units=Sum("lots__units", filter=first)):
        granted = row.packs * row.line.round_item.unit if row.status == OverrideStatus.APPROVED else 0
        assert (row.units or 0) == granted


def nothing_was_lost() -> None:
    assert all(whereabouts_of(lot).adds_up for lot in Lot.objects.all())
    assert not Balance.objects.filter(place__kind="in_transit").exclude(on_hand=0).exists()
    published = RoundLine.objects.filter(round_item__round__status=RoundStatus.PUBLISHED)
    parcels = AwardLot.objects.filter(Q(award__line__in=published) | Q(purchase_line__isnull=False))
    assert not parcels.filter(state=AwardLotState.LOADED).exists()
    # Whatever moved has its event, and whoever got an award was told, once.
    assert AuditEvent.objects.filter(verb__startswith="movement.").count() == Movement.objects.count()
    awarded = published.filter(award__packs__gt=0)
    assert Notification.objects.filter(kind="supplies.awarded").count() == awarded.count()
    assert not awarded.filter(is_told=False).exists()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def everything_is_where_its_trail_says() -> None:
    for model in MOVED_BY:
        assert not astray(model), model


def astray(model: type[Model]) -> list[Model]:
    """Those whose state is not the one that their last event brought about."""
    trail = AuditEvent.objects.filter(
        subject_type=model._meta.label_lower, subject_id=Cast(OuterRef("pk"), CharField())
    ).exclude(to_status="")
    last = Subquery(trail.order_by("-sequence").values("to_status")[:1])
    return list(model._default_manager.annotate(last=last).exclude(last=F("status")).exclude(last=None))


def requests_are_in_one_hand_or_ended_once() -> None:
    ended = [status for status in ErrandStatus if status not in (ErrandStatus.WAITING, ErrandStatus.ACCEPTED)]
    assert not Errand.objects.filter(Q(status__in=ended) ^ Q(ended_at__isnull=False)).exists()
    # A run that is over has taken no errand with it that nobody has ended.
    over = [RunStatus.CLOSED, RunStatus.CANCELLED, RunStatus.ABORTED]
    held = Errand.objects.filter(status=ErrandStatus.ACCEPTED)
    assert not held.filter(stop__run__status__in=over).exists()
    assert not held.filter(stop__isnull=False).exclude(stop__status=StopStatus.WAITING).exists()
    for model, endings in ((Errand, ended), (Lodging, [LodgingStatus.DECLINED, LodgingStatus.CANCELLED])):
        events = AuditEvent.objects.filter(subject_type=model._meta.label_lower, to_status__in=endings)
        moved = events.exclude(from_status=F("to_status"))
        assert moved.count() == model._default_manager.filter(status__in=endings).count()
