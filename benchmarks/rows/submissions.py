"""Handing an application in."""

import json
from itertools import islice

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import data, filings
from benchmarks.measuring import Row, side_by_side
from core.models import User
from reopening.models import Application
from reopening.services import applications

TIMES = 100


def submit() -> list[Row]:
    """
    A draft with a roster of eight, judged, frozen, counted and audited, each by a person of its own. The roster was
    written before: a submission writes four rows, one of them with thirty-two indexes. So it stands beside those
    four by hand, beside the application of eleven rows in plain tables by one statement, and by `create()`.
    """
    data.small_district()
    filings.make_tables()
    drafts = iter(data.ready_drafts(4 * (TIMES + 1) + 3))
    # As a request has them: of each nothing is read yet but its own row and the person's.
    ready = iter(
        [
            (Application.objects.get(pk=draft), User.objects.get(pk=person))
            for draft, person in islice(drafts, 3 * (TIMES + 1) + 2)
        ]
    )

    def product() -> Application:
        case, person = next(ready)
        return applications.submit(application=case, committed=True, by=person, at=timezone.now())

    model = product()
    words = json.dumps(model.snapshot, ensure_ascii=False)
    with CaptureQueriesContext(connection) as queries:
        product()
    count = len([each for each in queries if each["sql"] not in ("BEGIN", "COMMIT")])
    least, same = side_by_side(
        product, lambda: filings.write_same_rows(next(drafts)[0], model.pk, words), times=TIMES
    )
    ours, one = side_by_side(product, lambda: filings.write_at_once(words), times=TIMES)
    again, each = side_by_side(product, lambda: filings.write_one_by_one(words), times=TIMES)
    job = f"submit an application ({count} SQL)"
    return [
        Row(job, least, same, "its four rows by one statement", "≤ 4", least <= 4 * same and count <= 12),
        Row(job, ours, one, "11 plain rows by one statement", "≤ 4", ours <= 4 * one),
        Row(job, again, each, "11 plain rows by create()", "≤ 0.5", again <= 0.5 * each),
    ]
