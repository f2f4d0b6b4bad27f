"""The small parts of an xlsx workbook: which sheets there are, which numbers are days, what the shared texts are."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from posixpath import join, normpath
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WORKBOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LARGEST = 2**20  # bytes of a part that is read as a tree

DAY_FORMATS = {14, 15, 16, 17}  # of those that Excel brings along
NUMBER_FORMATS = {*range(14), 37, 38, 39, 40, 48, 49}
CUSTOM_DAY = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?(?:[-yYmMdD/. \\年月日]|\"[年月日]\")+(?:;@)?")
CUSTOM_NUMBER = re.compile(r"[0#?.,%_() @;-]+")

TEXT = re.compile(
    r'<si><t(?: xml:space="preserve")?>([^<]*)</t>(?:<phoneticPr [^<>]*/>)?</si>'  # as Chinese Excel writes it
)
BLANKS = re.compile(r"<t>(?:\s[^<]*|[^<]*\s)</t>")  # which do not belong to the text
ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)?")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
DECLARATION = re.compile(rb"<\?xml [^<>]*\?>")
HEAD = re.compile(rb"<sst[^<>]*>")
TAIL = "</sst>"
NOT_BLANK, NOT_BLANK_BYTE = re.compile(r"\S"), re.compile(rb"\S")

EXACT = 10**15  # Excel keeps 15 digits of a number


class Unusual(Exception):
    """Something that a plain table does not have; the library reads the workbook."""


@dataclass(frozen=True)
class Styles:
    """:ivar formats: of numbers, by style; True: days, False: numbers, None: something else"""

    formats: list[bool | None]

    def is_day(self, style: int) -> bool:
        """:raises Unusual: if it is neither a day nor a plain number"""
        found = self.formats[style] if style < len(self.formats) else None
        if found is None:
            raise Unusual("a format")
        return found


def tree(archive: ZipFile, name: str) -> ET.Element:
    """:raises Unusual: if it is not there, too large or not well-formed"""
    try:
        if archive.getinfo(name).file_size > LARGEST:
            raise Unusual(name)
        with archive.open(name) as part:
            return ET.fromstring(part.read(LARGEST))  # noqa: S314 - without document types: archives
    except (KeyError, ET.ParseError) as error:
        raise Unusual(name) from error


class Worksheet(NamedTuple):
    """:ivar part: its name in the archive"""

    name: str
    part: str
    is_visible: bool


def worksheets(archive: ZipFile) -> list[Worksheet]:
    """
    The sheets that hold cells, in their order.

    :raises Unusual: if one has no part
    """
    book = tree(archive, WORKBOOK)
    relations = {each.get("Id"): each for each in tree(archive, RELATIONS).iter(RELATION)}
    found = []
    for sheet in book.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        relation = relations.get(sheet.get(ID))
        if relation is None:
            raise Unusual("no sheet")
        if relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "")
            part = target[1:] if target.startswith("/") else normpath(join("xl", target))
            found.append(Worksheet(sheet.get("name", ""), part, sheet.get("state", "visible") == "visible"))
    return found


def check_days(archive: ZipFile) -> None:
    """:raises Unusual: if days are counted from 1904"""
    counted = tree(archive, WORKBOOK).find(f"{MAIN}workbookPr")
    if counted is not None and counted.get("date1904", "0") not in {"0", "false"}:
        raise Unusual("1904")


def place_of(letters: str) -> int:
    """The place of a column, from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def styles(archive: ZipFile) -> Styles:
    """:raises Unusual: if they cannot be told"""
    if STYLES not in archive.namelist():
        return Styles([False])
    sheet = tree(archive, STYLES)
    custom = {
        each.get("numFmtId", ""): custom_format(each.get("formatCode", ""))
        for each in sheet.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    }
    formats: list[bool | None] = []
    for each in sheet.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        key = each.get("numFmtId", "0")
        formats.append(custom[key] if key in custom else known_format(key))
    return Styles(formats or [False])


def known_format(key: str) -> bool | None:
    if not key.isascii() or not key.isdigit():
        return None
    return True if int(key) in DAY_FORMATS else False if int(key) in NUMBER_FORMATS else None


def custom_format(code: str) -> bool | None:
    if code == "General" or CUSTOM_NUMBER.fullmatch(code):
        return False
    return True if CUSTOM_DAY.fullmatch(code) else None


def decoded(xml: bytes) -> str:
    """:raises Unusual: if it is not UTF-8, or its lines end as XML changes them"""
    try:
        text = xml.decode()
    except UnicodeDecodeError as error:
        raise Unusual("not UTF-8") from error
    if "\r" in text:
        raise Unusual("line ends")
    return text


def after_blanks(text: str | bytes, start: int) -> int:
    """Where something else than blanks stands, from `start` on; the end if nothing does."""
    found = NOT_BLANK.search(text, start) if isinstance(text, str) else NOT_BLANK_BYTE.search(text, start)
    return found.start() if found else len(text)


def resolved(texts: Iterable[str]) -> list[str]:
    """With characters in the place of their entities. :raises Unusual: for entities of another kind"""
    return [ENTITY.sub(character, text) if "&" in text else text for text in texts]


def character(found: re.Match[str]) -> str:
    """:raises Unusual: for one that is no plain sign: it may mean something to who reads the whole"""
    name = found.group(1) or ""
    if not name.startswith("#"):
        if not name:
            raise Unusual("an entity")
        return ENTITIES[name]
    code = int(f"0{name[1:]}", 16) if name[1] == "x" else int(name[1:])
    sign = chr(code) if code <= sys.maxunicode else ""
    if not sign.isprintable() or sign.isspace() or sign in {"", "_"}:
        raise Unusual("a sign by its number")
    return sign


def shared_strings(chunks: Iterable[bytes]) -> dict[str, str]:
    """
    The shared texts by their number.

    :raises Unusual: if one has several parts, or says how it is pronounced
    """
    xml = b"".join(chunks)
    declared = DECLARATION.match(xml)
    head = HEAD.match(xml, after_blanks(xml, declared.end()) if declared else 0)
    if head is None:
        raise Unusual("texts of another kind")
    text = decoded(xml[head.end() :])
    found = TEXT.findall(text)
    tags = 4 * len(found) + text.count("<phoneticPr ") + 1
    if "_x" in text or BLANKS.search(text):
        raise Unusual("blanks or escapes")
    if text.count("<") != tags or not text.rstrip().endswith(TAIL):
        raise Unusual("texts of several parts")
    return {str(number): each for number, each in enumerate(resolved(found) if "&" in text else found)}


def plain_number(value: float) -> str | int | float:
    """Whole numbers as such; a word for what JSON has no number for."""
    if not isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < EXACT else value
