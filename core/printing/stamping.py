"""
Stamps the words of one paper onto a page that WeasyPrint drew once for all of its shape.

The page is drawn with a mark in the place of each line that differs from paper to paper. What WeasyPrint made of
it (layout, tags, archive profile) stays as it is; only the marks give way to words. Two papers have one shape if
they differ in nothing but such lines, and have the same number of them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from core.printing.blocks import (
    Block,
    blocks_of,
    foreign_language,
    operators_of,
    page_streams,
    read_aloud,
    say_languages,
)
from core.printing.cutting import Glyph, Typeface, typeface
from core.printing.drawing import unwritten
from core.printing.embedding import DrawnFont, Texts, font_objects, stream
from core.printing.faces import USUAL
from core.printing.writing import Signature, data_of, signed_file

MARK = re.compile(r"#(\d+)\.(\d+)#")  # of a line: the number of the value, and of the line
# Of a whole value where it is not shown (title, description, link): an address, for only such can be links
WHOLE = re.compile(rb"mark:(\d+)|006d00610072006b003a((?:003\d)+)")  # in Latin letters, as UTF-16
LITERAL = re.compile(rb"(/URI )?\(([^()\\]*mark:\d+[^()\\]*)\)")


class Unprepared(Exception):
    """The page cannot be stamped: a mark is not where it should be."""


@dataclass(frozen=True)
class Value:
    """What differs: the whole text and the lines it is shown in. :ivar align: where in its place each line stands"""

    text: str
    lines: tuple[str, ...]
    language: str
    align: str = "left"

    def mark(self, number: int) -> "Value":
        """The value of the page that is drawn once: the same number of lines, each saying which it is."""
        lines = tuple(f"#{number}.{line}#" for line in range(len(self.lines)))
        return Value(f"mark:{number}", lines, self.language, self.align)


@dataclass(frozen=True)
class Place:
    """
    Where a line goes: the type it is set in, and what the page says before and after it on the same line.

    :ivar is_own: whether it is the place of the value; else its words come again in a margin, which begin at the left
    """

    number: int
    line: int
    face: Typeface
    size: bytes
    before: str
    after: str
    is_own: bool


SHARES = {"center": 0.5, "right": 1.0}  # of the room that a line leaves, what stands before it
Part = bytes | Place | tuple[int, str]  # as it stands; a line; a whole value in a string (number, encoding)


@dataclass(frozen=True)
class Prepared:
    """A page to be stamped: its objects by number, those with places in parts."""

    fixed: Mapping[int, bytes]
    parts: Mapping[int, list[Part]]
    pages: frozenset[int]  # the numbers of the streams of operators, one a side
    fonts: Sequence[DrawnFont]
    picture: int | None  # the number of the one picture that differs
    place: int | None  # the number of the signature
    root: int
    info: int

    def stamp(
        self, values: Sequence[Value], *, picture: bytes | None = None, signature: Signature | None = None
    ) -> bytes:
        """
        The PDF of these words. The same words, picture and signature give the same bytes.

        :param picture: the image object that takes the place of the drawn one
        """
        texts = {font.face.family: dict(font.texts) for font in self.fonts}
        objects = dict(self.fixed)
        for number, parts in self.parts.items():
            written = b"".join(self._written(part, values, texts) for part in parts)
            objects[number] = stream(written) if number in self.pages else rewrapped(written)
        for font in self.fonts:
            objects |= font_objects(font.face, texts[font.face.family], font.place)
        if picture is not None and self.picture is not None:
            objects[self.picture] = picture
        return signed_file(objects, root=self.root, info=self.info, place=self.place, signature=signature)

    def _written(self, part: Part, values: Sequence[Value], texts: Mapping[str, Texts]) -> bytes:
        if isinstance(part, bytes):
            return part
        if isinstance(part, tuple):
            return encoded(values[part[0]].text, part[1])
        return b"\n".join(self._runs(part, values[part.number], texts))

    def _runs(self, place: Place, value: Value, texts: Mapping[str, Texts]) -> Iterator[bytes]:
        line, language = place.before + value.lines[place.line] + place.after, value.language
        moves = place.is_own and value.align in SHARES
        start = b"%d" % -moved_on(line, place, value) if moves else b""
        for face, run in runs_of(line, place.face):
            glyphs = face.shape(run, language)
            known = texts[face.family]
            for glyph in glyphs:
                known.setdefault(glyph.cid, glyph.text)
            resource = next(min(font.resources) for font in self.fonts if font.face is face)
            yield b"/%s %s Tf" % (resource, place.size)
            yield b"[%s%s] TJ" % (start, b"".join(shown(glyphs)))
            start = b""


def prepare(html: str, values: Sequence[Value], *, picture: bool, is_signed: bool = False) -> Prepared:
    """
    Draw the page of a shape.

    :param html: of the page with the marks of `values` in the place of the values
    :param picture: whether the page's only picture differs from paper to paper
    :param is_signed: whether a place is kept for a signature
    :raises Unprepared: if the page cannot be stamped
    """
    pdf, fonts, place = unwritten(html, is_signed=is_signed)
    sides = {content.number: operators_of(content) for content in page_streams(pdf).values()}
    own = {page_streams(pdf)[page].number: mcids for page, mcids in read_aloud(pdf).items()}
    places = {number: places_of(sides[number], fonts, own.get(number, ())) for number in sides}
    refuse_missing(values, [place for found in places.values() for _block, place in found])
    say_languages(pdf, fonts, lambda text: language_of(text, values))
    fixed: dict[int, bytes] = {}
    parts: dict[int, list[Part]] = {}
    for each in pdf.objects[1:]:
        if each.number in sides:
            parts[each.number] = content_parts(sides[each.number], places[each.number])
        elif WHOLE.search(data := data_of(each)):
            parts[each.number] = list(string_parts(data))
        else:
            fixed[each.number] = data
    keep_fixed_texts(fonts, [block for operators in sides.values() for block in blocks_of(operators, fonts)])
    return Prepared(
        fixed=fixed,
        parts=parts,
        pages=frozenset(sides),
        fonts=fonts,
        picture=the_picture(pdf) if picture else None,
        place=place,
        root=pdf.catalog.number,
        info=pdf.info.number,
    )


def refuse_missing(values: Sequence[Value], places: Iterable[Place]) -> None:
    """:raises Unprepared: if a line of a value has no place on the page"""
    found = {(place.number, place.line) for place in places}
    wanted = {(number, line) for number, value in enumerate(values) for line in range(len(value.lines))}
    if wanted - found:
        raise Unprepared(f"no place for {sorted(wanted - found)}")


def keep_fixed_texts(fonts: Iterable[DrawnFont], blocks: Sequence[Block]) -> None:
    """Let each font show only what is the same on all papers of the shape; the rest comes with the words."""
    fixed = [block for block in blocks if not MARK.search(block.text)]
    for font in fonts:
        kept = {cid for block in fixed for cid in block.shown.get(font.face.family, ())}
        font.texts = {cid: text for cid, text in font.texts.items() if cid in kept}


def places_of(
    operators: list[bytes], fonts: list[DrawnFont], own: Collection[int]
) -> list[tuple[Block, Place]]:
    """
    The lines with a mark.

    :param own: the marked parts that are read aloud
    :raises Unprepared: if one is set in more than one face
    """
    found = []
    for block in blocks_of(operators, fonts):
        if mark := MARK.search(block.text):
            if len(block.runs) != 1:
                raise Unprepared(f"more than one face: {block.text}")
            [(face, size)] = block.runs
            before, after = block.text[: mark.start()], block.text[mark.end() :]
            is_own = block.mcid in own
            found.append((block, Place(int(mark[1]), int(mark[2]), face, size, before, after, is_own)))
    return found


def language_of(text: str, values: Sequence[Value]) -> str | None:
    mark = MARK.search(text)
    language = values[int(mark[1])].language if mark else foreign_language(text)
    return language if language == "en" else None


def content_parts(operators: list[bytes], places: list[tuple[Block, Place]]) -> list[Part]:
    """The page's operators, with the places of the lines that differ."""
    parts: list[Part] = []
    done = 0
    for block, place in places:
        parts += [b"\n".join(operators[done : block.start]) + b"\n", place, b"\n"]
        done = block.stop
    return [*parts, b"\n".join(operators[done:])]


