"""The lines of text on a drawn page, and the language each is read aloud in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.printing.cutting import Typeface
from core.printing.embedding import FONT, DrawnFont, number_of

MCID = re.compile(rb"<</MCID (\d+)>>")
CODES = re.compile(rb"<([0-9a-f]+)>")
LATIN_WORD = re.compile(r"[A-Za-z]*[a-z]{2}")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Block:
    """
    One line of text.

    :param mcid: its number among the marked parts of the page, None for what is not read aloud
    :param start, stop: its operators, from the choice of the font
    :param runs: the faces and sizes it is set in
    :param shown: the character ids it shows, by face
    """

    mcid: int | None
    start: int
    stop: int
    runs: tuple[tuple[Typeface, bytes], ...]
    text: str
    shown: Mapping[str, frozenset[int]]


def blocks_of(operators: list[bytes], fonts: list[DrawnFont]) -> Iterator[Block]:
    """The lines of text among a page's operators, in the order in which they are drawn."""
    called = {name: font for font in fonts for name in font.resources}
    mcid, font, start = None, None, 0
    runs: list[tuple[Typeface, bytes]] = []
    shown: list[tuple[DrawnFont, int]] = []
    for place, line in enumerate(operators):
        if match := MCID.search(line):
            mcid = int(match[1])
        elif line == b"EMC":
            mcid = None
        elif line == b"BT":
            runs, shown = [], []
        elif match := FONT.fullmatch(line):
            font = called[match[1]]
            start = start if runs else place
            runs.append((font.face, match[2]))
        elif line.endswith(b" TJ") and font:
            shown += [(font, cid) for cid in cids_shown(line)]
        elif line == b"ET" and runs:
            text = "".join(font.texts[cid] for font, cid in shown)
            yield Block(mcid, start, place, tuple(runs), text, by_face(shown))


def cids_shown(line: bytes) -> Iterator[int]:
    codes = b"".join(CODES.findall(line))
    return (int(codes[place : place + 4], 16) for place in range(0, len(codes), 4))


def by_face(shown: list[tuple[DrawnFont, int]]) -> dict[str, frozenset[int]]:
    families = {font.face.family for font, _cid in shown}
    return {
        family: frozenset(cid for font, cid in shown if font.face.family == family) for family in families
    }


def page_streams(pdf: Any) -> dict[int, Any]:
    """The stream of each page, by the number of the page's object."""
    pages: list[Any] = [
        each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"
    ]
    return {page.number: pdf.objects[number_of(page["Contents"])] for page in pages}


def operators_of(stream: Any) -> list[bytes]:
    return [
        each.encode() if isinstance(each, str) else bytes(getattr(each, "data", each))
        for each in stream.stream
    ]


def say_languages(
    pdf: Any, fonts: list[DrawnFont], language_of: Callable[[str], str | None] | None = None
) -> None:
    """Write at each line of another language than the paper's which one it is, so that it is read aloud in it."""
    spoken = {
        (page, block.mcid): language
        for page, content in page_streams(pdf).items()
        for block in blocks_of(operators_of(content), fonts)
        if (language := (language_of or foreign_language)(block.text))
    }
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("Type") == "/StructElem" and "Pg" in element:
            numbers = [kid for kid in element["K"] if isinstance(kid, int)]
            if numbers and (language := spoken.get((number_of(element["Pg"]), numbers[0]))):
                element["Lang"] = f"({language})"


def read_aloud(pdf: Any) -> dict[int, set[int]]:
    """By the number of a page, the marked parts that the structure tree reaches; it reaches nothing of the margins."""
    found: dict[int, set[int]] = {}
    waiting = [pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]]
    while waiting:
        element = waiting.pop()
        for kid in element.get("K", ()):
            if isinstance(kid, int):
                found.setdefault(number_of(element["Pg"]), set()).add(kid)
            elif not isinstance(kid, dict):
                waiting.append(pdf.objects[number_of(kid)])
    return found


def keep_list_items(pdf: Any) -> None:
    """Put all that an item of a list says into its body: a line of its own would stand beside it, where nothing may."""
    import pydyf  # not at the top: a web process never pays for it

    items: list[Any] = [each for each in pdf.objects if isinstance(each, dict) and each.get("S") == "/LI"]
    for item in items:
        kids = [pdf.objects[number_of(kid)] for kid in item["K"]]
        beside = [kid for kid in kids if kid.get("S") not in {"/Lbl", "/LBody"}]
        bodies = [kid for kid in kids if kid.get("S") == "/LBody"]
        if not beside:
            continue
        body: Any = bodies[0] if bodies else pydyf.Dictionary({**item, "S": "/LBody", "K": pydyf.Array()})
        if not bodies:
            pdf.add_object(body)
        for kid in beside:
            kid["P"] = body.reference
            body["K"].append(kid.reference)
        body["P"] = item.reference
        item["K"] = pydyf.Array([kid.reference for kid in kids if kid not in beside and kid not in bodies])
        item["K"].append(body.reference)


def foreign_language(text: str) -> str | None:
    """`en` for a line of words in Latin letters; codes and numbers are read in the paper's own language."""
    return "en" if LATIN_WORD.search(text) and not HAN.search(text) else None
