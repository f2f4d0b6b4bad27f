"""A list of tenants as a stream of tenants and of rows that were refused, with a reason for each cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.folding import fold
from reopening.firm_files.cells import credit_code_in, industry_in
from reopening.identities import IdentityRefused, canonical_mobile
from reopening.industries import is_in_standard
from reopening.table_files import workbooks
from reopening.table_files.cells import CellRefused, day_in, text_in, time_in
from reopening.table_files.columns import Column, Layout, columns_in
from reopening.table_files.tables import CellError, Table

LAYOUT = Layout(columns_in(Path(__file__).with_name("tenants.toml")))
LONGEST = {
    "name": 120,
    "unit": 40,
    "contact_name": 60,
    "legal_representative": 60,
    "giver_name": 60,
    "words": 200,
}
MOST_HEADS = 100_000
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TenantRow:
    """Either a tenant (values by column) or errors. `cells` are as typed, for the file of refused rows."""

    number: int
    values: dict[str, Any]
    errors: list[CellError]
    cells: dict[str, Any]


class TenantList(Table):
    """A list of tenants that was read as a whole and is judged row by row."""

    def __init__(self, data: bytes) -> None:
        """:raises TableRefused: for the whole file"""
        super().__init__(data, LAYOUT)
        self.seen: set[str] = set()

    def judged(self, today: date) -> Iterator[TenantRow]:
        """Once, in the order of the file. :param today: in Shanghai"""
        columns = [(place, key) for place, key in enumerate(self.keys) if key]
        for number, cells in self.rows:
            typed = {key: cells[place] for place, key in columns if place < len(cells) and cells[place] != ""}
            yield self.row(number, typed, today)

    def row(self, number: int, cells: dict[str, Any], today: date) -> TenantRow:
        values: dict[str, Any] = {}
        errors: list[CellError] = []
        for column in LAYOUT.columns:
            try:
                values[column.key] = value(column, cells.get(column.key, ""), today)
            except CellRefused as refused:
                errors.append(CellError(number, column.key, refused.code, refused.params))
        code = values.get("credit_code")
        if code in self.seen:
            errors.append(CellError(number, "credit_code", "firm_repeated"))
        if not errors and values["staff_total"] is not None and values["staff_total"] < values["heads"]:
            errors.append(CellError(number, "staff_total", "fewer_staff_than_heads"))
        if not errors and (values["exposed_heads"] or 0) > values["heads"]:
            errors.append(CellError(number, "exposed_heads", "more_exposed"))
        if not errors and (values["starts_at"] is None) != (values["ends_at"] is None):
            missing = "ends_at" if values["ends_at"] is None else "starts_at"
            errors.append(CellError(number, missing, "both_times"))
        if errors or code is None:
            return TenantRow(number, {}, errors, cells)
        self.seen.add(code)
        return TenantRow(
            number, values | {"staff_total": values["staff_total"] or values["heads"]}, [], cells
        )


def value(column: Column, cell: Any, today: date) -> Any:
    """:raises CellRefused: with the reason"""
    if cell is None:
        raise CellRefused("formula")
    if cell == "":
        if column.required:
            raise CellRefused("required")
        return None if column.kind in {"count", "count_from_none", "coming_day", "time"} else ""
    if column.kind == "credit_code":
        return credit_code_in(cell)
    if column.kind == "industry":
        code = industry_in(cell)
        if not is_in_standard(code[1:]):
            raise CellRefused("industry_unknown")
        return code
    if column.kind == "mobile":
        return mobile_in(cell)
    if column.kind in {"count", "count_from_none"}:
        return count_in(cell, column.kind)
    if column.kind == "time":
        return time_in(cell)
    return coming_day_in(cell, today) if column.kind == "coming_day" else text_in(cell, LONGEST[column.key])


def mobile_in(cell: Any) -> str:
    try:
        return canonical_mobile(str(cell))
    except IdentityRefused as refused:
        raise CellRefused(refused.code, **refused.params) from None


def count_in(cell: Any, kind: str) -> int:
    """:raises CellRefused: with `kind` as its code; a `count` begins at 1, a `count_from_none` at 0"""
    text = fold(str(cell)).replace(",", "").removesuffix("人").strip()
    least = 1 if kind == "count" else 0
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= MOST_HEADS):
        raise CellRefused(kind, most=MOST_HEADS)
    return int(text)


def coming_day_in(cell: Any, today: date) -> date:
    day = day_in(cell)
    if not today - YEAR <= day <= today + YEAR:
        raise CellRefused("date_range")
    return day


def template() -> bytes:
    """An empty list of tenants."""
    return workbooks.template(LAYOUT.columns, _("Tenants"))
