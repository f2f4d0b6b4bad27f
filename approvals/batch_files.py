"""Many certificates in one zip file, packed while it is sent: memory holds one file at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage

from core.errors import DomainError

MISSING = "00 缺少的文件 missing.txt"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip; the same files give the same bytes


class NotAllDrawn(DomainError):
    code = "not_all_drawn"
    status = 409


class Outlet(io.RawIOBase):
    """What is written comes out again by `taken`."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        found, self._waiting = bytes(self._waiting), bytearray()
        return found


def zipped(files: Iterable[tuple[str, str]], missing: str = "") -> Iterator[bytes]:
    """
    The bytes of the zip file, piece by piece.

    :param files: (number, stored name); PDF is packed already, so nothing is compressed again
    :param missing: what is not in it, and why: a text file, the first one that a reader sees
    """
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        if missing:
            archive.writestr(zipfile.ZipInfo(MISSING, FIRST_DAY), missing.encode("utf-8-sig"))
        for number, name in files:
            with default_storage.open(name, "rb") as file:
                archive.writestr(zipfile.ZipInfo(f"{number}.pdf", FIRST_DAY), file.read())
            yield outlet.taken()
    yield outlet.taken()
