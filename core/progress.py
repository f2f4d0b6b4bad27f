"""How far a long act is. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from core.stretches import STRETCH

Thing = TypeVar("Thing")
Tell = Callable[[int, int], None]  # steps done, steps in all


def tell_nobody(_done: int, _total: int) -> None: ...


class Course:
    """So many steps in all, of which `tell` hears a stretch at a time; nobody is told of a course without an end."""

    def __init__(self, tell: Tell = tell_nobody, total: int = 0) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def go(self, steps: int) -> None:
        self.done += steps
        if self.total:
            self.tell(min(self.done, self.total), self.total)

    def along(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """The same things; each is a step."""
        number = 0
        for number, thing in enumerate(things, start=1):
            yield thing
            if number % STRETCH == 0:
                self.go(STRETCH)
        self.go(number % STRETCH)


QUIET = Course()
