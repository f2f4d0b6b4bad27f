"""
Cells with a formula and no value, as programs write them that do not calculate: they would look empty.

What a formula showed when the file was saved is in the file, and is the cell. Nothing is ever calculated here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from reopening.table_files import limits
from reopening.table_files.archives import Archive
from reopening.table_files.limits import Allowance, Unreadable
from reopening.table_files.sheet_rows import Rows
from reopening.table_files.workbook_parts import Unusual, place_of, worksheets

CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<about>[^<>]*)>\s*"
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|(?P<holds><(?:\w+:)?v>)(?P<value>[^<]*)</(?:\w+:)?v>)?\s*</"
)
REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
IS_TEXT = re.compile(rb"""\bt=["']str["']""")  # an empty value is a value then: the formula showed nothing
LONGEST_CELL = 2**16  # bytes; a formula has 8,192 characters at most
OPEN_DOCUMENT = "content.xml"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
VALUE_TYPE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
Places = dict[int, list[int]]  # columns from 0, by the number of the row


class Formulas:
    """Those of one workbook without a value; a part is looked through only if it holds formulas at all."""

    def __init__(self, data: bytes, allowed: Allowance, parts: set[str]) -> None:
        """:param parts: of the archive, that hold formulas"""
        self._data, self._allowed, self._parts = data, allowed, parts
        self._by_table: dict[str, Places] | None = None

    def of(self, sheet: str) -> Places:
        """:raises Unreadable: as `Archive.chunks`"""
        if not self._parts:
            return {}
        with Archive(self._data, self._allowed) as archive:
            if OPEN_DOCUMENT in self._parts:
                if self._by_table is None:
                    self._by_table = in_open_document(chunks_of(archive, OPEN_DOCUMENT))
                return self._by_table.get(sheet, {})
            try:
                part = next((each.part for each in worksheets(archive.file) if each.name == sheet), "")
            except Unusual:
                return {}
            return in_sheet(chunks_of(archive, part)) if part in self._parts else {}


def chunks_of(archive: Archive, name: str) -> Iterator[bytes]:
    return archive.chunks(archive.file.getinfo(name))


def in_sheet(chunks: Iterable[bytes]) -> Places:
    """Of a sheet of an xlsx workbook."""
    found: Places = defaultdict(list)
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = 0
        for cell in CELL.finditer(rest):
            end = cell.end()
            at = REFERENCE.search(cell["about"])
            has_value = (cell["value"] or b"").strip() or (cell["holds"] and IS_TEXT.search(cell["about"]))
            if at and not has_value:
                found[int(at[2])].append(place_of(at[1].decode()))
        rest = rest[max(end, len(rest) - LONGEST_CELL) :]
    return found


def in_open_document(chunks: Iterable[bytes]) -> dict[str, Places]:
    """Of each table of an ods workbook."""
    reader = OpenDocument()
    try:
        for chunk in chunks:
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("broken") from error
    return reader.found


class OpenDocument:
    """Follows rows and columns through the content of an ods workbook."""

    def __init__(self) -> None:
        self.found: dict[str, Places] = {}
        self.places: Places = {}
        self.row, self.rows, self.column = 1, 1, 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == f"{TABLE}table":
            self.places = self.found.setdefault(said.get(f"{TABLE}name", ""), {})
            self.row, self.rows = 1, 0
        elif name == f"{TABLE}table-row":
            self.row, self.rows = self.row + self.rows, times(said, "rows")
            self.column = 0
        elif name in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            columns = times(said, "columns")
            if f"{TABLE}formula" in said and VALUE_TYPE not in said:
                self.note(columns)
            self.column += columns

    def note(self, columns: int) -> None:
        if self.column + columns > limits.COLUMNS:
            raise Unreadable("too_many_columns", limit=limits.COLUMNS)
        if self.rows > limits.ROWS:
            raise Unreadable("too_many_rows", limit=limits.ROWS)
        for row in range(self.row, self.row + self.rows):
            self.places.setdefault(row, []).extend(range(self.column, self.column + columns))


def times(said: dict[str, str], what: str) -> int:
    """How often a row or a cell stands there."""
    text = said.get(f"{TABLE}number-{what}-repeated", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def marked(rows: Rows, places: Places, first: int) -> Rows:
    """
    The rows with None where a formula has no value.

    :param places: is used up
    :param first: column that the rows begin with
    """
    for number, cells in rows:
        yield number, with_none(cells, places.pop(number, ()), first)
    for number in sorted(places):  # below the last row with a value
        yield number, with_none([], places[number], first)


def with_none(cells: list[Any], columns: Iterable[int], first: int) -> list[Any]:
    for place in (column - first for column in columns if column >= first):
        cells += [""] * (place + 1 - len(cells))
        if cells[place] == "":
            cells[place] = None
    return cells
