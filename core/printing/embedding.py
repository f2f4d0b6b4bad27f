"""
Embeds exactly the glyphs a paper shows, with the text of each, for both ways of making it.

WeasyPrint embeds each face under its glyph numbers, 65,000 places of which most are empty: 250 KB a certificate and
a tenth of a second. A bare CFF font under its own character ids takes a tenth of both.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.printing.cutting import Typeface, typeface
from core.printing.faces import FACES, describe

CALLED = {family.replace(" ", "-"): family for family in FACES}  # as a font is called in a PDF
BLOCK = 100  # most lines that one block of a character map may have
FONT = re.compile(rb"/(\S+) (\S+) Tf")
CODES = re.compile(rb"<([0-9a-f]+)>")
MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
# Of the usual faces, in thousandths of the em: what a reader without the font would go by.
DESCRIPTOR = (
    b"<</Type /FontDescriptor/FontName /%s/Flags 4/FontBBox [-1000 -1050 3000 1810]/ItalicAngle 0"
    b"/Ascent 1160/Descent -288/CapHeight 733/StemV 80/%s %d 0 R>>"
)

Texts = dict[int, str]  # by character id


class ForeignFace(Exception):
    """A character that no packaged face has: it would be a box here, or another machine's letter."""


@dataclass(frozen=True)
class FontPlace:
    """The numbers of the five objects that make one font."""

    font: int
    descendant: int
    descriptor: int
    file: int
    to_unicode: int


def font_objects(face: Typeface, texts: Mapping[int, str], place: FontPlace) -> dict[int, bytes]:
    """The objects of a font that shows `texts`, by number."""
    cids = sorted(texts)
    file = face.file_of(cids)
    name = tag_of(file) + b"+" + face.name.encode("ascii")
    widths = b" ".join(b"%d [%d]" % (cid, face.advance(cid)) for cid in cids)
    if face.is_cff:
        entries, key, kind, called = b"/Subtype /CIDFontType0C", b"FontFile3", b"CIDFontType0", b"-Identity-H"
    else:
        entries, key, called = b"/Length1 %d" % len(file), b"FontFile2", b""
        kind = b"CIDFontType2/CIDToGIDMap /Identity"
    return {
        place.file: stream(file, entries),
        place.descriptor: DESCRIPTOR % (name, key, place.file),
        place.descendant: b"<</Type /Font/Subtype /%s/BaseFont /%s/CIDSystemInfo <</Registry (Adobe)"
        b"/Ordering (Identity)/Supplement 0>>/DW 1000/W [%s]/FontDescriptor %d 0 R>>"
        % (kind, name, widths, place.descriptor),
        place.to_unicode: stream(character_map({cid: texts[cid] for cid in cids})),
        place.font: b"<</Type /Font/Subtype /Type0/BaseFont /%s%s/Encoding /Identity-H"
        b"/DescendantFonts [%d 0 R]/ToUnicode %d 0 R>>" % (name, called, place.descendant, place.to_unicode),
    }


def tag_of(file: bytes) -> bytes:
    """Six letters that name this part of the face."""
    return bytes(65 + byte % 26 for byte in hashlib.sha256(file).digest()[:6])


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 6)
    return ended(
        b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)
    )


def ended(written: bytes) -> bytes:
    """
    A stream as an archive wants it: what stands before `endstream` is one end of a line and nothing of the content.

    Where the content ends with a carriage return, that would be read as half of the end.
    """
    if not written.endswith(b"\r\nendstream"):
        return written
    head, _stream, body = written.partition(b"stream\n")
    is_bare = b"/Length %d" % (len(body) - len(b"\nendstream")) in head
    return written[: -len(b"\nendstream")] + b"\r\nendstream" if is_bare else written


def character_map(texts: Mapping[int, str]) -> bytes:
    """The text of each character id, for whoever copies, searches or reads aloud (a CMap)."""
    lines = [b"<%04x> <%s>" % (cid, text.encode("utf-16-be").hex().encode()) for cid, text in texts.items()]
    blocks = [lines[start : start + BLOCK] for start in range(0, len(lines), BLOCK)]
    return b"\n".join(
        (
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
            b"/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def",
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
            b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
            *(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks),
            b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
        )
    )


@dataclass
class DrawnFont:
    """One face as WeasyPrint left it: under which names pages call it, where it stands, what it shows."""

    face: Typeface
    resources: set[bytes]
    place: FontPlace
    texts: Texts


