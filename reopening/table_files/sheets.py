"""
The usual sheets of an xlsx workbook, row by row while it is still being unpacked.

The library reads a sheet whole before it gives its first row, and nothing can be done meanwhile. Here is only what
Excel, WPS and the common libraries write for a table of texts, numbers and days; whatever else stands there, even
in the last row, is `Unusual`, and the library reads the workbook. Both give the same cells.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from string import ascii_uppercase
from typing import Any, NamedTuple

from reopening.table_files.workbook_parts import (
    Styles,
    Unusual,
    after_blanks,
    decoded,
    plain_number,
    resolved,
)

EMPTY_ROW = re.compile(r'<row r="[0-9]+"[^<>]*/>')
ROW = re.compile(r'<row r="([0-9]+)"(?:[^<>]*[^<>/])?>')
CELL = re.compile(
    r'<c r="([^>]*>(?:<is>)?(?:<[tv][^>]*>)?)([^<]*)'
)  # all that stands before its text, and that
MARK = re.compile(
    r'(?P<column>[A-Z]{1,2})(?P<row>[0-9]+)"(?: (?:s="(?P<style>[0-9]+)"|t="(?P<type>[A-Za-z]+)")){0,2} ?'
    r'(?:(?P<empty>/>)|>(?P<holds><v>|(?P<text><is><t(?: xml:space="preserve")?>))?)'
)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?")
DAYS = re.compile(r"[1-9][0-9]{2,5}")  # from April 1900 on; before, Excel counts a day that never was
START, EMPTY, END, ROW_END = b"<sheetData>", b"<sheetData/>", b"</sheetData>", b"</row>"
LONGEST_HEAD = 2**18  # bytes before the first row
LONGEST_ROW = 2**22  # bytes
MOST_WAYS = 500  # different ways in which rows are written
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:[A-Z]+([0-9]{1,6})"/>')
LETTERS = (*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2)))
PLACES = {letters: place for place, letters in enumerate(LETTERS)}
EPOCH = date(1899, 12, 30)
# Tags of a cell by how it is written: <c>, <v>; with a text of its own also <is>, <t>; each with its end.
TAGS_OF_NONE, TAGS, TAGS_WITH_TEXT = 2, 4, 6

BLANKS_COUNT = (' xml:space="preserve">', "/>")  # between tags they mean nothing
HERE = "\n\n"  # stands for the number of a row
Reader = Callable[[str], Any]


class Recipe(NamedTuple):
    """
    How the cells of a row are read that is written like this.

    :param marks: all that stands before the texts of the cells, with `HERE` for the number of the row
    :param tags: that stand in the row; each is needed at least, so as many in all mean that there is nothing else
    :param places: columns of the cells
    :param readers: of the cells that are not the text that stands there, by their place
    :param is_dense: no column is left out
    """

    marks: str
    tags: int
    places: list[int]
    readers: list[tuple[int, Reader]]
    is_dense: bool


class Sheet:
    """The rows of one sheet, once."""

    def __init__(
        self, chunks: Iterator[bytes], strings: dict[str, str], styles: Styles, last_row: int
    ) -> None:
        """
        :param strings: the shared ones, by their number
        :param last_row: there are no rows beyond it
        :raises Unusual: if it does not begin as a sheet does
        """
        self._chunks, self._strings, self._styles, self._last_row = chunks, strings, styles, last_row
        self._recipe = Recipe("", 1, [], [], is_dense=True)
        self._recipes: dict[tuple[int, int], list[Recipe]] = {}
        self._ways = 0
        head = b""
        while START not in head and EMPTY not in head:
            chunk = next(chunks, b"")
            head += chunk
            if not chunk or len(head) > LONGEST_HEAD + len(chunk):
                raise Unusual("no rows")
        head, start, self._rest = head.partition(START if START in head else EMPTY)
        if start == EMPTY:
            self._rest = END
        if b"<!" in head:
            raise Unusual("a remark")
        found = DIMENSION.search(head)
        self.about = min(int(found.group(1)), last_row) if found else 0

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """
        Row numbers and cells; the part is read to its end, so that it is measured whole.

        :raises Unusual: at whichever row
        """
        number, has_begun = 0, False
        for text in self._texts():
            self._has_breaks = "\n" in text or "\t" in text
            *pieces, last = text.split("</row>")
            if end_of_empty_rows(last) != len(last):
                raise Unusual("no end")
            for piece in pieces:
                above, (number, cells) = number, self._row(piece)
                if not above < number <= self._last_row:
                    raise Unusual("rows out of order")
                if not has_begun and any(cell != "" for cell in cells):
                    has_begun = True
                    if cells[0] == "":  # the library begins with the first column that has something in it
                        raise Unusual("an empty first column")
                yield number, cells

    def _texts(self) -> Iterator[str]:
        """Whole rows, some hundreds at a time."""
        rest = self._rest
        while END not in rest:
            end = rest.rfind(ROW_END) + len(ROW_END)
            if end >= len(ROW_END):
                yield decoded(rest[:end])
                rest = rest[end:]
            chunk = next(self._chunks, b"")
            rest += chunk
            if not chunk or len(rest) > LONGEST_ROW:
                raise Unusual("no end")
        yield decoded(rest.partition(END)[0])
        for _chunk in self._chunks:
            pass

    def _row(self, piece: str) -> tuple[int, list[Any]]:
        row = ROW.match(piece) or ROW.match(piece, end_of_empty_rows(piece))
        if row is None:
            raise Unusual("a row without its number")
        number, found = row.group(1), CELL.findall(piece, row.end())
        marks, values = "", list[str]()
        if found:
            each, texts = zip(*found, strict=True)
            marks, values, words = "\n".join(each), list(texts), "".join(texts)
            if self._has_breaks or " " in words or "&" in words or "_" in words:
                values = resolved_cells(each, values)
        recipe = self._recipe
        if marks != recipe.marks.replace(HERE, number):
            recipe = self._recipe = self._recipe_of(marks, number)
        if piece.count("<", row.start()) != recipe.tags:
            raise Unusual("something else in a row")
        cells: list[Any] = values
        for place, read in recipe.readers:
            cells[place] = read(cells[place])
        return int(number), cells if recipe.is_dense else placed(recipe.places, cells)

    def _recipe_of(self, marks: str, number: str) -> Recipe:
        cells = marks.split("\n") if marks else []
        alike = self._recipes.setdefault((len(cells), len(marks) - len(number) * len(cells)), [])
        for recipe in alike:
            if marks == recipe.marks.replace(HERE, number):
                return recipe
        self._ways += 1
        if self._ways > MOST_WAYS:
            raise Unusual("no two rows alike")
        alike.append(self._new_recipe(cells, number))
        return alike[-1]

    def _new_recipe(self, cells: list[str], number: str) -> Recipe:
        tags, places, readers, written = 1, [], [], []
        for place, mark in enumerate(cells):
            found = MARK.fullmatch(mark)
            if found is None or found["row"] != number:
                raise Unusual("a kind of cell")
            places.append(PLACES[found["column"]])
            written.append(mark[: found.start("row")] + HERE + mark[found.end("row") :])
            tags += tags_of(found)
            reader = self._reader(found)
            if reader is not None:
                readers.append((place, reader))
        if any(left >= right for left, right in pairwise(places)):
            raise Unusual("cells out of order")
        return Recipe("\n".join(written), tags, places, readers, places == list(range(len(places))))

    def _reader(self, cell: re.Match[str]) -> Reader | None:
        """None: the text as it stands."""
        kind = cell["type"] or "n"
        if not cell["holds"]:
            return nothing
        if bool(cell["text"]) != (kind == "inlineStr"):
            raise Unusual("a text of another kind")
        if kind in {"inlineStr", "str"}:
            return None
        if kind == "s":
            return self._shared
        if kind == "b":
            return truth
        if kind != "n":
            raise Unusual("a kind of cell")
        return day if self._styles.is_day(int(cell["style"] or 0)) else number

    def _shared(self, text: str) -> str:
        found = self._strings.get(text)
        if found is None:
            raise Unusual("a text that is not there")
        return found


def resolved_cells(marks: Iterable[str], texts: Iterable[str]) -> list[str]:
    """
    With characters in the place of their entities.

    :raises Unusual: if blanks around one might not belong to it, or if it is written with escapes
    """
    for mark, text in zip(marks, texts, strict=True):
        if "_x" in text or (text != text.strip() and not mark.endswith(BLANKS_COUNT)):
            raise Unusual("blanks or escapes")
    return resolved(texts)


def tags_of(cell: re.Match[str]) -> int:
    if not cell["holds"]:
        return 1 if cell["empty"] else TAGS_OF_NONE
    return TAGS_WITH_TEXT if cell["text"] else TAGS


def nothing(text: str) -> str:
    if text.strip():
        raise Unusual("an empty cell with a value")
    return ""


def truth(text: str) -> bool:
    if text not in {"0", "1"}:
        raise Unusual("neither true nor false")
    return text == "1"


def number(text: str) -> str | int | float:
    if not NUMBER.fullmatch(text):
        raise Unusual("a number")
    return plain_number(float(text))


def day(text: str) -> str:
    """ISO text of a day as Excel counts it."""
    if not DAYS.fullmatch(text):
        raise Unusual("a time")
    return (EPOCH + timedelta(days=int(text))).isoformat()


def end_of_empty_rows(piece: str) -> int:
    """Where something else than blanks and rows without cells begins."""
    end = after_blanks(piece, 0)
    while found := EMPTY_ROW.match(piece, end):
        end = after_blanks(piece, found.end())
    return end


def placed(places: list[int], cells: list[Any]) -> list[Any]:
    """Cells at their columns, with empty ones where the row leaves some out."""
    row: list[Any] = [""] * (places[-1] + 1)
    for place, cell in zip(places, cells, strict=True):
        row[place] = cell
    return row
