"""Reading a hostile document, within what it may cost."""

import json
import subprocess
import sys
from dataclasses import dataclass

from reopening.document_files.reading import HarmlessFile, understood
from reopening.document_files.refusals import FileRefused

SECONDS = 10
MEGABYTES = 300
# A small process of its own runs the reader, waits, and tells what it cost.
MEASURE = """
import json, resource, subprocess, sys, time
started = time.monotonic()
done = subprocess.run(
    [sys.executable, "-m", "reopening.document_files.reader"],
    stdin=sys.stdin, stdout=sys.stdout, stderr=subprocess.DEVNULL,
)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cost = {"code": done.returncode, "seconds": time.monotonic() - started, "peak_kb": used.ru_maxrss}
sys.stderr.write(json.dumps(cost))
"""


@dataclass(frozen=True)
class Reading:
    outcome: HarmlessFile | FileRefused
    seconds: float
    peak_mb: float

    @property
    def says(self) -> str:
        """The kind of what is kept, or the code of the refusal."""
        return self.outcome.code if isinstance(self.outcome, FileRefused) else self.outcome.kind


def reading_of(data: bytes) -> Reading:
    done = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True)
    cost = json.loads(done.stderr)
    outcome: HarmlessFile | FileRefused
    try:
        outcome = understood(data, done.stdout) if cost["code"] == 0 else FileRefused("too_heavy")
    except FileRefused as refused:
        outcome = refused
    return Reading(outcome, cost["seconds"], cost["peak_kb"] / 1024)
