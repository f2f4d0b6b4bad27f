"""The table of administrative divisions."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from core.models import Division

DEMO_FILE = Path(__file__).parent.parent / "data" / "divisions.csv"
LENGTHS = (2, 4, 6, 9)


@transaction.atomic
def load(file: Path) -> int:
    """
    Add and rename divisions from a csv file with the columns `code,name,name_en`; how many there are in it.

    Nothing is removed: old cases keep their place.

    :raises ValueError: naming the line that does not fit
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(checked(csv.DictReader(lines)))
    for length in LENGTHS:
        level = [row for row in rows if len(row.code) == length]
        Division.objects.bulk_create(
            level, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en", "parent"]
        )
    return len(rows)


def checked(lines: Iterable[dict[str, str]]) -> Iterable[Division]:
    known = set(Division.objects.values_list("code", flat=True))
    for number, line in enumerate(lines, start=2):
        code, name = (line.get("code") or "").strip(), (line.get("name") or "").strip()
        parent = parent_code(code)
        if not name or not code.isascii() or not code.isdigit() or len(code) not in LENGTHS:
            raise ValueError(f"line {number}: a code of 2, 4, 6 or 9 digits and a name are needed")
        if parent and parent not in known:
            raise ValueError(f"line {number}: the division {parent} above {code} is not known yet")
        known.add(code)
        yield Division(code=code, name=name, name_en=(line.get("name_en") or name).strip(), parent_id=parent)


def parent_code(code: str) -> str | None:
    """The code one level above; None for a province."""
    shorter = [length for length in LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else None
