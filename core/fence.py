"""
The fence round a process that reads a file from anywhere: little memory, little time (docs/adr/0010).

The reading module calls `confine` before anything else. It starts for every file, so nothing more than that is imported
here; who starts it is `fenced_readers`.
"""

import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fence:
    """
    What one reading may cost.

    :param memory_bytes: address space of the process
    :param seconds: of processor time
    :param clock_seconds: of waiting; a busy machine gives little processor time
    """

    memory_bytes: int
    seconds: int
    clock_seconds: int


def confine(fence: Fence) -> None:
    """Called by the reader itself, before it looks at the file."""
    resource.setrlimit(resource.RLIMIT_AS, (fence.memory_bytes, fence.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (fence.seconds, fence.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
