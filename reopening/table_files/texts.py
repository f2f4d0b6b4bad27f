"""Comma-separated files: the encoding and the separator they are really in, or a refusal. Never mojibake."""

import csv
from collections.abc import Iterator
from io import StringIO

from reopening.table_files import limits
from reopening.table_files.heads import is_web_page
from reopening.table_files.limits import Unreadable

BOMS = [
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
]
SEPARATORS = ",\t;，；|"
COMMON_SHARE = 0.8  # of the Chinese characters that GB 2312 knows, in a text taken for GB 18030
SAMPLE = 200_000  # characters looked at


def decode(data: bytes) -> str:
    """:raises Unreadable: naming the encoding that failed"""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding).removeprefix("\ufeff")
    if b"\x00" in data:
        raise Unreadable("nul")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    if not _looks_chinese(text):
        raise Unreadable("encoding", encoding="GB18030")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", encoding=encoding.upper()) from error
    if "\x00" in text:
        raise Unreadable("nul")
    return text


def _looks_chinese(text: str) -> bool:
    """Big5 and other bytes also decode as GB 18030, but into characters that nobody uses."""
    chinese = [character for character in text[:SAMPLE] if character > "\u2e7f"]
    common = sum(_is_common(character) for character in chinese)
    return common >= COMMON_SHARE * len(chinese)


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def text_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number in the file, from 1."""
    text = decode(data)
    if is_web_page(text):
        raise Unreadable("web_page")
    csv.field_size_limit(limits.CELL_CHARACTERS * 10)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(rows, start=1):
            yield number, cells
    except csv.Error as error:
        raise Unreadable("quotes", row=number + 1) from error


def _separator(text: str) -> str:
    """The one that cuts the first line with content into most parts."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=lambda separator: (first.count(separator), -SEPARATORS.index(separator)))
