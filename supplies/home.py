"""What a dispatcher, a courier and a firm must do next about supplies."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.home import HomeTask
from core.models import Role, User
from supplies.costs import yuan
from supplies.models import (
    Adjustment,
    AdjustmentStatus,
    Consent,
    Errand,
    ErrandStatus,
    Lodging,
    LodgingStatus,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    PurchaseLine,
    PurchaseStatus,
    Round,
    RoundStatus,
    Run,
    RunStatus,
    Stop,
    StopStatus,
    Transfer,
    TransferStatus,
)
from supplies.queries.alarms import alarms_of
from supplies.queries.overview import ItemStock, item_stocks
from supplies.queries.tracking import is_held


def tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    if user.roles & {Role.DISPATCHER, Role.DEPOT_KEEPER, Role.COURIER}:
        yield from of_carrier(user)
    if user.roles & {Role.DISPATCHER, Role.DEPOT_KEEPER}:
        yield from of_dispatcher(user, at)
    if Role.COURIER in user.roles:
        yield from of_courier(user)
    yield from of_firm(user)
    yield from of_offers(user)


def of_dispatcher(user: User, at: datetime) -> Iterator[HomeTask]:
    """How long will the masks last?"""
    stocks = item_stocks(user, at)
    masks = next((row for row in stocks if row.item.code == "mask"), None)
    if masks is not None:
        yield masks_task(masks)
    yield from of_stock(user, at)
    unfinished = Round.objects.visible_to(user).filter(status=RoundStatus.COMPUTED).order_by("-pk").first()
    if unfinished is not None:
        yield HomeTask(
            title=_("Publish the round"),
            detail=unfinished.number,
            url=unfinished.get_absolute_url(),
            icon="share",
            order=16,
        )
    yield from of_requests(user)
    owed = Payment.objects.visible_to(user).filter(status=PaymentStatus.OWED).count()
    if owed:
        yield HomeTask(
            title=_("Refunds due to firms"),
            figure=f"{owed:,}",
            detail=_("They have paid for goods that did not reach them."),
            url=reverse("supplies:purchases") + "#refunds",
            icon="warn",
            order=22,
        )
    waiting = Order.objects.visible_to(user).filter(status=OrderStatus.SUBMITTED).count()
    if waiting:
        yield HomeTask(
            title=_("Open supply orders"),
            figure=f"{waiting:,}",
            url=reverse("supplies:orders") + "?status=submitted",
            icon="queue",
            order=30,
        )


def of_requests(user: User) -> Iterator[HomeTask]:
    """Errands and lodging that wait for an answer, and errands that nobody does yet."""
    errands = Errand.objects.visible_to(user)
    counted = (
        (
            _("Errands wait for an answer"),
            errands.filter(status=ErrandStatus.WAITING),
            "errands",
            "?status=waiting",
        ),
        (_("Accepted errands are given to nobody"), errands.in_nobodys_hands(), "errands", "?nobody=1"),
        (
            _("Lodging is asked for"),
            Lodging.objects.visible_to(user).filter(status=LodgingStatus.WAITING),
            "lodgings",
            "?status=waiting",
        ),
    )
    for order, (title, rows, page, query) in enumerate(counted, start=19):
        if count := rows.count():
            yield HomeTask(
                title=title,
                figure=f"{count:,}",
                url=reverse(f"supplies:{page}") + query,
                icon="truck" if page == "errands" else "home",
                order=order,
            )


def of_carrier(user: User) -> Iterator[HomeTask]:
    """What was given to this person to fetch or bring."""
    rows = user.errands.filter(status=ErrandStatus.ACCEPTED).select_related("firm")
    for errand in rows.order_by("needed_by", "pk")[:5]:
        yield HomeTask(
            title=_("Errand: %(what)s") % {"what": errand.what},
            detail=f"{errand.firm.name}: {errand.fetch_from} → {errand.bring_to}",
            url=errand.get_absolute_url(),
            icon="truck",
            action=_("Go on"),
            order=2,
        )


def of_stock(user: User, at: datetime) -> Iterator[HomeTask]:
    """What is near its day or runs low, what waits for a signature, what is on the way between depots."""
    near, low = alarms_of(user, at)
    if (count := near.count()) or low:
        yield HomeTask(
            title=_("Near its day, or running low"),
            figure=f"{count + len(low):,}",
            detail=_("Lots near their day or past it: %(near)s. Items below their least stock: %(low)s.")
            % {"near": f"{count:,}", "low": f"{len(low):,}"},
            url=reverse("supplies:alarms"),
            icon="warn",
            state="problem",
            order=17,
        )
    unsigned = Adjustment.objects.visible_to(user).filter(status=AdjustmentStatus.PROPOSED)
    if others := unsigned.exclude(proposed_by=user).count():
        yield HomeTask(
            title=_("Corrections of closed days wait for a second signature"),
            figure=f"{others:,}",
            url=reverse("supplies:counts"),
            icon="pen",
            order=18,
        )
    coming = Transfer.objects.visible_to(user).filter(status=TransferStatus.ON_THE_WAY).count()
    if coming:
        yield HomeTask(
            title=_("Transfers between depots on the way"),
            figure=f"{coming:,}",
            url=reverse("supplies:transfers"),
            icon="truck",
            order=31,
        )


def masks_task(masks: ItemStock) -> HomeTask:
    days = masks.days_left
    is_short = masks.short > 0 or (days is not None and days < 1)
    return HomeTask(
        title=_("Masks last"),
        figure=_("%(days)s days") % {"days": days} if days is not None else f"{masks.available:,}",
        detail=_("%(available)s free in the depots, %(need)s asked for by open orders.")
        % {"available": f"{masks.available:,}", "need": f"{masks.need:,}"},
        url=reverse("supplies:desk"),
        icon="box",
        state="problem" if is_short else "open",
        action=_("Look at the stock"),
        order=15,
    )


def of_courier(user: User) -> Iterator[HomeTask]:
    """Where next?"""
    stop = (
        Stop.objects.filter(run__courier=user, run__status=RunStatus.DEPARTED, status=StopStatus.WAITING)
        .select_related("firm", "run")
        .order_by("run__day", "run", "sequence")
        .first()
    )
    if stop is not None:
        yield HomeTask(
            title=_("Next stop: %(firm)s") % {"firm": stop.firm.name},
            detail=stop.address,
            url=stop.get_absolute_url(),
            icon="pin",
            action=_("Go on"),
            order=1,
        )
    ready = Run.objects.filter(courier=user, status=RunStatus.PLANNED).count()
    if ready:
        words = ngettext("%(count)s run is ready to leave", "%(count)s runs are ready to leave", ready)
        yield HomeTask(title=words % {"count": ready}, url=reverse("supplies:courier"), icon="truck", order=2)


def of_firm(user: User) -> Iterator[HomeTask]:
    """A delivery that is on its way needs the firm's code."""
    stops = Stop.objects.filter(
        firm__members=user, run__status=RunStatus.DEPARTED, status=StopStatus.WAITING
    ).select_related("firm")
    for stop in stops.order_by("pk")[:5]:
        if is_held(stop):
            yield HomeTask(
                title=_("A delivery is held"),
                detail=_("Nothing is handed over while %(firm)s is stopped or suspended.")
                % {"firm": stop.firm.name},
                url=reverse("supplies:orders"),
                icon="truck",
                state="problem",
                order=3,
            )
            continue
        yield HomeTask(
            title=_("A delivery is on its way"),
            detail=_("%(firm)s: have the hand-over code ready.") % {"firm": stop.firm.name},
            url=reverse("supplies:orders"),
            icon="truck",
            action=_("Show the code"),
            order=3,
        )


def of_offers(user: User) -> Iterator[HomeTask]:
    """A price waits for the firm's word: nothing is ordered for it without."""
    asked = PurchaseLine.objects.filter(
        firm__members=user, status=Consent.ASKED, purchase__status=PurchaseStatus.PROPOSED
    )
    for line in asked.select_related("firm", "purchase__item").order_by("pk")[:5]:
        yield HomeTask(
            title=_("A price waits for your answer"),
            detail=_("%(firm)s: %(item)s, your share is %(share)s yuan.")
            % {"firm": line.firm.name, "item": line.purchase.item, "share": yuan(line.share_fen)},
            url=line.get_absolute_url(),
            icon="box",
            action=_("Look at the price"),
            order=3,
        )
