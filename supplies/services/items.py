"""The table of items."""

import csv
from pathlib import Path

from django.db import transaction

from supplies.models import Item

SHIPPED = Path(__file__).parent.parent / "items.csv"
FIELDS = [
    "name",
    "name_en",
    "unit",
    "kind",
    "use_units",
    "use_per",
    "pack_units",
    "inner_pack_units",
    "loose_allowed",
    "min_shelf_days",
]


@transaction.atomic
def load(file: Path = SHIPPED) -> int:
    """Add and change items from a csv file; how many there are in it. Nothing is removed."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [item_of(line) for line in csv.DictReader(lines)]
    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
    Item.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=FIELDS)
    return len(rows)


def item_of(line: dict[str, str]) -> Item:
    return Item(
        code=line["code"],
        name=line["name"],
        name_en=line["name_en"],
        unit=line["unit"],
        kind=line["kind"],
        use_units=int(line["use_units"]),
        use_per=int(line["use_per"]),
        pack_units=int(line["pack_units"]),
        inner_pack_units=int(line["inner_pack_units"]) if line["inner_pack_units"] else None,
        loose_allowed=line["loose_allowed"] == "yes",
        min_shelf_days=int(line["min_shelf_days"]),
    )
