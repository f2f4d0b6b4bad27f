"""Many certificates in one zip file, packed while it is sent: memory holds one file at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage

from core.errors import DomainError

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


def zipped(files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """
    The bytes of the zip file, piece by piece.

    :param files: (number, stored name); PDF is packed already, so nothing is compressed again
    """
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for number, name in files:
            with default_storage.open(name, "rb") as file:
                archive.writestr(zipfile.ZipInfo(f"{number}.pdf", FIRST_DAY), file.read())
            yield outlet.taken()
    yield outlet.taken()
