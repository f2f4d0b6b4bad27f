"""Judging the rows of a roster: cell by cell, but what many people say alike only once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from reopening.id_kinds import IdKind
from reopening.roster_files.cells import PARSERS, RESIDENT_ID, Reader, id_kind_in, other_id, parse
from reopening.roster_files.columns import BY_KEY, COLUMNS, Column
from reopening.roster_files.plainness import plain_ids, plain_mobiles, plain_texts
from reopening.screening import Answers, Stay
from reopening.table_files.cells import CellRefused
from reopening.table_files.tables import CellError

OWN = ("name", "resident_id", "mobile")  # each person's own; the other columns are alike for many
ID_KIND = "id_kind"  # how the number is read, where it is no resident ID
ANSWERS = (
    *("in_key_area", "been_to_key_area", "left_key_area_on", "outside_city", "contact", "last_contact_on"),
    *("met_arrivals", "last_met_on", "household_ill", "symptoms", "temperature", "arrived_on"),
    "isolation_until",
)
# Who says yes to the first must give the day of the second, unless they are there still.
NEEDS_DAY = (
    ("been_to_key_area", "left_key_area_on"),
    ("contact", "last_contact_on"),
    ("met_arrivals", "last_met_on"),
)
EMPTY = ("", None)
SHEET_ROWS = 2**21  # more than a sheet can have
REMEMBERED = 50_000  # different ways to answer


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """
    What the cells say that many people have alike, or what is wrong with them; then there are no answers.

    One object for all who say the same, told apart by identity: what follows from it is worked out once.
    """

    answers: Answers | None
    post: str = ""
    on_site: bool = True
    place: str = ""
    errors: tuple[tuple[str, str, dict[str, Any]], ...] = ()


class Person(NamedTuple):
    """One person as declared, every number in canonical form."""

    name: str
    resident_id: str
    mobile: str
    said: Said

    @property
    def answers(self) -> Answers:
        """:raises ValueError: never for a row of a file: who has no answers is refused"""
        if self.said.answers is None:
            raise ValueError("no answers")
        return self.said.answers


class RosterRow(NamedTuple):
    """Either a person or errors. `cells` are as typed, for the file of refused rows; empty for a person."""

    number: int
    person: Person | None
    errors: list[CellError]
    cells: dict[str, Any]
    sheet: str = ""  # of the first one it is not said


class Seen:
    """
    Whom the sheets of a file have named so far.

    :ivar places: where each was seen first, by resident ID: the number of the row, and SHEET_ROWS for each sheet before
    """

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.sheets: list[str] = []


class Judge:
    """Judges the rows of one sheet in their order; it remembers whom it has seen."""

    def __init__(
        self, keys: list[str | None], today: date, *, sheet: str = "", seen: Seen | None = None
    ) -> None:
        """
        :param keys: the column of each cell, None for strange ones
        :param today: the day in Shanghai on which the people declare
        :param seen: of the sheets before this one, which is added
        """
        self.all_seen = seen or Seen()
        self.above = SHEET_ROWS * len(self.all_seen.sheets)
        self.sheet = sheet if self.above else ""
        self.all_seen.sheets.append(sheet)
        self.seen = self.all_seen.places
        self.today = today
        self.places = {key: place for place, key in enumerate(keys) if key is not None}
        self.width = len(keys)
        self.own = [(BY_KEY[key], self.places[key], PARSERS[BY_KEY[key].kind]) for key in OWN]
        self.kind_at = self.places.get(ID_KIND)
        not_alike = {*OWN, ID_KIND}
        self.alike = [column for column in COLUMNS if column.key not in not_alike]
        self.alike_cells = itemgetter(*(place for key, place in self.places.items() if key not in not_alike))
        # By the cells; by the cells and their types where one of them is no text: `True` equals `1`.
        self.said: dict[Any, Said] = {}

    def rows(self, block: Sequence[tuple[int, list[Any]]]) -> list[RosterRow]:
        """Row numbers and cells, in the order of the file."""
        if not block:
            return []
        width, empty = self.width, [""] * self.width
        numbers = [number for number, _cells in block]
        rows = [cells if len(cells) >= width else cells + empty[len(cells) :] for _number, cells in block]
        names, ids, mobiles = ([cells[place] for cells in rows] for _column, place, _read in self.own)
        are_plain = plain_ids(ids, self.today) & plain_mobiles(mobiles) & plain_texts(names)
        if self.kind_at is not None:
            are_plain &= np.array([cells[self.kind_at] in RESIDENT_ID for cells in rows])
        return list(map(self.row, numbers, rows, zip(names, ids, mobiles, strict=True), are_plain.tolist()))

    def row(self, number: int, cells: list[Any], own: tuple[Any, Any, Any], is_plain: bool) -> RosterRow:
        """:param is_plain: what the person owns is right as it stands"""
        said = self.remembered(cells)
        if said.answers is None:
            return self.refused(number, cells, said)
        if not is_plain:
            try:
                own = self.read(cells)
            except CellRefused:
                return self.refused(number, cells, said)
        place = self.above + number
        if self.seen.setdefault(own[1], place) != place:
            return self.refused(number, cells, said)
        return RosterRow(number, Person(*own, said), [], {}, self.sheet)

    def read(self, cells: list[Any]) -> tuple[str, str, str]:
        """:raises CellRefused: with the first reason"""
        name, resident_id, mobile = [
            read(cell, column, self.today) if (cell := cells[place]) else self.value(column, cell)
            for column, place, read in self.own_of(cells)
        ]
        return name, resident_id, mobile

    def own_of(self, cells: list[Any]) -> list[tuple[Column, int, Reader]]:
        """
        The person's own columns, each with its place and its reader: the number as its kind of document has it.

        :raises CellRefused: if the kind is none
        """
        kind = IdKind.RESIDENT_ID if self.kind_at is None else id_kind_in(cells[self.kind_at])
        if kind == IdKind.RESIDENT_ID:
            return self.own
        return [
            (column, place, partial(other_id, kind) if column.key == "resident_id" else read)
            for column, place, read in self.own
        ]

    def refused(self, number: int, cells: list[Any], said: Said) -> RosterRow:
        """A row with everything that is wrong with it."""
        errors: list[CellError] = []
        try:
            own = self.own_of(cells)
        except CellRefused as refused:  # whether the number is right nobody can say then
            errors.append(CellError(number, ID_KIND, refused.code, refused.params, self.sheet))
            own = [each for each in self.own if each[0].key != "resident_id"]
        for column, place, read in own:
            try:
                value = self.value(column, cells[place], read)
            except CellRefused as refused:
                errors.append(CellError(number, column.key, refused.code, refused.params, self.sheet))
            else:
                if column.key == "resident_id":
                    errors += self.repeated(number, value)
        errors += [CellError(number, *each, self.sheet) for each in said.errors]
        typed = {key: cells[place] for key, place in self.places.items() if cells[place] not in EMPTY}
        return RosterRow(number, None, errors, typed, self.sheet)

    def value(self, column: Column, cell: Any, read: Reader | None = None) -> Any:
        """:raises CellRefused: with the reason; also when a required cell is empty"""
        if cell is None:
            raise CellRefused("formula")
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            if column.required:
                raise CellRefused("required")
            return None
        return read(cell, column, self.today) if read else parse(column, cell, self.today)

    def remembered(self, cells: list[Any]) -> Said:
        """What the cells that are not the person's own say; `True`, `1` and `"1"` are not the same cell."""
        key = alike = self.alike_cells(cells)
        said = self.said.get(alike)
        if said is None and set(map(type, alike)) != {str}:
            key = (alike, tuple(map(type, alike)))
            said = self.said.get(key)
        if said is None:
            said = self.say(cells)
            if len(self.said) < REMEMBERED:
                self.said[key] = said
        return said

    def say(self, cells: list[Any]) -> Said:
        values: dict[str, Any] = {}
        errors: list[tuple[str, str, dict[str, Any]]] = []
        for column in self.alike:
            place = self.places.get(column.key)
            try:
                value = self.value(column, "" if place is None else cells[place])
            except CellRefused as refused:
                errors.append((column.key, refused.code, refused.params))
            else:
                if value is not None:
                    values[column.key] = value
        wrong = {column for column, _code, _params in errors}
        for fact, day in NEEDS_DAY:
            still_there = fact == "been_to_key_area" and values.get("in_key_area")
            if values.get(fact) and day not in values and day not in wrong and not still_there:
                errors.append((day, "date_needed", {}))
        if errors:
            return Said(None, errors=tuple(errors))
        return Said(self.answers(values), values.get("post", ""), values["on_site"], values.get("place", ""))

    def answers(self, values: dict[str, Any]) -> Answers:
        return Answers(
            declared_on=self.today,
            here=values.get("place", ""),
            stays=(Stay(values["stay"], values.get("stay_left_on")),) if "stay" in values else (),
            **{key: values[key] for key in ANSWERS if key in values},
        )

    def repeated(self, number: int, resident_id: str) -> list[CellError]:
        """The first row of a person stands; the others are refused and name it."""
        first = self.seen.setdefault(resident_id, self.above + number)
        if first == self.above + number:
            return []
        sheet, row = divmod(first, SHEET_ROWS)
        if first >= self.above:
            return [CellError(number, "resident_id", "repeated_in_file", {"row": row}, self.sheet)]
        params = {"row": row, "sheet": self.all_seen.sheets[sheet]}
        return [CellError(number, "resident_id", "repeated_in_sheet", params, self.sheet)]
