"""
The columns of a row as COPY's binary format has them: read by the database a sixth faster than text.

A column is the length of its value, then the value; numbers are big-endian, and time is counted from the year 2000.
https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
"""

from datetime import UTC, date, datetime, timedelta
from struct import Struct

BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
EMPTY = b"\xff\xff\xff\xff"  # NULL
FIRST_DAY = date(2000, 1, 1)
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
LENGTH = Struct("!i")
DAY = Struct("!ii")
INSTANT = Struct("!iq")


def sized(value: bytes) -> bytes:
    return LENGTH.pack(len(value)) + value


def text(value: str) -> bytes:
    return sized(value.encode())


def truth(value: bool) -> bytes:
    return sized(b"\x01" if value else b"\x00")


def day(value: date | None) -> bytes:
    return EMPTY if value is None else DAY.pack(4, (value - FIRST_DAY).days)


def instant(value: datetime) -> bytes:
    return INSTANT.pack(8, (value - FIRST_INSTANT) // timedelta(microseconds=1))


def document(json: str) -> bytes:
    """JSON in a column of the type jsonb, in its first version."""
    return sized(b"\x01" + json.encode())
