"""The dispatchers' lists that can be taken out as a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exporting import Listing, Query, columns_of
from core.models import Division, User
from supplies.models import Balance, Item, Lot, Movement, Order, Posting, RoundLine
from supplies.models.places import SEE_STOCK
from supplies.queries import figures, sources, traces


def only_staff(user: User) -> None:
    """:raises PermissionDenied: unless the person works with stock"""
    if not user.roles & set(SEE_STOCK):
        raise PermissionDenied


def stock_rows(user: User, query: Query) -> QuerySet[Any]:
    """What lies in the depots, lot by lot."""
    only_staff(user)
    rows = Balance.objects.visible_to(user).in_depots().filter(on_hand__gt=0)
    return rows.select_related("place", "lot__item", "lot__supplier", "owner")


def stock_cells(rows: Sequence[Balance]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.place.name, row.lot.item.code, str(row.lot.item), row.lot.lot_no, row.lot.supplier.name),
            *(row.lot.expires_on, row.lot.get_status_display(), row.on_hand, row.reserved, row.available),
            row.owner.name if row.owner else "",
        )


def movement_rows(user: User, query: Query) -> QuerySet[Any]:
    """The legs of every movement."""
    only_staff(user)
    rows = Posting.objects.filter(movement__in=Movement.objects.visible_to(user).values("pk"))
    return rows.select_related("movement__recorded_by", "movement__reverses", "place", "lot__item", "owner")


def movement_cells(rows: Sequence[Posting]) -> Iterable[Sequence[Any]]:
    for row in rows:
        moved = row.movement
        yield (
            *(str(moved.public_id), moved.occurred_at, moved.recorded_at, moved.get_kind_display()),
            *(str(row.place), row.lot.item.code, row.lot.lot_no, row.quantity),
            *(row.owner.name if row.owner else "", moved.document, moved.reason),
            *(moved.recorded_by.username, str(moved.reverses.public_id) if moved.reverses else ""),
        )


def order_rows(user: User, query: Query) -> QuerySet[Any]:
    """What firms ask for, or what one's own firm asked for, under the page's filters."""
    rows = Order.objects.visible_to(user)
    return rows.shown(status=query.get("status", ""), is_urgent=query.get("urgent") == "1")


def place_of_firm(user: User, query: Query) -> str:
    """:raises PermissionDenied: to who acts for no firm"""
    code = user.firms.order_by("pk").values_list("division", flat=True).first()
    if code is None:
        raise PermissionDenied
    return code


def order_cells(rows: Sequence[Order]) -> Iterable[Sequence[Any]]:
    """A row for each line of each order."""
    found = Order.objects.filter(pk__in=[row.pk for row in rows]).select_related("firm").order_by("-pk")
    for order in found.prefetch_related("lines__item"):
        for line in order.lines.all():
            yield (
                *(order.number, order.firm.name, order.firm.credit_code, order.division_code),
                *(order.get_kind_display(), order.get_status_display(), order.submitted_at),
                *(line.item.code, str(line.item), line.quantity, line.awarded, line.delivered),
            )


def holder_rows(user: User, query: Query) -> QuerySet[Any]:
    """Who has got goods of the lot that `lot` names, one row for each firm."""
    only_staff(user)
    try:
        lot = Lot.objects.visible_to(user).filter(public_id=query.get("lot", "")).first()
    except ValidationError as error:
        raise PermissionDenied from error
    if lot is None:
        raise PermissionDenied
    rows = traces.handed_to(lot).select_related(None).order_by()
    return rows.values_list(
        *("place", "place__firm__name", "place__firm__credit_code", "place__firm__contact_name"),
        *("place__firm__contact_phone", "place__address", "lot__item__code", "lot__lot_no"),
        named=True,
    ).annotate(units=Sum("quantity"))


def need_rows(user: User, query: Query) -> QuerySet[Any]:
    """Firms after the last round of each item, under the page's item."""
    only_staff(user)
    rows = figures.latest_lines(user)
    return rows.filter(round_item__item__code=query["item"]) if query.get("item") else rows


def need_cells(rows: Sequence[RoundLine]) -> Iterable[Sequence[Any]]:
    for line in rows:
        need = figures.FirmNeed(line)
        yield (
            *(line.firm.name, line.credit_code, line.firm.division_id, line.round_item.round.number),
            *(line.round_item.item.code, line.heads, line.in_hand, need.days_after, need.need),
            *(line.requested, need.awarded, line.received, _("yes") if need.is_hoarding else ""),
        )


def nothing_to_read(user: User, query: Query) -> QuerySet[Any]:
    """Of a list that is counted."""
    only_staff(user)
    return Item.objects.none()


