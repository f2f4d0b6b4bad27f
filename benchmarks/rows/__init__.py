"""The rows of the table, by name; each noun has its file."""

from collections.abc import Callable

from benchmarks.measuring import Row
from benchmarks.rows import (
    cases,
    certificates,
    jobs,
    memory,
    previews,
    queue,
    register,
    rosters,
    rounds,
    routes,
    submissions,
)

Act = Callable[[], list[Row]]
ROWS: dict[str, Act] = {
    "allocation": rounds.allocation,
    "routes": routes.routes,
    "outbox": jobs.outbox,
    "roster": rosters.roster,
    "register": register.import_register,
    "search": register.search,
    "submit": submissions.submit,
    "preview": previews.preview,
    "queue": queue.queue_page,
    "round": rounds.whole_round,
    "decision": cases.decision,
    "batch": certificates.batch,
    "certificate": certificates.certificate,
    "signature": certificates.signature,
    "check": certificates.check_page,
    "memory": memory.web,
}

# Too long for every day: run when they are named.
LONG: dict[str, Act] = {"province": rounds.province}
