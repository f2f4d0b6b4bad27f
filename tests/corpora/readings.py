"""Reading a hostile roster, within what it may cost."""

import resource
import time
from datetime import date

from reopening.roster_files.judging import RosterRow
from reopening.roster_files.rows import Roster
from reopening.table_files.refusals import TableRefused

SECONDS = 10
MEGABYTES = 300
TODAY = date(2020, 2, 15)


def outcome(data: bytes) -> list[RosterRow] | TableRefused:
    """The rows or the refusal; this process may not grow. What the reading one costs: `test_table_costs`."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    found: list[RosterRow] | TableRefused
    try:
        with Roster(data) as roster:
            found = list(roster.judged(TODAY))
            assert len(found) == roster.total
    except TableRefused as refused:
        found = refused
    assert time.monotonic() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024
    return found
