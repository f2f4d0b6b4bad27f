import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.dates import shanghai_day
from core.forms import refusals_in
from core.models import Role, User
from core.paging import keyset
from core.refusals import sentence_of
from supplies.forms.rounds import RoundForm
from supplies.forms.stock import ReasonForm
from supplies.models import Override, Round, RoundItem, RoundLine, RoundStatus
from supplies.permissions import is_dispatcher
from supplies.queries.rounds import RoundView, distribution, lines_of, sums_of
from supplies.services import round_work, rounds
from supplies.transitions import OVERRIDE, ROUND
from supplies.views import access
from supplies.views.access import person, staff


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    rows = Round.objects.visible_to(user).select_related("division", "job").prefetch_related("items__item")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    context = {"page": page, "can_create": Role.DISPATCHER in user.roles}
    return render(request, "supplies/rounds/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user, at = staff(request, {Role.DISPATCHER}), timezone.now()
    form = RoundForm(request.POST or None, user=user, today=shanghai_day(at))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return redirect(rounds.create(**form.cleaned_data, by=user, at=at))
    return render(request, "supplies/rounds/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@vary_on_headers("HX-Request")
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rule, stock and need, who got what, and why; one item at a time. htmx asks how far the work on it is."""
    round_ = access.round_(request, public_id)
    if request.headers.get("HX-Request"):
        return work_card(request, round_)
    items = list(round_.items.select_related("item").order_by("item"))
    chosen = chosen_item(items, request.GET.get("item", ""))
    context = {
        "round": round_,
        "verbs": ROUND.verbs_for(round_, by=person(request)),
        "items": items,
        "chosen": chosen,
        "refusal": sentence_of(round_.refusal) if round_.refusal else "",
    }
    if chosen is not None:
        context |= item_context(request, round_, chosen)
    return render(request, "supplies/rounds/detail.html", context)


def work_card(request: HttpRequest, round_: Round) -> HttpResponse:
    """The card alone; once the work is over, the word to load the whole page."""
    if round_.is_at_work:
        return render(request, "supplies/rounds/_work.html", {"round": round_})
    return HttpResponse(headers={"HX-Refresh": "true"})


def chosen_item(items: list[RoundItem], code: str) -> RoundItem | None:
    return next((row for row in items if row.item.code == code), items[0] if items else None)


def item_context(request: HttpRequest, round_: Round, chosen: RoundItem) -> dict[str, object]:
    chosen.round = round_
    view, is_computed = RoundView(chosen), round_.status in (RoundStatus.COMPUTED, RoundStatus.PUBLISHED)
    order = ("-award__packs", "pk") if is_computed else ("pk",)
    page = keyset(lines_of(chosen), order=order, cursor=request.GET.get("cursor", ""), limit=50)
    skipped = chosen.stock.exclude(skipped="").select_related("balance__lot", "balance__place").order_by("pk")
    return {
        "view": view,
        "is_computed": is_computed,
        "chart": distribution(chosen) if is_computed else None,
        "sums": sums_of(chosen),
        "page": page,
        "rows": [explained(view, line) if is_computed else (line, 0, []) for line in page.rows],
        "skipped": skipped[:50],
        "can_override": is_dispatcher(person(request), round_),
        "overrides": overrides_of(chosen, by=person(request)),
    }


def overrides_of(chosen: RoundItem, *, by: User) -> list[tuple[Override, list[str]]]:
    """Exceptions of an item, newest first, and what the reader may do with each."""
    rows = Override.objects.filter(line__round_item=chosen).select_related(
        "line__firm", "line__round_item__round", "asked_by", "answered_by"
    )
    return [(row, OVERRIDE.verbs_for(row, by=by)) for row in rows.order_by("-pk")[:50]]


def explained(view: RoundView, line: RoundLine) -> tuple[RoundLine, int, list[str]]:
    """A line, the base units it gets, and why."""
    return line, line.award.packs * view.round_item.unit, view.explain(line)


def begin(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """Have it carried out in the background; the round's page says how far it is."""
    round_ = access.round_(request, public_id)
    round_work.begin(round_=round_, act=act, by=person(request), at=timezone.now())
    return redirect(round_)


@require_POST
def freeze(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return begin(request, public_id, "freeze")


@require_POST
def compute(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return begin(request, public_id, "compute")


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The confirm page with what will happen, and the publication."""
    if request.method == "POST":
        return begin(request, public_id, "publish")
    round_ = access.round_(request, public_id)
    items = round_.items.select_related("item").order_by("item")
    effects = [
        _("Set aside in the depots: %(amount)s of %(item)s.")
        % {"amount": row.item.in_units(row.granted * row.unit), "item": row.item}
        for row in items
    ]
    context = {
        "title": _("Publish round %(number)s") % {"number": round_.number},
        "effects": [*effects, _("Every firm sees what it got and why. This cannot be taken back.")],
        "button": _("Publish"),
        "back_url": round_.get_absolute_url(),
        "back_label": round_.number,
    }
    return render(request, "_components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    round_ = access.round_(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rounds.cancel(round_=round_, **form.cleaned_data, by=person(request), at=timezone.now())
        return redirect("supplies:rounds")
    context = {
        "title": _("Cancel round %(number)s") % {"number": round_.number},
        "effects": [_("The round is closed without result. Orders wait for the next one.")],
        "form": form,
        "button": _("Cancel the round"),
        "danger": True,
        "back_url": round_.get_absolute_url(),
        "back_label": round_.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
