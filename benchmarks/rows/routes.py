"""Finding tours: how far from the best known plan, how long it takes, and how much shorter than without the solver."""

import statistics
import time
from pathlib import Path

from django.conf import settings

from benchmarks import instances
from benchmarks.measuring import Row
from supplies import solving

# Instances of CVRPLIB or Solomon with their `.sol` beside them; none is committed. PyVRP's source archive has some.
FOLDER = Path(__file__).parents[2] / ".local" / "instances"
GAP, LARGE_GAP = 1.01, 1.04


def routes() -> list[Row]:
    """Instances that are here, at the product's number of iterations; then 250 and 3,000 stops of a known optimum."""
    found = [instances.read(path) for path in sorted(FOLDER.glob("*")) if path.suffix in {".vrp", ".txt"}]
    rows = [row for each in found for row in measured(each, most=GAP, limit=30)]
    rows += means(rows)
    rows += measured(instances.clusters(10, 25), most=GAP, limit=30)
    return rows + measured(instances.clusters(100, 30), most=LARGE_GAP, limit=60)


def measured(each: instances.Instance, *, most: float, limit: int) -> list[Row]:
    begun = time.perf_counter()
    solved = solving.solve(
        each.problem,
        each.bearings,
        iterations=settings.DISPATCH_ITERATIONS,
        seconds=min(limit, settings.DISPATCH_SECONDS),
    )
    seconds = time.perf_counter() - begun
    length, greedy = solved.plan.length(each.problem), solved.greedy.length(each.problem)
    name = f"{each.name}, {len(each.problem.drops):,} stops"
    rows = [
        Row(f"tours of {name}", seconds, limit, f"{limit} s", "≤ 1", seconds <= limit),
        Row(f"length of {name}", length, greedy, "the savings plan", "≤ 1", length <= greedy, unit=units),
    ]
    if each.best:
        holds = length <= most * each.best and not solved.plan.left
        rows.append(Row(f"length of {name}", length, each.best, "best known", f"≤ {most}", holds, unit=units))
    return rows


def means(rows: list[Row]) -> list[Row]:
    """How far from the best known on average, for each of the two large collections as far as it is here."""
    made = []
    for name, letters, most in (("Solomon", ("C", "R"), 1.01), ("X", ("X-",), 1.025)):
        gaps = [
            row.ratio
            for row in rows
            if row.against == "best known" and row.job.removeprefix("length of ").startswith(letters)
        ]
        if gaps:
            mean, job = statistics.mean(gaps), f"mean length of {len(gaps)} instances of {name}"
            made.append(Row(job, mean, 1, "best known", f"≤ {most}", mean <= most, unit=gap))
    return made


def gap(value: float) -> str:
    return f"{value:.3f}"


def units(value: float) -> str:
    return f"{value:,.0f}"
