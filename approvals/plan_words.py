"""A forecast as rows: for the table on the page and for the file."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.day_quotas import Load
from approvals.simulation import Forecast
from core.tables import harmless

NOBODY = Load()


def phase_names(kept: list[dict[str, str]], language: str) -> dict[str, str]:
    """The names of phases by key, in the order in which they are served."""
    return {each["key"]: each["zh" if language.startswith("zh") else "en"] for each in kept}


def table(forecast: Forecast, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a day; `phases`: what opens of each phase, in the order of `names`."""
    return [
        {"day": day, "phases": [day.opening.get(phase, NOBODY) for phase in names]} for day in forecast.days
    ]


def as_csv(forecast: Forecast, names: Mapping[str, str]) -> str:
    """The same figures as the page's table, for a spreadsheet."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    head = [_("Day")]
    for name in names.values():
        head += [_("%(phase)s: firms") % {"phase": name}, _("%(phase)s: people") % {"phase": name}]
    head += [_("Firms"), _("People"), _("People at work"), _("Masks used"), _("Masks left")]
    writer.writerow([harmless(word) for word in head])
    for row in table(forecast, names):
        day = row["day"]
        numbers = [number for load in row["phases"] for number in (load.firms, load.heads)]
        writer.writerow(
            [day.day.isoformat(), *numbers, day.firms, day.heads, day.at_work, day.masks, day.masks_left]
        )
    return "\ufeff" + stream.getvalue()