def string_parts(data: bytes) -> Iterator[Part]:
    """An object's bytes, with the places of the whole values in its strings."""
    data = LITERAL.sub(widened, data)
    narrow = "xml" if b"\nstream\n" in data else "ascii"
    done = 0
    for match in WHOLE.finditer(data):
        yield data[done : match.start()]
        if match[1]:
            yield int(match[1]), narrow
        else:
            yield int(bytes.fromhex(match[2].decode()).decode("utf-16-be")), "utf-16"
        done = match.end()
    yield data[done:]


def widened(literal: re.Match[bytes]) -> bytes:
    """A string that can hold Chinese. An address stays as it is: it may hold Latin letters only."""
    if literal[1]:
        return literal[0]
    return b"<feff%s>" % literal[2].decode("latin-1").encode("utf-16-be").hex().encode()


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16":
        return text.encode("utf-16-be").hex().encode()
    return escape(text).encode() if encoding == "xml" else text.encode("ascii")


def rewrapped(data: bytes) -> bytes:
    """An object whose text has changed: a stream says again how long it is."""
    head, is_stream, body = data.partition(b"stream\n")
    if not is_stream:
        return data
    length = len(body) - len(b"\nendstream")
    return re.sub(rb"/Length \d+", b"/Length %d" % length, head) + is_stream + body


def runs_of(line: str, first: Typeface) -> Iterator[tuple[Typeface, str]]:
    """`line` in runs of one usual face: the one it is set in, and for what that lacks the other."""
    for has, run in groupby(line, key=first.has):
        yield (first if has else other_face(first)), "".join(run)


def moved_on(line: str, place: Place, value: Value) -> int:
    """How much farther than the mark on the prepared page a line begins, in thousandths of its size."""
    mark = place.before + value.mark(place.number).lines[place.line] + place.after
    room = length_of(mark, place.face, value.language) - length_of(line, place.face, value.language)
    return round(room * SHARES[value.align])


def length_of(line: str, first: Typeface, language: str) -> int:
    glyphs = (glyph for face, run in runs_of(line, first) for glyph in face.shape(run, language))
    return sum(glyph.advance - glyph.tightening for glyph in glyphs)


def other_face(face: Typeface) -> Typeface:
    [other] = USUAL.keys() - {face.family}
    return typeface(other)


def shown(glyphs: Iterable[Glyph]) -> Iterator[bytes]:
    for glyph in glyphs:
        yield b"<%04x>" % glyph.cid
        if glyph.tightening:
            yield b"%d" % glyph.tightening


def the_picture(pdf: Any) -> int:
    pictures = [each.number for each in pdf.objects if getattr(each, "extra", {}).get("Subtype") == "/Image"]
    if len(pictures) != 1:
        raise Unprepared(f"{len(pictures)} pictures")
    return int(pictures[0])
