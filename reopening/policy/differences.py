"""What two policy sets say differently: path, before, after; rows of a list are matched by their key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KEYS = ("key", "item", "code", "kind", "fact", "division")
Step = tuple[str, Any]  # name of the field or key of the row, and the row itself (None for a field)


@dataclass(frozen=True)
class Difference:
    """`path`: the way through fields and rows; None stands for what is not there."""

    path: tuple[Step, ...]
    before: Any
    after: Any


def differences(before: Any, after: Any, path: tuple[Step, ...] = ()) -> Iterator[Difference]:
    """Everything that differs, as deep as it is worth saying: a text in both languages is one value."""
    if before == after or (is_nothing(before) and is_nothing(after)):
        return
    if isinstance(before, dict) and isinstance(after, dict) and not is_text(before):
        for name in {**before, **after}:
            yield from differences(before.get(name), after.get(name), (*path, (name, None)))
    elif is_rows(before) and is_rows(after):
        yield from of_rows(before, after, path)
    else:
        yield Difference(path, before, after)


def of_rows(before: list[Any], after: list[Any], path: tuple[Step, ...]) -> Iterator[Difference]:
    """Rows with a key wherever they stand; others by their place; at last, whether the order is another one."""
    old, new = by_key(before), by_key(after)
    for key in {**old, **new}:
        row = new.get(key, old.get(key))
        if key in old and key in new:
            yield from differences(old[key], new[key], (*path, (key, row)))
        else:
            yield Difference((*path, (key, row)), old.get(key), new.get(key))
    kept, stays = [key for key in old if key in new], [key for key in new if key in old]
    if kept != stays:
        yield Difference((*path, ("order", None)), kept, stays)


def by_key(rows: list[Any]) -> dict[str, Any]:
    name = next((each for each in KEYS if all(each in row for row in rows)), "")
    keys = [str(row.get(name)) if name else str(place) for place, row in enumerate(rows, start=1)]
    if len(set(keys)) < len(keys):
        keys = [str(place) for place in range(1, len(rows) + 1)]
    return dict(zip(keys, rows, strict=True))


def is_text(value: Any) -> bool:
    return isinstance(value, dict) and {"zh", "en"} <= set(value)


def is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) and not is_text(row) for row in value)


def is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})
