"""Judging the rows of a roster: cell by cell, but what many people say alike only once."""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from reopening.roster_files.cells import parse
from reopening.roster_files.columns import BY_KEY, COLUMNS
from reopening.screening import Answers, Stay
from reopening.table_files.cells import CellRefused
from reopening.table_files.tables import CellError

OWN = ("name", "resident_id", "mobile")  # each person's own; the other columns are alike for many
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
REMEMBERED = 50_000  # different ways to answer


@dataclass(frozen=True, slots=True)
class Person:
    """One person as declared, every number in canonical form."""

    name: str
    resident_id: str
    mobile: str
    post: str
    on_site: bool
    place: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Either a person or errors. `cells` are as typed, for the file of refused rows; empty for a person."""

    number: int
    person: Person | None
    errors: list[CellError]
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What the cells that many people have alike say, or what is wrong with them."""

    values: dict[str, Any]
    errors: list[tuple[str, str, dict[str, Any]]]
    answers: Answers | None


class Judge:
    """Judges the rows of one file in their order; it remembers whom it has seen."""

    def __init__(self, keys: list[str | None], today: date) -> None:
        """
        :param keys: the column of each cell, None for strange ones
        :param today: the day in Shanghai on which the people declare
        """
        self.today = today
        self.places = {key: place for place, key in enumerate(keys) if key is not None}
        self.width = len(keys)
        self.own = [(BY_KEY[key], self.places[key]) for key in OWN]
        self.alike = [column for column in COLUMNS if column.key not in OWN]
        self.alike_cells = itemgetter(*(place for key, place in self.places.items() if key not in OWN))
        self.said: dict[Any, Said] = {}
        self.seen: dict[str, int] = {}

    def row(self, number: int, cells: list[Any]) -> RosterRow:
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        values: dict[str, str] = {}
        errors: list[CellError] = []
        for column, place in self.own:
            cell = cells[place]
            try:
                values[column.key] = parse(column, cell, self.today) if cell else self.value(column, cell)
            except CellRefused as refused:
                errors.append(CellError(number, column.key, refused.code, refused.params))
        said = self.remembered(cells)
        errors += [CellError(number, *each) for each in said.errors]
        errors += self.repeated(number, values)
        if errors or said.answers is None:
            typed = {key: cells[place] for key, place in self.places.items() if cells[place] != ""}
            return RosterRow(number, None, errors, typed)
        alike = said.values
        person = Person(
            values["name"],
            values["resident_id"],
            values["mobile"],
            alike.get("post", ""),
            alike["on_site"],
            alike.get("place", ""),
            said.answers,
        )
        return RosterRow(number, person, errors, {})

    def value(self, column: Any, cell: Any) -> Any:
        """:raises CellRefused: with the reason; also when a required cell is empty"""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            if column.required:
                raise CellRefused("required")
            return None
        return parse(column, cell, self.today)

    def remembered(self, cells: list[Any]) -> Said:
        """What the cells that are not the person's own say; `True`, `1` and `"1"` are not the same cell."""
        alike = self.alike_cells(cells)
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
        return Said(values, errors, None if errors else self.answers(values))

    def answers(self, values: dict[str, Any]) -> Answers:
        return Answers(
            declared_on=self.today,
            here=values.get("place", ""),
            stays=(Stay(values["stay"], values.get("stay_left_on")),) if "stay" in values else (),
            **{key: values[key] for key in ANSWERS if key in values},
        )

    def repeated(self, number: int, values: dict[str, str]) -> list[CellError]:
        """The first row of a person stands; the others are refused and name it."""
        resident_id = values.get("resident_id")
        if resident_id is None:
            return []
        first = self.seen.setdefault(resident_id, number)
        return (
            [] if first == number else [CellError(number, "resident_id", "repeated_in_file", {"row": first})]
        )
