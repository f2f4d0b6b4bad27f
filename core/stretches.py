"""Long rows of things a stretch at a time, so that memory does not grow with their number."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")
STRETCH = 5_000


def stretches(things: Iterable[Thing], size: int = STRETCH) -> Iterator[list[Thing]]:
    """Lists of up to `size` of them, in their order."""
    rest = iter(things)
    while stretch := list(islice(rest, size)):
        yield stretch
