"""Workbooks are zip archives: what is inside is measured as it really inflates, before a library opens it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Self

from reopening.table_files import limits
from reopening.table_files.limits import SENT, Allowance, Unreadable

CHUNK = 256 * 1024
OVERLAP = 64  # bytes kept between chunks, so that no cell reference is cut in two
ENCRYPTED_FLAG = 0x1
# A cell further right than BH (column 60), or further down than the allowance.
FAR_CELL = rb"""r=["'](?:([A-Z]{3,}|[C-Z][A-Z]|B[I-Z])\d*|[A-Z]*(%s))["']"""
CELLS = (b"<c", b":c")  # and a few names that begin alike: the bound is wide, and memory is fenced anyway
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|:formula=")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Archive:
    """An archive that is measured while its parts are unpacked. Use as a context manager."""

    def __init__(self, data: bytes, allowed: Allowance) -> None:
        """:raises Unreadable: if it is none, or for what its list of parts says"""
        self._allowed, self._total = allowed, 0
        with unpacking():
            self.file = zipfile.ZipFile(BytesIO(data))
            self.members = self.file.infolist()
            _check_names(self.members)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_unused: object) -> None:
        self.file.close()

    def chunks(self, member: zipfile.ZipInfo, *, is_read_whole: bool = True) -> Iterator[bytes]:
        """
        The part, piece by piece.

        :param is_read_whole: a library will read it, which makes room for its last cell
        :raises Unreadable: for bombs, document types and far cells, at whichever piece
        """
        is_sheet = is_read_whole and member.filename.startswith("xl/worksheets/")
        is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
        size = cells = 0
        tail = b""
        far_cell = re.compile(FAR_CELL % self._allowed.far_row)
        with unpacking(), self.file.open(member) as part:
            while chunk := part.read(CHUNK):
                if is_xml and size == 0:
                    _check_prologue(chunk)
                size += len(chunk)
                self._check_size(size, len(chunk), member)
                if is_sheet:
                    _check_extent(far_cell.search(tail + chunk), self._allowed)
                    cells += sum(map(chunk.count, CELLS))
                    if cells > self._allowed.sheet_rows * limits.COLUMNS:
                        raise Unreadable("too_many_rows", limit=self._allowed.rows)
                    tail = chunk[-OVERLAP:]
                yield chunk

    def _check_size(self, size: int, more: int, member: zipfile.ZipInfo) -> None:
        self._total += more
        too_dense = size > 2**20 and size > limits.INFLATION_RATIO * max(member.compress_size, 1)
        if self._total > self._allowed.inflated_bytes or too_dense:
            raise Unreadable("inflates")


@contextmanager
def unpacking() -> Iterator[None]:
    """:raises Unreadable: for what a broken archive raises"""
    try:
        yield
    except (
        # NotImplementedError: what zipfile raises for a packing that it does not know
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError),
    ) as error:
        raise Unreadable("broken") from error


def check_archive(data: bytes, allowed: Allowance = SENT) -> set[str]:
    """
    The names of the parts that hold formulas, when all were measured.

    :raises Unreadable: for bombs, encrypted or broken archives, macros, document types and far cells
    """
    found = set()
    with Archive(data, allowed) as archive:
        for member in archive.members:
            tail = b""
            for chunk in archive.chunks(member):
                if member.filename not in found and FORMULA.search(tail + chunk):
                    found.add(member.filename)
                tail = chunk[-OVERLAP:]
    return {name for name in found if name.startswith("xl/worksheets/") or name == "content.xml"}


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > limits.MEMBERS:
        raise Unreadable("inflates")
    if len(set(names)) != len(names):
        raise Unreadable("broken")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise Unreadable("encrypted")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("macros")


def _check_prologue(chunk: bytes) -> None:
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")):
        raise Unreadable("broken")
    if DOCTYPE.search(chunk):
        raise Unreadable("doctype")


def _check_extent(far: re.Match[bytes] | None, allowed: Allowance) -> None:
    if far is None:
        return
    if far.group(1):
        raise Unreadable("too_many_columns", limit=limits.COLUMNS)
    raise Unreadable("too_many_rows", limit=allowed.rows)
