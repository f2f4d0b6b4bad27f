import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from core.qr import png_data_uri
from reopening.halts import StandsStill, is_halted
from reopening.models import Application, ApplicationStatus
from reopening.permissions import acts_for_firm, is_firm_member
from reopening.policy.body import PolicyBody
from supplies.forms.lodgings import StayFields
from supplies.forms.orders import OrderForm
from supplies.forms.stock import ReasonForm
from supplies.models import (
    Consent,
    Errand,
    Item,
    Lodging,
    Order,
    OrderKind,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseStatus,
    Stop,
)
from supplies.models.purchases import LIVE, OPEN_PURCHASES
from supplies.packing import in_packs
from supplies.queries.history import history_of
from supplies.queries.order_verbs import verbs_of
from supplies.queries.rounds import explanations_for_order
from supplies.queries.tracking import Tracked, is_set_aside, tracked
from supplies.services import lodgings, orders
from supplies.services.deliveries import code_of
from supplies.services.order_limits import cap_of
from supplies.views import access
from supplies.views.access import person


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A firm's orders, or those of a dispatcher's divisions."""
    user = person(request)
    status, is_urgent = request.GET.get("status", ""), request.GET.get("urgent") == "1"
    rows = Order.objects.visible_to(user).shown(status=status, is_urgent=is_urgent)
    rows = rows.select_related("firm").prefetch_related("lines__item")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {
        "page": page,
        "status": status,
        "is_urgent": is_urgent,
        "statuses": OrderStatus.choices,
        "is_official": user.is_official,
        "can_bring_list": Role.DISPATCHER in user.roles,
    }
    return render(request, "supplies/orders/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was asked, what came of it and why; for the firm also the hand-over code."""
    order, user = access.order(request, public_id), person(request)
    is_member = is_firm_member(user, order.application)
    lines = list(order.lines.select_related("item").order_by("pk"))
    offers = list(
        PurchaseLine.objects.filter(order_line__order=order).select_related("purchase__item").order_by("-pk")
    )
    context: dict[str, Any] = {
        "order": order,
        "lines": [asked(line, order.application.policy_set.rules) for line in lines],
        "is_draft": order.application.status == ApplicationStatus.DRAFT,
        "verbs": verbs_of(order, by=user, at=timezone.now()),
        "is_member": is_member,
        "deliveries": deliveries_of(order, with_codes=is_member),
        "is_set_aside": is_set_aside(order),
        "history": history_of(order),
        "has_rest": any(line.rest for line in lines),
        "is_open": any(line.open_units for line in lines),
        "explanations": explanations_for_order(order.pk),
        "lodgings": order.lodgings.order_by("pk"),
        "offers": offers,
        "is_being_bought": any(
            offer.status in LIVE and offer.purchase.status in OPEN_PURCHASES for offer in offers
        ),
        "is_asked": is_member
        and any(
            offer.status == Consent.ASKED and offer.purchase.status == PurchaseStatus.PROPOSED
            for offer in offers
        ),
    }
    return render(request, "supplies/orders/detail.html", context)


def deliveries_of(order: Order, *, with_codes: bool) -> list[tuple[Tracked, str, str]]:
    """The order's deliveries; of each that comes, for the firm's eyes only, its code and the code as a picture."""
    rows = tracked(order)
    return [
        (row, *(shown(row.stop) if with_codes and row.is_coming and not row.is_held else ("", "")))
        for row in rows
    ]


def shown(stop: Stop) -> tuple[str, str]:
    """The code, and a QR code that opens the courier's page of the stop with the code filled in."""
    code = code_of(stop)
    return code, png_data_uri(f"{settings.SITE_URL}{stop.get_absolute_url()}#{code}")


