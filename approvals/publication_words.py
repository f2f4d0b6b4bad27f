"""A published list as a file: the columns of the page, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from approvals.models import Certificate
from core.models import Division
from reopening.firm_files.refused import harmless


def list_as_csv(rows: Sequence[Certificate], places: Mapping[str, Division]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    head = [_("Firm"), _("Place"), _("Head-count limit"), _("Opening day"), _("Valid until"), _("Number")]
    writer.writerow(head)
    for row in rows:
        days = [day.isoformat() if day else "" for day in (row.valid_from, row.last_day)]
        place = str(places[row.division_code])
        writer.writerow([harmless(row.firm_name), place, row.headcount_limit, *days, row.number])
    return "\ufeff" + stream.getvalue()
