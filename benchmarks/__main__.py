"""`python -m benchmarks [ROW ...]`: start private servers, make the data, run the rows, write the table."""

import os
import platform
import sys
import tempfile
from pathlib import Path

from ops import places, postgres, valkey

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        # Lasting servers: fsync and synchronous commit stay on, as in production.
        database = postgres.start(Path(folder) / "postgres", ephemeral=False)
        broker = valkey.start(Path(folder) / "valkey", ephemeral=False)
        try:
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "config.settings_test",
                "DATABASE_URL": database.url,
                "REDIS_URL": broker.url,
                "MEDIA_ROOT": str(Path(folder) / "media"),
                "LOG_LEVEL": "ERROR",
            }
            return run(names)
        finally:
            broker.stop()
            database.stop()
            # For root its data lies elsewhere, and is some gigabytes.
            places.remove(Path(folder) / "postgres")


def run(names: list[str]) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import baselines, rows
    from benchmarks.measuring import Row

    call_command("migrate", verbosity=0)
    baselines.make_tables()
    chosen = {name: act for name, act in (rows.ROWS | rows.LONG).items() if name in (names or rows.ROWS)}
    results: list[Row] = []
    for name, act in chosen.items():
        print(f"{name} ...", file=sys.stderr, flush=True)
        results += act()
    text = table(results)
    print(text)
    if not names:
        DOCUMENT.write_text(text, encoding="utf-8")
    return 0


def table(results: list) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        "# What it costs",
        "",
        "Made by `make bench`: each job beside its baseline in the same run, on PostgreSQL with fsync on.",
        f"Ratios are product / baseline; absolute figures are this machine's only ({machine}).",
        "",
        "| job | product | baseline | ratio | goal | holds |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.job} | {row.unit(row.product)} | {row.unit(row.baseline)} ({row.against}) "
        f"| {row.ratio:.3g} | {row.goal} | {'yes' if row.holds else '**no**'} |"
        for row in results
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
