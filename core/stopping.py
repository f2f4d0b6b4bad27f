"""Long-running commands stop when they are asked to."""

import signal
import threading


def until_stopped() -> threading.Event:
    """An event that SIGTERM or Ctrl-C sets."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
