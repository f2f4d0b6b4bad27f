"""Buying on behalf: what is wanted, what is being bought, and one purchase."""

import uuid

from django.contrib import messages
from django.db.models import Count, Sum
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import refusals_in
from core.models import Division, Role, User
from core.paging import keyset
from core.permissions import prefix_q
from supplies.costs import yuan
from supplies.forms.purchases import FinishForm, PartForm, PlaceOrderForm, ProposalForm
from supplies.forms.stock import ReasonForm
from supplies.models import UNMET, Consent, Item, Payment, PaymentStatus, Purchase
from supplies.models.places import SEE_STOCK
from supplies.permissions import is_keeper
from supplies.services import purchased_goods, purchases
from supplies.transitions import PURCHASE
from supplies.views.access import person, staff
from supplies.views.acts import act_page

MOST_LINES = 500
DISTRICT = Left("order__division_code", 6)
MOST_OWED = 50  # the oldest are paid back first


def purchase_of(request: HttpRequest, public_id: uuid.UUID) -> Purchase:
    rows = Purchase.objects.visible_to(staff(request)).select_related("item", "seller", "division")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What firms want to have bought, by item, and the purchases."""
    user = staff(request)
    wanted = purchases.pool().filter(prefix_q("order__division_code", user.role_prefixes(*SEE_STOCK)))
    sums = (
        wanted.select_related(None)
        .order_by()
        .values_list("item", DISTRICT)
        .annotate(firms=Count("order__firm", distinct=True), units=Sum(UNMET))
        .order_by("item", DISTRICT)
    )
    found = list(sums)
    items = Item.objects.in_bulk({item for item, *_rest in found})
    districts = Division.objects.in_bulk({code for _item, code, *_rest in found})
    rows = Purchase.objects.visible_to(user).select_related("item", "seller")
    owed = Payment.objects.visible_to(user).filter(status=PaymentStatus.OWED)
    context = {
        "pool": [(items[item], districts[code], *numbers) for item, code, *numbers in found],
        "owed": owed.select_related("line__firm", "line__purchase__item").order_by("pk")[:MOST_OWED],
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "is_dispatcher": user.has_role(Role.DISPATCHER),
    }
    return render(request, "supplies/purchases/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Put the open needs of an item in a district together and ask the firms."""
    user = staff(request, {Role.DISPATCHER})
    item = get_object_or_404(Item, code=code)
    district = district_of(request, user)
    lines = purchases.pool().filter(order__division_code__startswith=district.pk, item=item).order_by("pk")
    shown = lines if request.POST else lines[:MOST_LINES]
    form = ProposalForm(request.POST or None, user=user, item=item, lines=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            purchase = purchases.propose(
                division=district, item=item, **form.proposal(), by=user, at=timezone.now()
            )
            messages.success(request, told(purchase))
            return redirect(purchase)
    context = {
        "title": _("Buy %(item)s for firms of %(district)s") % {"item": item, "district": district},
        "lead": _(
            "Each firm sees its share of the cost and says whether it agrees; then the order is placed."
        ),
        "form": form,
        "button": _("Ask the firms"),
        "back_url": reverse("supplies:purchases"),
        "back_label": _("Purchases on behalf"),
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


def district_of(request: HttpRequest, user: User) -> Division:
    """The one that the link names, else the first of the dispatcher's."""
    mine = Division.objects.filter(
        prefix_q("code", user.role_prefixes(Role.DISPATCHER)), code__regex=r"^\d{6}$"
    )
    if named := request.GET.get("district", ""):
        mine = mine.filter(pk=named)
    district = mine.order_by("code").first()
    if district is None:
        raise Http404
    return district


def told(purchase: Purchase) -> str:
    number = purchase.lines.count()
    words = ngettext(
        "%(number)s firm's request is in this purchase; the firm is asked now.",
        "%(number)s firms' requests are in this purchase; the firms are asked now.",
        number,
    )
    return words % {"number": number}


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    purchase = purchase_of(request, public_id)
    lines = list(purchase.lines.select_related("firm", "payment", "order_line__order").order_by("pk"))
    live = [line for line in lines if line.status in (Consent.ASKED, Consent.AGREED)]
    received = sum(line.received for line in lines)
    too_late = {"cancel"} if received else set()
    context = {
        "purchase": purchase,
        "verbs": [verb for verb in PURCHASE.verbs_for(purchase, by=person(request)) if verb not in too_late],
        "lines": lines,
        "price": yuan(purchase.price_fen),
        "freight": yuan(purchase.freight_fen),
        "cost": yuan(sum(line.share_fen for line in live)),
        "units": sum(line.units for line in live),
        "received": received,
        "can_bring": is_keeper(person(request), purchase) and any(line.waiting for line in live),
    }
    return render(request, "supplies/purchases/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    purchase = purchase_of(request, public_id)
    return act_page(
        request,
        purchase,
        PlaceOrderForm(request.POST if request.method == "POST" else None),
        purchases.place,
        title=_("Place the order %(number)s") % {"number": purchase.number},
        effects=[
            _("Firms that have not agreed are left out; their needs are in the pool again."),
            _("The cost is shared among the firms that agreed, to the fen."),
        ],
        button=_("Place the order"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    purchase = purchase_of(request, public_id)
    return act_page(
        request,
        purchase,
        PartForm(request.POST or None, user=staff(request)),
        purchased_goods.receive,
        title=_("Take in goods of %(number)s") % {"number": purchase.number},
        lead=_("A part may come first. Each firm gets its part in proportion to what it waits for."),
        button=_("Take into the books"),
    )


@require_POST
def bring(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next run takes every firm's goods along."""
    purchase = purchase_of(request, public_id)
    purchased_goods.bring_all(purchase=purchase, by=person(request), at=timezone.now())
    messages.success(request, _("The goods are set aside. The next run takes them to the firms."))
    return redirect(purchase)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    purchase = purchase_of(request, public_id)
    return act_page(
        request,
        purchase,
        FinishForm(request.POST if request.method == "POST" else None),
        purchased_goods.finish,
        title=_("Finish the purchase %(number)s") % {"number": purchase.number},
        effects=[
            _("The cost is shared anew over what came. What a firm has paid beyond that is due back."),
            _("What did not come is in the pool again."),
        ],
        button=_("Finish"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    purchase = purchase_of(request, public_id)
    return act_page(
        request,
        purchase,
        ReasonForm(request.POST or None),
        purchases.cancel,
        title=_("Give the purchase %(number)s up") % {"number": purchase.number},
        effects=[_("All needs are in the pool again. What firms have paid is due back. The firms are told.")],
        button=_("Give up"),
        danger=True,
    )
