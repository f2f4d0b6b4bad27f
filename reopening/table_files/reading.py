"""The process that reads a table file, seen from outside: its rows as they come, and its end."""

from collections.abc import Iterator
from threading import Timer
from typing import Any

import orjson

from core import fenced_readers
from reopening.table_files.limits import ALLOWANCES
from reopening.table_files.refusals import TableRefused

READER = "reopening.table_files.reader"


class Reading:
    """
    One file being read behind a fence (docs/adr/0010). `close` ends it at any moment.

    :ivar about: rows the file may have, once the first of them has come
    """

    def __init__(self, data: bytes, allowance: str = "sent") -> None:
        self.about = 0
        self._process = fenced_readers.start(READER, allowance, source=data)
        self._alarm = Timer(ALLOWANCES[allowance].fence.clock_seconds, self._process.kill)
        self._alarm.start()

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """
        Row numbers and cells.

        :raises TableRefused: when the process says so, or is stopped by its limits
        """
        for line in self._process.stdout or ():
            if not line.endswith(b"\n"):
                break
            said = orjson.loads(line)
            if isinstance(said, list):
                yield from said
            elif "refused" in said:
                raise TableRefused(said["refused"], **said["params"])
            elif "rows" in said:
                return
            else:
                self.about = said["about"]
        raise TableRefused("too_heavy")

    def close(self) -> None:
        self._alarm.cancel()
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
