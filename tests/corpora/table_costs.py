"""What the process costs that reads a table: it is fenced, and the one that asks for it does not grow with it."""

import json
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import dataclass

from core import fenced_readers
from reopening.table_files.reading import READER

# A small process of its own runs the reader, waits, and tells what it cost: what is measured of a child begins with
# what its parent held.
MEASURE = """
import json, resource, subprocess, sys, time
started = time.monotonic()
done = subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=sys.stdout, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cost = {
    "code": done.returncode,
    "seconds": time.monotonic() - started,
    "cpu_seconds": used.ru_utime + used.ru_stime,
    "peak_kb": used.ru_maxrss,
}
sys.stderr.write(json.dumps(cost))
"""


@dataclass(frozen=True)
class Cost:
    """:ivar says: `rows`, or the code of the refusal; `too_heavy` when the fence stopped it"""

    says: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


def cost_of(data: bytes, *command: str) -> Cost:
    """:param command: another reader; by default the one of tables, as the desk starts it"""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output:
        source.write(data)
        source.seek(0)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, *(command or fenced_readers.command(READER, "sent"))],
            stdin=source,
            stdout=output,
            stderr=subprocess.PIPE,
            env=fenced_readers.environment(),
            cwd=fenced_readers.ROOT,
            check=True,
        )
        output.seek(0)
        last = deque(output, maxlen=1)
    cost = json.loads(done.stderr)
    said = json.loads(last[0]) if cost["code"] == 0 else {"refused": "too_heavy"}
    return Cost(said.get("refused", "rows"), cost["seconds"], cost["cpu_seconds"], cost["peak_kb"] / 1024)
