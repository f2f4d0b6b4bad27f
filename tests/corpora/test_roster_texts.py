"""Rosters as text in every encoding and shape: the right people, or a refusal that says why. Never mojibake."""

import codecs

import pytest

from reopening.roster_files.columns import BY_KEY
from reopening.table_files.refusals import TableRefused
from tests.corpora.readings import outcome
from tests.reopening.roster_files.rosters import HEADER, row, table

PLAIN = table([HEADER, row(1), row(2)])
RARE = table([HEADER, row(1, name="\U00020000\u4e00")])  # CJK Extension B: four bytes in GB18030
CESU = "\ud840\udc00".encode("utf-8", "surrogatepass")  # as CESU-8 writes one

ENCODINGS = {
    "utf-8": (PLAIN.encode(), 2),
    "utf-8 with mark": (PLAIN.encode("utf-8-sig"), 2),
    "two marks": (codecs.BOM_UTF8 * 2 + PLAIN.encode(), 2),
    "gb18030": (PLAIN.encode("gb18030"), 2),
    "gb18030, four bytes": (RARE.encode("gb18030"), 1),
    "utf-16 little": (PLAIN.encode("utf-16"), 2),
    "utf-16 big": (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), 2),
    "utf-32": (PLAIN.encode("utf-32"), 2),
    "utf-7": (PLAIN.encode("utf-7"), "no_header"),
    "big5": (table([HEADER, row(1, name="張繁體")]).encode("big5", "replace"), "encoding"),
    "gbk and utf-8 mixed": (PLAIN.encode() + "包装工\n".encode("gbk"), "encoding"),
    "invalid bytes": (PLAIN.encode() + b"\xff\xfe\xfa", "encoding"),
    "surrogates one by one": (
        PLAIN.encode() + CESU,
        "encoding",
    ),
    "nul": (PLAIN.encode().replace("样".encode(), b"\x00", 1), "nul"),
}


def lines(text: str, end: str) -> bytes:
    return text.replace("\r\n", end).encode()


MARKUP = ["=1+1", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE x; --"]
SHAPES = {
    "semicolon": (table([HEADER, row(1), row(2)], ";").encode(), 2),
    "tab": (table([HEADER, row(1), row(2)], "\t").encode(), 2),
    "pipe": (table([HEADER, row(1), row(2)], "|").encode(), 2),
    "full-width comma": (table([HEADER, row(1), row(2)], "，").encode(), 2),
    "line feeds": (lines(PLAIN, "\n"), 2),
    "carriage returns": (lines(PLAIN, "\r"), 2),
    "quoted line end": (table([HEADER, row(1, post="甲\n乙"), row(2)]).encode(), 2),
    "open quote": (PLAIN.encode() + b'"', "quotes"),
    "short rows": (table([HEADER, row(1)[:3], row(2)]).encode(), 1),
    "long rows": (table([HEADER, [*row(1), "x", "y"], row(2)]).encode(), 2),
    "no names of columns": (table([row(1), row(2)]).encode(), "no_header"),
    "a name twice": (table([[*HEADER, HEADER[0]], [*row(1), "x"]]).encode(), "repeated_column"),
    "strange columns": (table([["status", *HEADER, "is_admin"], ["approved", *row(1), "1"]]).encode(), 1),
    "blank rows": ((PLAIN + "\r\n" * 3_000).encode(), 2),
    "rows of separators": ((PLAIN + ",,,,\r\n" * 3_000).encode(), 2),
    "a field of 200 kB": (table([HEADER, row(1, post="x" * 200_000)]).encode(), "quotes"),
    "ten thousand columns": (table([HEADER + ["x"] * 10_000]).encode(), "too_many_columns"),
    "a web page": (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "web_page"),
    "rich text": (b"{\\rtf1 hello}", "web_page"),
    "only a mark": (codecs.BOM_UTF8, "empty"),
    "one line without end": (table([HEADER, row(1)]).rstrip().encode(), 1),
    "a title above": (("名册\r\n" + PLAIN).encode(), 2),
    "names of columns last": (table([row(1), HEADER]).encode(), "no_people"),
    "formulas and markup": (
        table([HEADER, *(row(n, name=each) for n, each in enumerate(MARKUP))]).encode(),
        7,
    ),
    "spaces around": (table([[f" {name} " for name in HEADER], row(1)]).encode(), 1),
    "fifty thousand and one": ((table([HEADER]) + "a,b\r\n" * 50_001).encode(), "too_many_rows"),
    "twenty-one megabytes": (b"a" * (21 * 2**20), "too_large"),
}


@pytest.mark.parametrize(("data", "expected"), (ENCODINGS | SHAPES).values(), ids=ENCODINGS | SHAPES)
def test_a_text_gives_its_people_or_a_reason(data, expected):
    found = outcome(data)

    if isinstance(expected, str):
        assert isinstance(found, TableRefused)
        assert found.code == expected
    else:
        assert not isinstance(found, TableRefused), found
        people = [each.person for each in found if each.person]
        assert len(people) == expected
        assert all("\ufffd" not in person.name for person in people)
        assert {column for each in found for column in each.cells} <= set(BY_KEY)
