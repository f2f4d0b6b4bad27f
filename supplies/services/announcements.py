"""Tell firms what a published round gave them, a chunk at a time; a firm is told once."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.notifications import notify
from supplies.models import Round, RoundLine

CHUNK = 100


def tell_some(round_: Round) -> int:
    """Tell up to `CHUNK` firms that were not told yet; how many there were."""
    with transaction.atomic():
        rows = list(
            RoundLine.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .filter(round_item__round=round_, award__packs__gt=0, is_told=False)
            .select_related("award", "firm", "round_item__item", "order_line__order")
            .prefetch_related("firm__members")
            .order_by("pk")[:CHUNK]
        )
        for row in rows:
            tell(round_, row)
        RoundLine.objects.filter(pk__in=[row.pk for row in rows]).update(is_told=True)
    return len(rows)


def tell(round_: Round, row: RoundLine) -> None:
    item = row.round_item.item
    for member in row.firm.members.all():
        with override(member.language or "zh-hans"):
            goods = _("%(amount)s of %(item)s") % {
                "amount": item.in_units(row.award.packs * row.round_item.unit),
                "item": item,
            }
        notify(
            [member],
            "supplies.awarded",
            params={
                "firm": row.firm.name,
                "round": round_.number,
                "order": row.order_line.order.number,
                "goods": goods,
            },
            url=row.order_line.order.get_absolute_url(),
        )
