"""Several people acting at the same instant, each over a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at once; what each returned or raised, in their order."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
