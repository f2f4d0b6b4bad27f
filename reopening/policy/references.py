"""Fields that name something defined elsewhere in the set: what there is to choose from."""

from typing import Any

from reopening.wording import localise

# field, or Model.field: path of the list of what may be named, and the field that is its key
REFERENCES: dict[str, tuple[tuple[str, ...], str]] = {
    "source": (("sources",), ""),
    "classes": (("firm_classes",), "key"),
    "ScreeningGate.classes": (("screening", "classes"), "key"),
    "ScreeningRule.to": (("screening", "classes"), "key"),
    "PlanRule.short_form": (("plan", "sections"), "key"),
    "ConditionRule.items": (("supplies",), "item"),
    "SupplyCap.item": (("supplies",), "item"),
}
NO_REFERENCE = {"ScreeningSet.classes"}


def choices_for(model: str, name: str, body: Any) -> list[tuple[str, str]]:
    """Key and name of everything the field may name; nothing for a field that names none."""
    if f"{model}.{name}" in NO_REFERENCE:
        return []
    path, key = REFERENCES.get(f"{model}.{name}") or REFERENCES.get(name) or ((), "")
    found = body
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    if not path or not found:
        return []
    if isinstance(found, dict):
        return [(each, named(value, each)) for each, value in found.items()]
    rows = [row for row in found if isinstance(row, dict) and row.get(key)]
    return [(str(row[key]), named(row, str(row[key]))) for row in rows]


def named(row: Any, key: str) -> str:
    """The row's name in the reader's language, or its title, with its key."""
    words: dict[str, str] = next(
        (row[each] for each in ("name", "title") if isinstance(row.get(each), dict)), {}
    )
    return localise(words) or key
