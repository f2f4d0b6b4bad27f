"""
A certificate as PDF, from its frozen words: stamped onto the page of its shape, or drawn whole where it has none.

Either way the lines are broken here, so both show the same (docs/adr/0031).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from approvals.wording import CertificateFacts, compose
from core import qr
from core.papers.filling import LANGUAGES
from core.papers.layouts import Layout, document, packaged
from core.printing.breaking import break_lines
from core.printing.drawing import signed_pdf_from_html
from core.printing.faces import has_rare
from core.printing.measuring import Setting, settings_in
from core.printing.pictures import code_picture
from core.printing.stamping import Prepared, Unprepared, Value, prepare
from core.printing.writing import Signature

TEMPLATE = "approvals/certificates/places.html"
PLACES = ("authority", "title", "number", "statement", "facts", "code", "issued", "notes")
CERTIFICATE = packaged(Path(__file__).parent / "paper_layouts", "certificate")
MOST_LINES = 40  # of what differs; more may not fit one side, and few papers share such a shape
SHAPES_KEPT = 64  # per process, about 60 KB each
LAYOUTS_KEPT = 8
LONG_NAME = 60  # characters; longer ones are set smaller, so that they leave the rest its room
# What the layout is measured with: every value that a certificate can have, in one short line.
PROBE = CertificateFacts(
    mode="approval",
    number="1",
    firm="1",
    credit_code="1",
    address="1",
    headcount_limit=1,
    opens_on=date(2020, 2, 17),
    valid_from=date(2020, 2, 17),
    valid_until=None,
    issued_on=date(2020, 2, 17),
    authority={"zh": "1", "en": "1"},
    check_url="1",
    conditions=[{"zh": "1", "en": "1"}],
)
UNBROKEN = {"number", "address"}  # a number stands on one line; where a link leads is nowhere shown

CHINESE = "zh-Hans"
Steps = tuple[str | int, ...]


def certificate_pdf(
    wording: dict[str, Any], address: str, signature: Signature | None = None, layout: Layout = CERTIFICATE
) -> bytes:
    """
    The PDF of the frozen words; the same words, signature and layout give the same bytes.

    :param address: what the QR code says, and where the printed address leads
    """
    made = stamped(wording, address, signature, layout)
    return drawn_whole(wording, address, signature, layout) if made is None else made


def stamped(
    wording: dict[str, Any], address: str, signature: Signature | None = None, layout: Layout = CERTIFICATE
) -> bytes | None:
    """The same paper, stamped; None where it is to be drawn whole."""
    wording = with_address(wording, address)
    paths, values = zip(*values_of(wording, layout), strict=True)
    if sum(len(value.lines) for value in values) <= MOST_LINES and not has_rare(texts_of(values)):
        shape = json.dumps(filled(wording, paths, [value.mark(at) for at, value in enumerate(values)]))
        lines = tuple(len(value.lines) for value in values)
        if page := page_of(shape, lines, layout, is_signed=signature is not None):
            return page.stamp(values, picture=code_picture(address), signature=signature)
    return None


def texts_of(values: Iterable[Value]) -> str:
    return "".join(value.text for value in values)


def drawn_whole(
    wording: dict[str, Any], address: str, signature: Signature | None = None, layout: Layout = CERTIFICATE
) -> bytes:
    """The same paper, all of it by WeasyPrint."""
    wording = with_address(wording, address)
    paths, values = zip(*values_of(wording, layout), strict=True)
    html = html_of(filled(wording, paths, values), qr.png_data_uri(address), layout)
    return signed_pdf_from_html(html, signature)


def with_address(wording: dict[str, Any], address: str) -> dict[str, Any]:
    """The words with the scanned address for its signed part, which is nowhere printed by itself."""
    check, conditions = wording["check"], wording["conditions"]
    items = [{language: each[language] for language in LANGUAGES} for each in conditions["items"]]
    facts = [fact | {"is_long": len(fact["value"]["zh"]) > LONG_NAME} for fact in wording["facts"]]
    return wording | {
        "facts": facts,
        "check": {"label": check["label"], "url": check["url"], "address": address},
        "conditions": {
            "label": conditions["label"],
            "items": items,
        },  # without their keys, which no paper shows
    }


def html_of(words: dict[str, Any], picture: str, layout: Layout = CERTIFICATE) -> str:
    places = {
        place: render_to_string(TEMPLATE, {"place": place, "words": words, "qr": picture}) for place in PLACES
    }
    head = {
        "title": f"{words['title']['zh']} {words['number']['value']['text']}",
        "author": words["authority"]["zh"],
        "iso": words["issued_on"]["iso"],
        "sample": words["sample"],
    }
    return document(layout, [places], head=head, look="certificate")


@lru_cache(maxsize=LAYOUTS_KEPT)
def settings_of(layout: Layout) -> dict[str, Setting]:
    """How each value is set, by its name; measured once per process and layout."""
    found: dict[str, Setting] = {}
    for firm in ("1", "1" * (LONG_NAME + 1)):
        wording = with_address(compose(replace(PROBE, firm=firm)), "")
        paths, _names, _languages = zip(*differing(wording), strict=True)
        values = [Value("https://desk.example/", ("1",), "") for _path in paths]
        found |= settings_in(html_of(filled(wording, paths, values), qr.png_data_uri("-"), layout))
    return found


@lru_cache(maxsize=SHAPES_KEPT)
def page_of(shape: str, lines: tuple[int, ...], layout: Layout, *, is_signed: bool) -> Prepared | None:
    """The page of a shape, drawn once per process; None where a paper of this shape is to be drawn whole."""
    words = json.loads(shape)
    marks = [
        Value("", ("",) * count, language)
        for count, (_path, _name, language) in zip(lines, differing(words), strict=True)
    ]
    try:
        html = html_of(words, qr.png_data_uri("-"), layout)
        return prepare(html, marks, picture=True, is_signed=is_signed)
    except Unprepared:
        return None


def values_of(wording: dict[str, Any], layout: Layout = CERTIFICATE) -> Iterator[tuple[Steps, Value]]:
    """What differs from paper to paper, broken into lines, in reading order."""
    settings, numbered = settings_of(layout), len(wording["conditions"]["items"]) > 1
    for path, name, language in differing(wording):
        text = at(wording, path)
        if numbered and name == "condition zh":
            text = f"{int(path[2]) + 1}. {text}"
        lines = lines_of(text, name, language, settings)
        yield path, Value(text, lines, language, setting_of(name, settings).align if lines else "left")


def lines_of(text: str, name: str, language: str, settings: Mapping[str, Setting]) -> tuple[str, ...]:
    if name in UNBROKEN:
        return (text,) if name in settings else ()
    set_in = setting_of(name, settings)
    lines = break_lines(text, family=set_in.family, size=set_in.size, width=set_in.width, language=language)
    return tuple(lines)


def setting_of(name: str, settings: Mapping[str, Setting]) -> Setting:
    return settings.get(name) or settings[f"decision {name[-2:]}"]  # a fact of words frozen long ago


def differing(words: dict[str, Any]) -> Iterator[tuple[Steps, str, str]]:
    """The places of what differs, what each is called and its language; what a value lacks in English has no place."""
    yield ("number", "value"), "number", CHINESE
    for place, fact in enumerate(words["facts"]):
        size = "long " if fact["is_long"] else ""
        yield ("facts", place, "value", "zh"), f"{size}{fact['key']} zh", CHINESE
        if fact["value"]["en"]:
            yield ("facts", place, "value", "en"), f"{fact['key']} en", "en"
    for place, _condition in enumerate(words["conditions"]["items"]):
        yield ("conditions", "items", place, "zh"), "condition zh", CHINESE
        yield ("conditions", "items", place, "en"), "condition en", "en"
    yield ("check", "url"), "url", "en"
    yield ("check", "address"), "address", "en"


def at(words: Any, path: Steps) -> Any:
    for step in path:
        words = words[step]
    return words


def filled(wording: dict[str, Any], paths: Sequence[Steps], values: Sequence[Value]) -> dict[str, Any]:
    """The words as the template takes them: what differs as its whole text and as its lines."""
    words: dict[str, Any] = json.loads(json.dumps(wording))
    for path, value in zip(paths, values, strict=True):
        at(words, path[:-1])[path[-1]] = {"text": value.text, "lines": "\n".join(value.lines)}
    return words
