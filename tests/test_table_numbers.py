"""A number in a table never breaks over two lines: it stands in an element of the class `serial`."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"
ROWS = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
NUMBER = re.compile(r"(?P<before>[^<>]*<[^<>]*>[^<>]*)\{\{ (?:\w+\.)+number(?:\|[^}]*)? \}\}")


def rows_of(path: Path) -> list[str]:
    """The rows of its tables; of a template for one row, all of it."""
    words = path.read_text(encoding="utf-8")
    return [words] if path.name == "_row.html" else ROWS.findall(words)


FOUND = sorted(
    (str(path.relative_to(TEMPLATES)), match.group(0).strip(), match["before"])
    for path in TEMPLATES.rglob("*.html")
    for row in rows_of(path)
    for match in NUMBER.finditer(row)
)


def test_there_are_numbers_in_tables():
    assert len(FOUND) > 20


@pytest.mark.parametrize(("path", "words", "before"), FOUND)
def test_a_number_in_a_table_stays_on_one_line(path, words, before):
    assert re.search(r'class="[^"]*\bserial\b', before), f"{path}: {words}"
