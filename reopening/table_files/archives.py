"""Workbooks are zip archives: what is inside is measured as it really inflates, before a library opens it."""

import re
import zipfile
from io import BytesIO

from reopening.table_files import limits
from reopening.table_files.limits import SENT, Allowance, Unreadable

CHUNK = 256 * 1024
OVERLAP = 64  # bytes kept between chunks, so that no cell reference is cut in two
ENCRYPTED_FLAG = 0x1
# A cell further right than BH (column 60), or further down than the allowance.
FAR_CELL = rb"""r=["'](?:([A-Z]{3,}|[C-Z][A-Z]|B[I-Z])\d*|[A-Z]*(%s))["']"""
CELLS = (b"<c", b":c")  # and a few names that begin alike: the bound is wide, and memory is fenced anyway
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_archive(data: bytes, allowed: Allowance = SENT) -> None:
    """:raises Unreadable: for bombs, encrypted or broken archives, macros, document types and far cells"""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(members)
            total = 0
            for member in members:
                total = _check_member(archive, member, total, allowed)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Unreadable("broken") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise Unreadable("broken") from error


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


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, allowed: Allowance) -> int:
    """The inflated bytes so far, this member's included."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
    size = cells = 0
    tail = b""
    far_cell = re.compile(FAR_CELL % allowed.far_row)
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            if is_xml and size == 0:
                _check_prologue(chunk)
            size += len(chunk)
            too_large = total + size > allowed.inflated_bytes
            too_dense = size > 2**20 and size > limits.INFLATION_RATIO * max(member.compress_size, 1)
            if too_large or too_dense:
                raise Unreadable("inflates")
            if is_sheet:
                window = tail + chunk
                _check_extent(far_cell.search(window), allowed)
                cells += sum(map(chunk.count, CELLS))
                if cells > allowed.sheet_rows * limits.COLUMNS:
                    raise Unreadable("too_many_rows", limit=allowed.rows)
                tail = chunk[-OVERLAP:]
    return total + size


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
