"""The rows of a register that were refused, as csv: as typed, with a reason, safe to open in a spreadsheet."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from core.tables import harmless
from reopening.table_files.columns import Column
from reopening.table_files.refusals import cell_sentence
from reopening.table_files.tables import CellError


class RefusedRows:
    """Writes rows to a file that is there only when something was refused. Use as a context manager."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.path, self.columns, self.count = path, columns, 0
        self.names = {column.key: column.name for column in columns}

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        self.stream = self.path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.stream)
        self.writer.writerow([_("Row"), *self.names.values(), _("What to correct")])
        return self

    def __exit__(self, *_unused: object) -> None:
        self.stream.close()
        if not self.count:
            self.path.unlink()

    def write(self, number: int, cells: dict[str, Any], errors: Sequence[CellError]) -> None:
        self.count += 1
        found = (cells.get(column.key) for column in self.columns)
        typed = ["" if cell is None else harmless(str(cell)) for cell in found]
        reasons = [
            f"{self.names[error.column]}: {cell_sentence(error.code, error.params)}" for error in errors
        ]
        self.writer.writerow([number, *typed, harmless(" ".join(reasons))])