def forecast_cells(user: User, query: Query) -> Iterable[Sequence[Any]]:
    """A row for each item: stock, use, quotas, and what is free at the end of each of the next days."""
    only_staff(user)
    for row in figures.forecasts(user, timezone.now()):
        stock = row.stock
        yield (
            *(stock.item.code, str(stock.item), stock.available, float(stock.daily_use), row.inflow),
            *("" if stock.days_left is None else stock.days_left, row.short_tomorrow, row.short_in_a_week),
            *row.ends,
        )


def street_cells(user: User, query: Query) -> Iterable[Sequence[Any]]:
    """Every street with unmet need of the page's item, or of each item."""
    only_staff(user)
    items = Item.objects.filter(code=query["item"]) if query.get("item") else Item.objects.all()
    for item in items.order_by("pk"):
        found = list(figures.unmet_rows(user, item))
        names = Division.objects.in_bulk([code for code, _firms, _units in found])
        for code, firms, units in found:
            yield code, str(names.get(code, code)), item.code, str(item), firms, units


def quota_cells(user: User, query: Query) -> Iterable[Sequence[Any]]:
    """What each source brought on each of the last days, beside its quota."""
    only_staff(user)
    for line in sources.source_lines(user, timezone.now()):
        for day in line.days:
            yield (
                *(line.place.name, line.item.code, str(line.item), line.quota or ""),
                *(day.on, day.units, day.total),
            )


LISTINGS = [
    Listing(
        name="forecast",
        title=_("Forecast by item"),
        columns=(
            *(_("Code of the item"), _("Item"), _("Free"), _("Used a day"), _("Comes a day by quota")),
            *(_("Days left"), _("Missing tomorrow"), _("Missing in a week")),
            *(_("Free after day 1"), _("Free after day 2"), _("Free after day 3"), _("Free after day 4")),
            *(_("Free after day 5"), _("Free after day 6"), _("Free after day 7")),
        ),
        rows=nothing_to_read,
        cells=lambda rows: (),
        whole=forecast_cells,
    ),
    Listing(
        name="unmet-by-street",
        title=_("Unmet need by street"),
        columns=(
            *(_("Division code"), _("Street"), _("Code of the item"), _("Item"), _("Firms"), _("Asked for")),
        ),
        rows=nothing_to_read,
        cells=lambda rows: (),
        whole=street_cells,
    ),
    Listing(
        name="quota-use",
        title=_("Quotas, day by day"),
        columns=(
            *(_("From"), _("Code of the item"), _("Item"), _("Quota a day"), _("Day"), _("Came")),
            _("Came until then"),
        ),
        rows=nothing_to_read,
        cells=lambda rows: (),
        whole=quota_cells,
    ),
    Listing(
        name="firm-needs",
        title=_("Needs of firms after the last round"),
        columns=(
            *(
                _("Firm"),
                _("Credit code"),
                _("Street"),
                _("Round"),
                _("Item"),
                _("People or m²"),
                _("In hand"),
            ),
            *(_("Days left"), _("Need of a week"), _("Asked for"), _("Got"), _("Received lately")),
            _("asks for more than twice its need"),
        ),
        rows=need_rows,
        cells=need_cells,
        order=("award__level_after", "pk"),
    ),
    Listing(
        name="stock",
        title=_("Stock"),
        columns=(
            *(_("Depot"), _("Code of the item"), _("Item"), _("Lot"), _("From"), _("Best before")),
            *(_("State"), _("In the depot"), _("Set aside"), _("Free"), _("Bought for")),
        ),
        rows=stock_rows,
        cells=stock_cells,
    ),
    Listing(
        name="movements",
        title=_("Movements"),
        columns=(
            *(_("Movement"), _("When"), _("Written down"), _("Kind"), _("Place"), _("Code of the item")),
            *(_("Lot"), _("Quantity"), _("Bought for"), _("Document"), _("Reason"), _("By"), _("Reverses")),
        ),
        rows=movement_rows,
        cells=movement_cells,
    ),
    Listing(
        name="orders",
        title=_("Supply orders"),
        columns=(
            *(_("Order"), _("Firm"), _("Credit code"), _("Division code"), _("Kind"), _("State"), _("Sent")),
            *(_("Code of the item"), _("Item"), _("Asked for"), _("Set aside or received"), _("Received")),
        ),
        rows=order_rows,
        cells=order_cells,
        place=place_of_firm,
    ),
    Listing(
        name="lot-holders",
        title=_("Who has got goods of a lot"),
        columns=(
            *(_("Firm"), _("Credit code"), _("Contact"), _("Telephone"), _("Address")),
            *(_("Code of the item"), _("Lot"), _("Quantity")),
        ),
        rows=holder_rows,
        cells=columns_of(
            *("place__firm__name", "place__firm__credit_code", "place__firm__contact_name"),
            *("place__firm__contact_phone", "place__address", "lot__item__code", "lot__lot_no", "units"),
        ),
        order=("place",),
        people=lambda user, query: holder_rows(user, query).count(),
    ),
]
