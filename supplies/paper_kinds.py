"""The delivery notes of a run: a sheet for each stop."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.papers.authorities import authority_name
from core.papers.bilingual import both, plain_day, same
from core.papers.facts import facts
from core.papers.filling import Pair
from core.papers.kinds import NotYet, PaperKind
from core.papers.parts import FactTable, SignatureLines, Table, Text
from supplies.models import Run, RunStatus, Stop, StopItem
from supplies.models.runs import RunQuerySet
from supplies.queries.runs import stops_of

FOLDER = Path(__file__).parent / "paper_words"
PLANNED = {RunStatus.PLANNED, RunStatus.DEPARTED, RunStatus.CLOSED, RunStatus.ABORTED}


def runs_of(user: User) -> RunQuerySet:
    return Run.objects.visible_to(user).select_related("depot__division")


def delivery_facts(run: Run, _at: datetime) -> dict[str, Any]:
    """As the run is planned now; a plan that changes gives another issue. :raises NotYet: before it is planned"""
    if run.status not in PLANNED:
        raise NotYet(_("The run has not been planned yet, so there are no delivery notes."))
    code = run.depot.division_id or ""
    sheets = [sheet_of(run, stop) for stop in stops_of(run)]
    return facts(
        day=run.day,
        division=code,
        authority=authority_name(code),
        number=run.number,
        places=sheets[0]["places"] if sheets else {},
        sheets=sheets,
    )


def sheet_of(run: Run, stop: Stop) -> dict[str, Any]:
    return {
        "number": f"{run.number}-{stop.sequence}",
        "places": {
            "firm": same(stop.firm.name),
            "address": same(stop.address),
            "run": same(run.number),
            "stop": same(str(stop.sequence)),
            "day": plain_day(run.day),
            "depot": both(lambda: run.depot),
        },
        "rows": [cells_of(place, item) for place, item in enumerate(stop.items.all(), start=1)],
    }


def cells_of(place: int, parcel: StopItem) -> list[dict[str, str]]:
    lot = parcel.award_lot.lot
    item = lot.item
    cells: list[Pair] = [
        {"as": "serial", **same(str(place))},
        {"as": "item", "zh": item.name, "en": item.name_en},
        {"as": "lot", **same(str(lot))},
        {"as": "expires", **same(lot.expires_on.isoformat() if lot.expires_on else "–")},
        {"as": "figure", **both(lambda: item.in_units(parcel.units))},
    ]
    return cells


KINDS = [
    PaperKind(
        key="delivery",
        name=_("Delivery notes"),
        subjects=runs_of,
        facts=delivery_facts,
        places=("firm", "address", "run", "stop", "day", "depot"),
        parts=(
            FactTable(("firm", "address", "run", "stop", "day", "depot")),
            Table(("serial", "item", "lot", "expires", "quantity"), figures=frozenset({"quantity"})),
            Text("closing"),
            SignatureLines(("handed_over", "received")),
        ),
        folder=FOLDER,
        is_issued=False,
    )
]
