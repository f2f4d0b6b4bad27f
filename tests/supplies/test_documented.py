"""docs/supplies.md names a test for each invariant, and the tests are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NUMBERS = [
    *(f"I{number}" for number in range(1, 19)),
    *(f"L{number}" for number in range(1, 11)),
    *(f"D{number}" for number in range(1, 10)),
]
ROW = re.compile(r"^\| ([ILD]\d+(?:, [ILD]\d+)*) \| .* \| `(tests/\S+\.py)` `(\w+)` \|$", re.MULTILINE)


def test_every_invariant_has_a_test_that_is_there():
    rows = ROW.findall((ROOT / "docs" / "supplies.md").read_text(encoding="utf-8"))

    assert [number for numbers, _path, _name in rows for number in numbers.split(", ")] == NUMBERS
    for _numbers, path, name in rows:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name
