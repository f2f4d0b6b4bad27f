"""What a process that answers requests takes, however many."""

import subprocess
import sys

from approvals.models import Certificate
from benchmarks import data, pages
from benchmarks.measuring import Row, megabytes, resident
from benchmarks.rows import certificates
from core.models import User

FEW, MANY = 1_000, 10_000


def web() -> list[Row]:
    """Checks at the gate, the queue's first page and its lines by the API, answered by a process of its own."""
    data.small_district()
    if not Certificate.objects.exists():
        certificates.batch()
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from benchmarks.rows.memory import ask; ask()",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    few, many = map(float, started.stdout.split())
    job = f"memory of a web process after {MANY:,} requests"
    return [Row(job, many, few, f"after {FEW:,}", "≤ 1.1", many <= 1.1 * few, unit=megabytes)]


def ask() -> None:
    """Print the megabytes in memory after few and after many requests."""
    official, guard = pages.visitor(), pages.visitor()
    official.force_login(User.objects.get(username="reviewer"))
    row = Certificate.objects.earliest("pk")
    waiting = official.get("/api/v1/queue/").json()["results"][0]["number"]
    check = pages.page(guard, f"/verify/{row.token}/", row.number)
    acts = [
        *[check] * 8,
        pages.page(official, "/queue/", waiting),
        pages.page(official, "/api/v1/queue/", waiting),
    ]
    for number in range(1, MANY + 1):
        acts[number % len(acts)]()
        if number in (FEW, MANY):
            print(resident("self"))
