"""A register of firms as a stream of firms and of rows that were refused, with a reason for each cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reopening.firm_files.cells import Places, credit_code_in, industry_in, scale_in
from reopening.table_files.cells import CellRefused, text_in
from reopening.table_files.columns import Layout, columns_in
from reopening.table_files.tables import CellError, Table

LAYOUT = Layout(columns_in(Path(__file__).with_name("register.toml")))
LONGEST = {"name": 120, "legal_representative": 60, "address": 200}
FIELDS = tuple(column.key for column in LAYOUT.columns)
REQUIRED = frozenset(column.key for column in LAYOUT.required)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """Either a firm (values by column) or errors. `cells` are as typed, for the file of refused rows."""

    number: int
    values: dict[str, str]
    errors: list[CellError]
    cells: dict[str, Any]


class Register(Table):
    """A register that was read as a whole and is judged row by row."""

    def __init__(self, file: IO[bytes], places: Places) -> None:
        """:raises TableRefused: for the whole file"""
        super().__init__(file, LAYOUT, "register")
        self.places = places
        self.seen: set[str] = set()

    def judged(self) -> Iterator[RegisterRow]:
        """Once, in the order of the file."""
        columns = [(place, key) for place, key in enumerate(self.keys) if key]
        width = len(self.keys)
        for number, cells in self.rows:
            padded = cells + [""] * (width - len(cells)) if len(cells) < width else cells
            yield self.row(number, {key: padded[place] for place, key in columns})

    def row(self, number: int, cells: dict[str, Any]) -> RegisterRow:
        values: dict[str, str] = {}
        errors: list[CellError] = []
        for key in FIELDS:
            cell = cells.get(key, "")
            try:
                values[key] = self.value(key, cell) if cell != "" else missing(key)
            except CellRefused as refused:
                errors.append(CellError(number, key, refused.code, refused.params))
        code = values.get("credit_code")
        if code in self.seen:
            errors.append(CellError(number, "credit_code", "firm_repeated"))
        if errors or code is None:
            return RegisterRow(number, {}, errors, cells)
        self.seen.add(code)
        return RegisterRow(number, values, [], {})

    def value(self, key: str, cell: Any) -> str:
        """:raises CellRefused: with the reason"""
        if key == "credit_code":
            return credit_code_in(cell)
        if key == "division":
            return self.places.find(cell)
        if key == "industry_code":
            return industry_in(cell)
        return scale_in(cell) if key == "scale" else text_in(cell, LONGEST[key])


def missing(key: str) -> str:
    """:raises CellRefused: if every firm must have it"""
    if key in REQUIRED:
        raise CellRefused("required")
    return ""
