"""A list of orders as a stream of rows, each an item of a firm or refused with a reason for each cell. No ORM."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.folding import fold
from reopening.firm_files.cells import credit_code_in
from reopening.table_files import workbooks
from reopening.table_files.cells import CellRefused, text_in
from reopening.table_files.columns import Column, Layout, columns_in, plain
from reopening.table_files.tables import CellError, Table

LAYOUT = Layout(columns_in(Path(__file__).with_name("order_columns.toml")))
LONGEST = {"name": 120, "urgent_reason": 200, "note": 500}
MOST = 1_000_000_000  # base units in a line
AMOUNT = re.compile(r"(\d[\d,]*)(?:\.0+)?\s*(?:只|个|件|套|双|副|台|毫升|ml|pcs|pieces|pairs)?")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """Either an item of a firm (values by column) or errors. `cells` are as typed."""

    number: int
    values: dict[str, Any]
    errors: list[CellError]
    cells: dict[str, Any]


class OrderList(Table):
    """A list that was read as a whole and is judged row by row."""

    def __init__(self, data: bytes, items: Mapping[str, str]) -> None:
        """
        :param items: item codes by `plain` spelling: the code and the names in both languages
        :raises TableRefused: for the whole file
        """
        super().__init__(data, LAYOUT)
        self.items = items
        self.seen: dict[tuple[str, str], int] = {}

    def judged(self) -> Iterator[OrderRow]:
        """Once, in the order of the file."""
        columns = [(place, key) for place, key in enumerate(self.keys) if key]
        for number, cells in self.rows:
            yield self.row(
                number, {key: cells[at] for at, key in columns if at < len(cells) and cells[at] != ""}
            )

    def row(self, number: int, cells: dict[str, Any]) -> OrderRow:
        values: dict[str, Any] = {}
        errors: list[CellError] = []
        for column in LAYOUT.columns:
            try:
                values[column.key] = self.value(column, cells.get(column.key, ""))
            except CellRefused as refused:
                errors.append(CellError(number, column.key, refused.code, refused.params))
        if not errors:
            first = self.seen.setdefault((values["credit_code"], values["item"]), number)
            if first != number:
                errors.append(CellError(number, "item", "order_repeated", {"row": first}))
        return OrderRow(number, {} if errors else values, errors, cells)

    def value(self, column: Column, cell: Any) -> Any:
        """:raises CellRefused: with the reason"""
        if cell is None:
            raise CellRefused("formula")
        if cell == "":
            if column.required:
                raise CellRefused("required")
            return None if column.kind == "stock" else ""
        if column.kind == "credit_code":
            return credit_code_in(cell)
        if column.kind == "item":
            return self.item_in(cell)
        if column.kind in {"amount", "stock"}:
            return amount_in(cell, least=column.kind == "amount")
        return text_in(cell, LONGEST[column.key])

    def item_in(self, cell: Any) -> str:
        code = self.items.get(plain(str(cell)))
        if code is None:
            raise CellRefused("item_unknown")
        return code


def amount_in(cell: Any, *, least: int) -> int:
    """`1,200` or `1200只` in base units, from `least` on."""
    found = AMOUNT.fullmatch(fold(str(cell)).strip().lower())
    number = int(found[1].replace(",", "")[:12]) if found else -1
    if not least <= number <= MOST:
        raise CellRefused("count" if least else "count_from_none", most=f"{MOST:,}")
    return number


def template() -> bytes:
    """An empty list of orders."""
    return workbooks.template(LAYOUT.columns, _("Orders"))