@require_safe
@vary_on_headers("HX-Request")
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The orders of one application: a piece of its page for htmx, a page of its own otherwise."""
    application = access.application(request, public_id)
    rows = Order.objects.visible_to(person(request)).filter(application=application)
    found = list(rows.prefetch_related("lines__item").order_by("-pk")[:20])
    policy = application.policy_set.rules
    is_member, stands_still = acts_for_firm(person(request), application), is_halted(application)
    can_ask = is_member and application.status in orders.MAY_ORDER and not stands_still
    context = {
        "application": application,
        "orders": [(order, [asked(line, policy) for line in order.lines.all()]) for order in found],
        "is_draft": application.status == ApplicationStatus.DRAFT,
        "is_member": is_member,
        "errands": Errand.objects.visible_to(person(request))
        .filter(application=application)
        .order_by("-pk")[:20],
        "lodgings": Lodging.objects.visible_to(person(request))
        .filter(application=application)
        .order_by("-pk")[:20],
        "standing_still": StandsStill.message if is_member and stands_still else "",
        "can_ask": can_ask,
        "missing": missing_of(application) if is_member and not any(map(is_open, found)) else [],
        "can_order": can_ask and bool(application.heads_on_site),
    }
    template = "_panel" if request.headers.get("HX-Request") else "panel"
    return render(request, f"supplies/orders/{template}.html", context)


def is_open(order: Order) -> bool:
    """Another one from the government's stock would be refused."""
    return order.kind == OrderKind.GOVERNMENT and order.status in (OrderStatus.DRAFT, OrderStatus.SUBMITTED)


def asked(line: OrderLine, policy: PolicyBody) -> tuple[OrderLine, str]:
    return line, in_packs(line.item, line.quantity, policy)


def missing_of(application: Application) -> list[tuple[Item, str]]:
    """What the inventory lacks of the reserve, in packs; nothing once the application has ended."""
    if application.status not in orders.MAY_ORDER:
        return []
    lacking, policy = lacking_of(application), application.policy_set.rules
    items = Item.objects.filter(code__in=lacking).order_by("pk")
    return [(item, in_packs(item, lacking[item.code], policy)) for item in items]


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Order what is missing: the form comes filled with it."""
    application = access.application(request, public_id)
    if not acts_for_firm(person(request), application):
        raise PermissionDenied
    at = timezone.now()
    lacking = lacking_of(application)
    items = list(Item.objects.order_by("pk"))
    policy = application.policy_set.rules
    most = {item.code: in_packs(item, cap_of(item, application), policy) for item in items}
    form = OrderForm(request.POST or None, items=items, lacking=lacking, most=most)
    stay_form = StayFields(request.POST or None)
    if request.method == "POST" and form.is_valid() and stay_form.is_valid():
        with refusals_in(form):
            order = lodgings.ask_with_goods(
                application=application,
                lines=form.lines(),
                stay=stay_form.stay(),
                kind=form.cleaned_data["kind"],
                note=form.cleaned_data["note"],
                urgent_reason=form.cleaned_data["urgent_reason"],
                by=person(request),
                at=at,
            )
            messages.success(request, told(order))
            return redirect(order)
    missing = [(item, in_packs(item, lacking[item.code], policy)) for item in items if item.code in lacking]
    context = {"form": form, "stay_form": stay_form, "application": application, "missing": missing}
    is_wrong = form.errors or stay_form.errors
    return render(request, "supplies/orders/new.html", context, status=422 if is_wrong else 200)


def told(order: Order) -> str:
    if order.kind == OrderKind.PURCHASE_ON_BEHALF:
        return _("Your order was sent. You are asked whether you agree before anything is bought.")
    if order.application.status == ApplicationStatus.DRAFT:
        return _(
            "Your order is written down. It takes part in the rounds once your application is submitted."
        )
    return _("Your order was sent. It takes part in the next round.")


def lacking_of(application: Application) -> dict[str, int]:
    try:
        return orders.shortfall_of(application, timezone.now())
    except orders.NothingShort:
        return {}


@require_POST
def order_shortfall(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One click: order what the inventory lacks of the reserve."""
    application = access.application(request, public_id)
    order = orders.order_shortfall(application=application, by=person(request), at=timezone.now())
    messages.success(request, told(order))
    return redirect(order)


@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    order = access.order(request, public_id)
    return redirect(orders.submit(order=order, by=person(request), at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    order = access.order(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            orders.cancel(order=order, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(order)
    context = {
        "title": _("Cancel order %(number)s") % {"number": order.number},
        "effects": [_("The order leaves the queue. A new one can be placed afterwards.")],
        "form": form,
        "button": _("Cancel the order"),
        "danger": True,
        "back_url": order.get_absolute_url(),
        "back_label": order.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
