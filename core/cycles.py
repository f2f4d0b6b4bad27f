"""Python's search for cycles, put off."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """
    Nobody looks for cycles meanwhile: for work on very many rows that make none.

    The looking took a tenth of a roster's time, and a quarter of this process's part of a round.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
