"""
The packaged typefaces as a PDF needs them: text into glyphs, and a file of just the glyphs drawn.

Cutting the whole face takes 5 to 10 ms, cutting a cut of a few thousand characters a fifth of one, and both give
the same bytes. So a process keeps a cut of the everyday characters and of all that it has drawn since.
"""

import threading
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

import uharfbuzz as hb

from core.printing.faces import FACES

UNITS = 1000  # to the em in PDF, whatever a face counts in
LINES_KEPT = 300
NEVER_DRAWN = (
    *("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "OS/2", "VORG", "cmap", "name", "post", "vhea", "vmtx"),
)
BARE = ("hhea", "hmtx")  # a bare CFF table says them itself; TrueType outlines do not
# The first plane of GB 2312: 3,755 characters, 99.7 % of ordinary text; and ASCII.
EVERYDAY = "".join(map(chr, range(0x20, 0x7F))) + "".join(
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a line: `cid` as PDF knows it, its text, and how far the next one moves closer (units)."""

    cid: int
    text: str
    advance: int
    tightening: int


class Typeface:
    """One packaged face. Safe in several threads."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._whole = hb.Face(hb.Blob.from_file_path(str(FACES[family])))
        self._font = hb.Font(self._whole)
        self._font.scale = (UNITS, UNITS)
        self.is_cff = FACES[family].suffix == ".otf"
        self.cids = cids_of(family) if self.is_cff else array("H", range(self._whole.glyph_count))
        self.glyphs = array("H", bytes(2 * (max(self.cids) + 1)))  # by character id
        for glyph, cid in enumerate(self.cids):
            self.glyphs[cid] = glyph
        self._growing = threading.Lock()
        self.shape = lru_cache(maxsize=LINES_KEPT)(self._shape_line)  # days, labels and decisions come again
        everyday = EVERYDAY if self.is_cff else ""
        self._cut = Cut(self._whole, {self._font.get_nominal_glyph(ord(each)) or 0 for each in everyday})

    @property
    def name(self) -> str:
        return FACES[self.family].stem

    def _shape_line(self, text: str, language: str) -> tuple[Glyph, ...]:
        """The glyphs of a line, with their kerning, as Pango shapes it."""
        return tuple(glyph for part in scripts_of(text) for glyph in self._shape(part, language))

    def _shape(self, text: str, language: str) -> Iterator[Glyph]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = language
        hb.shape(self._font, buffer)
        infos = buffer.glyph_infos
        ends = [each.cluster for each in infos[1:]] + [len(text)]
        for info, place, end in zip(infos, buffer.glyph_positions, ends, strict=True):
            nominal = self._font.get_glyph_h_advance(info.codepoint)
            yield Glyph(
                self.cids[info.codepoint], text[info.cluster : end], nominal, nominal - place.x_advance
            )

    def has(self, character: str) -> bool:
        return self._font.get_nominal_glyph(ord(character)) is not None

    def advance(self, cid: int) -> int:
        return int(self._font.get_glyph_h_advance(self.glyphs[cid]))

    def file_of(self, cids: Iterable[int]) -> bytes:
        """
        A font of these glyphs, bare CFF or TrueType. The same glyphs give the same bytes, in any process.

        TrueType glyphs keep their numbers, for those are their character ids.
        """
        wanted = {self.glyphs[cid] for cid in cids}
        with self._growing:
            if not wanted <= self._cut.glyphs.keys():
                self._cut = Cut(self._whole, wanted | self._cut.glyphs.keys())
            cut = self._cut
        file, _glyphs = cut_of(cut.face, [cut.glyphs[glyph] for glyph in wanted])
        return bytes((file.reference_table("CFF ") if self.is_cff else file.blob).data)


class Cut:
    """The part of a face that has been needed so far, and where its glyphs went."""

    def __init__(self, whole: hb.Face, wanted: Iterable[int]) -> None:
        self.face, self.glyphs = cut_of(whole, wanted)


def cut_of(face: hb.Face, glyphs: Iterable[int]) -> tuple[hb.Face, dict[int, int]]:
    """A face of these glyphs alone; their old numbers and their new ones."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    is_cff = bool(face.reference_table("CFF "))
    dropped = (*NEVER_DRAWN, *BARE) if is_cff else NEVER_DRAWN
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in dropped)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    if not is_cff:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    plan = hb.SubsetPlan(face, wanted)
    # Copied out of the plan: the face would keep all of it alive.
    return hb.Face(hb.Blob(bytes(plan.execute().blob.data))), dict(plan.old_to_new_glyph_mapping)


def cids_of(family: str) -> "array[int]":
    """By glyph number, the character id that the face's charset gives it: what the text of a PDF holds."""
    from fontTools.ttLib import (
        TTFont,
    )  # comes with WeasyPrint; not at the top: a web process never pays for it

    with TTFont(FACES[family], lazy=True) as font:
        charset = font["CFF "].cff.topDictIndex[0].charset
    return array("H", (int(name[3:]) if name.startswith("cid") else 0 for name in charset))


def scripts_of(text: str) -> Iterator[str]:
    """`text` in runs of one script; what belongs to none (digits, marks) goes with what stands before it."""
    script, keys = "", []
    for character in text:
        script = script_of(character) or script
        keys.append(script)
    first = next(filter(None, keys), "")
    runs = groupby(zip(text, (key or first for key in keys), strict=True), key=lambda pair: pair[1])
    return ("".join(character for character, _key in run) for _key, run in runs)


@cache
def script_of(character: str) -> str:
    """Enough of a script for papers in Chinese and English: the first word of a letter's name."""
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ""


@cache
def typeface(family: str) -> Typeface:
    """One per process; the first use takes a tenth of a second."""
    return Typeface(family)
