"""The bench runs to its end; how its rows stand to each other is for `make bench` alone to say."""

import subprocess
import sys

import pytest

# Left out are the rows that take minutes whatever their size: tours, whole rounds, and memory after thousands.
SMALL = """
import sys, django
from benchmarks import __main__ as bench

def small(names):
    django.setup()
    from benchmarks.rows import cases, certificates, jobs, previews, queue, register, rosters, submissions

    cases.TIMES = submissions.TIMES = previews.CASES = 5
    certificates.BATCH, certificates.ALONE = 20, 5
    jobs.MANY, jobs.RUNS, jobs.ALONE = 20, 2, 5
    queue.SIZES, queue.SEEN = (50, 200), 5
    register.FIRMS, rosters.PEOPLE = 500, 300
    return run(names)

run, bench.run = bench.run, small
sys.exit(bench.main("outbox roster register search submit preview queue decision batch check".split()))
"""


@pytest.mark.slow
def test_each_row_says_what_it_measured():
    done = subprocess.run([sys.executable, "-c", SMALL], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-3_000:]
    rows = [line for line in done.stdout.splitlines() if line.endswith((" yes |", " **no** |"))]
    said = " ".join(done.stdout.split())
    assert all(
        words in said
        for words in (
            "| workbook of 300 people |",
            "| register of 500 firms |",
            "| submit an application",
            "| preview of a policy",
            "| queue query at 200 cases |",
            "| one decision",
            "| signing 20 cases |",
            "| check page |",
        )
    ), rows
