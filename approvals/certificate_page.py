"""
A certificate as PDF, from its frozen words: stamped onto the page of its shape, or drawn whole where it has none.

Either way the lines are broken here, so both show the same (docs/adr/0031).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

from core import qr
from core.printing.breaking import break_lines
from core.printing.drawing import signed_pdf_from_html
from core.printing.faces import has_rare
from core.printing.pictures import code_picture
from core.printing.stamping import Prepared, Unprepared, Value, prepare
from core.printing.writing import Signature

TEMPLATE = "approvals/certificates/certificate.html"
MOST_LINES = 40  # of what differs; more may not fit one side, and few papers share such a shape
SHAPES_KEPT = 64  # per process, about 60 KB each
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Setting:
    """How a value is set. The sizes are those of certificate.css. :param size: points :param width: mm"""

    family: str
    size: float
    width: float
    language: str = "zh-Hans"

    def value(self, text: str) -> Value:
        if not self.width:
            return Value(text, (), self.language)
        lines = break_lines(
            text,
            family=self.family,
            size=self.size,
            width=self.width * POINTS_PER_MM,
            language=self.language,
        )
        return Value(text, tuple(lines), self.language)


NUMBER = Setting("Desk Sans", 12.5, 100)
ADDRESS = Setting("Desk Sans", 7, 50, "en")
UNSHOWN = Setting("Desk Sans", 1, 0, "en")  # where a link leads
CHINESE = Setting("Desk Serif", 11.5, 108)
ENGLISH = Setting("Desk Serif", 8.5, 108, "en")
SET_APART = {"firm": Setting("Desk Serif", 14.5, 108), "credit_code": Setting("Desk Sans", 12, 108)}

Path = tuple[str | int, ...]


def certificate_pdf(wording: dict[str, Any], address: str, signature: Signature | None = None) -> bytes:
    """
    The PDF of the frozen words; the same words and signature give the same bytes.

    :param address: what the QR code says, and where the printed address leads
    """
    wording = with_address(wording, address)
    paths, values = zip(*values_of(wording), strict=True)
    if sum(len(value.lines) for value in values) <= MOST_LINES and not has_rare(texts_of(values)):
        shape = json.dumps(filled(wording, paths, [value.mark(at) for at, value in enumerate(values)]))
        lines = tuple(len(value.lines) for value in values)
        if page := page_of(shape, lines, is_signed=signature is not None):
            return page.stamp(values, picture=code_picture(address), signature=signature)
    return drawn_whole(wording, address, signature)


def texts_of(values: Iterable[Value]) -> str:
    return "".join(value.text for value in values)


def drawn_whole(wording: dict[str, Any], address: str, signature: Signature | None = None) -> bytes:
    """The same paper, all of it by WeasyPrint."""
    wording = with_address(wording, address)
    paths, values = zip(*values_of(wording), strict=True)
    return signed_pdf_from_html(html_of(filled(wording, paths, values), qr.png_data_uri(address)), signature)


def with_address(wording: dict[str, Any], address: str) -> dict[str, Any]:
    """The words with the scanned address for its signed part, which is nowhere printed by itself."""
    check = wording["check"]
    return wording | {"check": {"label": check["label"], "url": check["url"], "address": address}}


def html_of(words: dict[str, Any], picture: str) -> str:
    return render_to_string(TEMPLATE, {"words": words, "qr": picture})


@lru_cache(maxsize=SHAPES_KEPT)
def page_of(shape: str, lines: tuple[int, ...], *, is_signed: bool) -> Prepared | None:
    """The page of a shape, drawn once per process; None where a paper of this shape is to be drawn whole."""
    words = json.loads(shape)
    marks = [
        Value("", ("",) * count, setting.language)
        for count, (_path, setting) in zip(lines, differing(words), strict=True)
    ]
    try:
        return prepare(html_of(words, qr.png_data_uri("-")), marks, picture=True, is_signed=is_signed)
    except Unprepared:
        return None


def values_of(wording: dict[str, Any]) -> Iterator[tuple[Path, Value]]:
    """What differs from paper to paper, broken into lines, in reading order."""
    numbered = len(wording["conditions"]["items"]) > 1
    for path, setting in differing(wording):
        text = at(wording, path)
        if numbered and path[0] == "conditions" and path[-1] == "zh":
            text = f"{int(path[2]) + 1}. {text}"
        yield path, setting.value(text)


def differing(words: dict[str, Any]) -> Iterator[tuple[Path, Setting]]:
    """The places of what differs, and how each is set; words that a value lacks in English have no place."""
    yield ("number", "value"), NUMBER
    for place, fact in enumerate(words["facts"]):
        yield ("facts", place, "value", "zh"), SET_APART.get(fact["key"], CHINESE)
        if fact["value"]["en"]:
            yield ("facts", place, "value", "en"), ENGLISH
    for place, _condition in enumerate(words["conditions"]["items"]):
        yield ("conditions", "items", place, "zh"), CHINESE
        yield ("conditions", "items", place, "en"), ENGLISH
    yield ("check", "url"), ADDRESS
    yield ("check", "address"), UNSHOWN


def at(words: Any, path: Path) -> Any:
    for step in path:
        words = words[step]
    return words


def filled(wording: dict[str, Any], paths: Sequence[Path], values: Sequence[Value]) -> dict[str, Any]:
    """The words as the template takes them: what differs as its whole text and as its lines."""
    words: dict[str, Any] = json.loads(json.dumps(wording))
    for path, value in zip(paths, values, strict=True):
        at(words, path[:-1])[path[-1]] = {"text": value.text, "lines": "\n".join(value.lines)}
    return words
