"""The review queue at the size of a province: its query, its page, its counts, its search."""

import statistics
import time

from approvals.queries.queue import ORDERS, keys, named, queue, queue_rows, waiting_counts
from benchmarks import baselines, data, pages
from benchmarks.measuring import Act, Row, side_by_side
from core.models import User
from core.paging import keyset

SIZES = (1_000, 333_427)  # the open cases of Zhejiang in the report of February 2020
LARGEST_PAGE = 60_000  # bytes
SEEN = 1_000
NAMED = "演示0"


def queue_page() -> list[Row]:
    """25 lines and whether more follow, the page around them, the numbers beside them, and a search in names."""
    data.small_district()
    reviewer = User.objects.get(username="reviewer")
    client = pages.visitor()
    client.force_login(reviewer)
    rows: list[Row] = []
    slowest, shown = [], []
    for size in SIZES:
        data.many_cases(size)
        baselines.analyse()
        rows += at_size(size, reviewer)
        slowest.append(slow_end(lambda: page_of(reviewer)))
        number = queue(reviewer).order_by("due_at", "pk").values_list("number", flat=True)[0]
        shown.append(slow_end(pages.page(client, "/queue/", number), times=40, part=0.5))
    weight = len(client.get("/queue/").content)
    return [
        *rows,
        grown("queue query, the slowest 1 %", slowest, 2),
        grown(f"queue page over HTTP, {weight / 1_000:.0f} KB", shown, 1.3, weight <= LARGEST_PAGE),
    ]


def at_size(size: int, reviewer: User) -> list[Row]:
    """The query, the numbers and the search, each beside its floor."""
    ours, raw = side_by_side(lambda: page_of(reviewer), lambda: baselines.queue_page("3301"), times=60)
    numbers, ping = side_by_side(lambda: waiting_counts(reviewer, "330106"), baselines.ping, times=60)
    found, plain = side_by_side(
        lambda: search_in(reviewer), lambda: baselines.queue_search("3301", NAMED), times=20
    )
    return [
        Row(f"queue query at {size:,} cases", ours, raw, "raw SQL by key", "≤ 3", ours <= 3 * raw),
        Row(f"numbers of a district at {size:,}", numbers, ping, "select 1", "≤ 6", numbers <= 6 * ping),
        Row(f"name search in the queue at {size:,}", found, plain, "raw SQL", "≤ 3", found <= 3 * plain),
    ]


def page_of(reviewer: User) -> None:
    """25 lines, whether more follow, and how many there are."""
    cases = queue(reviewer).filter(status="submitted", division_code__startswith="3301")
    queue_rows(keyset(keys(cases), order=ORDERS["due"], limit=25).rows)
    waiting_counts(reviewer, "3301")


def search_in(reviewer: User) -> None:
    cases = queue(reviewer).filter(named(NAMED), division_code__startswith="3301")
    queue_rows(keyset(keys(cases), order=ORDERS["due"], limit=25).rows)


def slow_end(act: Act, *, times: int = SEEN, part: float = 0.99) -> float:
    """Seconds below which `part` of the runs stay."""
    act()
    samples = []
    for _time in range(times):
        start = time.perf_counter()
        act()
        samples.append(time.perf_counter() - start)
    return statistics.quantiles(samples, n=100)[round(part * 100) - 1]


def grown(job: str, seconds: list[float], most: float, holds: bool = True) -> Row:
    return Row(
        f"{job}, {SIZES[1]:,} cases",
        seconds[1],
        seconds[0],
        f"the same at {SIZES[0]:,}",
        f"≤ {most}",
        holds and seconds[1] <= most * seconds[0],
    )