def embed(pdf: Any) -> list[DrawnFont]:
    """
    Put our fonts in the place of WeasyPrint's, in a PDF that is not yet written.

    :raises ForeignFace: naming the face or the character, if one is not from the packaged faces
    """
    fonts = drawn_fonts(pdf)
    by_resource = {name: font.face for font in fonts for name in font.resources}
    for each in pdf.objects:
        lines = getattr(each, "stream", None)
        if isinstance(lines, list):
            each.stream = recoded(lines, by_resource)
    for font in fonts:
        put_raw(pdf, font_objects(font.face, font.texts, font.place))
    return fonts


def put_raw(pdf: Any, objects: Mapping[int, bytes]) -> None:
    """Put ready bytes in the place of objects."""
    import pydyf

    class Raw(pydyf.Object):  # type: ignore[misc]
        """An object as it stands in the file."""

        compressible = False

        def __init__(self, number: int, ready: bytes) -> None:
            super().__init__()
            self.number, self.ready = number, ready

        @property
        def data(self) -> bytes:
            return self.ready

    for number, data in objects.items():
        raw = Raw(number, data)
        pdf.objects[number] = raw


def drawn_fonts(pdf: Any) -> list[DrawnFont]:
    """The faces of the paper. One that WeasyPrint wrote twice becomes one; nothing remains of the second."""
    found: dict[str, DrawnFont] = {}
    for font in [each for each in pdf.objects if is_font(each)]:
        resource, family = (bytes(part) for part in font["BaseFont"][1:].split(b"+", 1))
        if family.decode() not in CALLED:
            raise ForeignFace(family.decode())
        place = place_of(pdf, font)
        drawn = found.setdefault(
            family.decode(), DrawnFont(typeface(CALLED[family.decode()]), set(), place, {})
        )
        drawn.resources.add(resource)
        for glyph, text in meanings(pdf.objects[place.to_unicode].stream):
            if glyph >= len(drawn.face.cids):  # WeasyPrint's way to say that no face has it
                raise ForeignFace(describe([text]))
            drawn.texts.setdefault(drawn.face.cids[glyph], text)
        if drawn.place is not place:
            point_to_first(pdf, place, drawn.place)
    return list(found.values())


def meanings(lines: list[bytes]) -> Iterator[tuple[int, str]]:
    """Glyph numbers and what they say, from a character map of WeasyPrint's."""
    for line in lines:
        if match := MEANING.fullmatch(line):
            yield int(match[1], 16), bytes.fromhex(match[2].decode()).decode("utf-16-be")


def is_font(each: Any) -> bool:
    return isinstance(each, dict) and each.get("Type") == "/Font" and each.get("Subtype") == "/Type0"


def place_of(pdf: Any, font: Any) -> FontPlace:
    descendant = number_of(font["DescendantFonts"][0])
    descriptor = number_of(pdf.objects[descendant]["FontDescriptor"])
    written = pdf.objects[descriptor]
    file = number_of(written.get("FontFile3") or written["FontFile2"])
    return FontPlace(font.number, descendant, descriptor, file, number_of(font["ToUnicode"]))


def point_to_first(pdf: Any, place: FontPlace, first: FontPlace) -> None:
    """Let every page that calls the second font get the first."""
    gone = {place.font, place.descendant, place.descriptor, place.to_unicode} | {place.file} - {first.file}
    put_raw(pdf, dict.fromkeys(gone, b"null"))
    for each in pdf.objects:
        if isinstance(each, dict):
            each.update({key: b"%d 0 R" % first.font for key in each if each[key] == b"%d 0 R" % place.font})


def number_of(reference: Any) -> int:
    """3 of `3 0 R`."""
    return int(bytes(reference).split()[0])


def recoded(lines: list[Any], faces: Mapping[bytes, Typeface]) -> list[Any]:
    """The operators of a page with character ids where WeasyPrint wrote glyph numbers."""
    made: list[Any] = []
    cids: Sequence[int] = ()
    for line in lines:
        if isinstance(line, bytes):
            if match := FONT.fullmatch(line):
                cids = faces[match[1]].cids
            elif line.endswith(b" TJ"):
                line = CODES.sub(partial(as_cids, cids), line)
        made.append(line)
    return made


def as_cids(cids: Sequence[int], match: re.Match[bytes]) -> bytes:
    codes = match[1]
    glyphs = (int(codes[place : place + 4], 16) for place in range(0, len(codes), 4))
    return b"<%s>" % b"".join(b"%04x" % cids[glyph] for glyph in glyphs)
