"""A register of firms as a stream of firms and of rows that were refused, with a reason for each cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
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
Judge = Callable[[Any], str]


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
        places = {key: place for place, key in enumerate(self.keys) if key}
        judges = self.judges()
        columns = [(key, places[key], judges[key]) for key in FIELDS if key in places]
        width = len(self.keys)
        for number, cells in self.rows:
            padded = cells + [""] * (width - len(cells)) if len(cells) < width else cells
            yield self.row(number, padded, columns)

    def row(self, number: int, cells: list[Any], columns: list[tuple[str, int, Judge]]) -> RegisterRow:
        values, errors = dict.fromkeys(FIELDS, ""), list[CellError]()
        for key, place, judge in columns:
            cell = cells[place]
            if cell == "":
                if key in REQUIRED:
                    errors.append(CellError(number, key, "required"))
                continue
            try:
                if cell is None:
                    raise CellRefused("formula")
                values[key] = judge(cell)
            except CellRefused as refused:
                errors.append(CellError(number, key, refused.code, refused.params))
        code = values["credit_code"]
        if code in self.seen:
            errors.append(CellError(number, "credit_code", "firm_repeated"))
        if errors:
            return RegisterRow(number, {}, errors, {key: cells[place] for key, place, _judge in columns})
        self.seen.add(code)
        return RegisterRow(number, values, [], {})

    def judges(self) -> dict[str, Judge]:
        """What makes a value of each column's cell. :raises CellRefused: with the reason"""
        texts = {key: partial(text_in, limit=limit) for key, limit in LONGEST.items()}
        return texts | {
            "credit_code": credit_code_in,
            "division": self.places.find,
            "industry_code": industry_in,
            "scale": scale_in,
        }
