"""The process that reads a table file, seen from outside: its rows as they come, and its end."""

from collections.abc import Iterator
from threading import Timer
from typing import Any

import orjson

from core import fenced_readers
from reopening.table_files.limits import ALLOWANCES
from reopening.table_files.refusals import TableRefused
from reopening.table_files.sheet_rows import Rows, SheetRows

READER = "reopening.table_files.reader"


class Reading:
    """
    One file being read behind a fence (docs/adr/0010). `close` ends it at any moment.

    :ivar about: rows that the sheets may have which have come so far
    """

    def __init__(self, data: bytes, allowance: str = "sent") -> None:
        self.about = 0
        self._next: dict[str, Any] | None = None  # what is said of the sheet that follows
        self._process = fenced_readers.start(READER, allowance, source=data)
        self._alarm = Timer(ALLOWANCES[allowance].fence.clock_seconds, self._process.kill)
        self._alarm.start()

    def sheets(self) -> Iterator[SheetRows]:
        """
        The sheets as they come. What of one was not taken is passed over.

        :raises TableRefused: when the process says so, or is stopped by its limits; also while rows are taken
        """
        said = self._said()
        self._next = next(said, None)
        while (mark := self._next) is not None:
            self.about += mark["about"]
            rows = self._rows(said)
            yield SheetRows(mark["sheet"], mark["about"], rows, is_hidden=mark["hidden"])
            for _row in rows:
                pass

    def _rows(self, said: Iterator[Any]) -> Rows:
        self._next = None
        for each in said:
            if not isinstance(each, list):
                self._next = each
                return
            yield from each

    def _said(self) -> Iterator[Any]:
        """Marks of sheets and blocks of rows, to the last line."""
        for line in self._process.stdout or ():
            if not line.endswith(b"\n"):
                break
            said = orjson.loads(line)
            if isinstance(said, list) or "sheet" in said:
                yield said
            elif "refused" in said:
                raise TableRefused(said["refused"], **said["params"])
            else:
                return
        raise TableRefused("too_heavy")

    def close(self) -> None:
        self._alarm.cancel()
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
