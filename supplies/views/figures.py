from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.paging import keyset
from supplies.queries import districts, figures
from supplies.queries.figures import FirmNeed
from supplies.queries.sources import quotas_today
from supplies.views.access import staff


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How long it lasts, where need is unmet, and which firms stand lowest; one item at a time."""
    user = staff(request)
    at = timezone.now()
    found = figures.forecasts(user, at)
    code = request.GET.get("item", "")
    chosen = next((row for row in found if row.stock.item.code == code), found[0] if found else None)
    context: dict[str, object] = {"forecasts": found, "chosen": chosen, "frame": figures.FRAME}
    context["sources"] = quotas_today(user, at)
    if chosen is not None:
        lines = figures.latest_lines(user).filter(round_item__item=chosen.stock.item)
        page = keyset(
            lines, order=("award__level_after", "pk"), cursor=request.GET.get("cursor", ""), limit=25
        )
        context |= {
            "districts": districts.district_stocks(user, chosen.stock.item, at),
            "streets": figures.unmet_by_street(user, chosen.stock.item),
            "page": page,
            "needs": [FirmNeed(line) for line in page.rows],
        }
    return render(request, "supplies/figures.html", context)
