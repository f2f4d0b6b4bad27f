"""
The typefaces of printed papers: Noto Sans SC (黑体) for headings, Noto Serif SC (宋体) below, and for what neither
has HanaMin B (花园明朝, a 宋体 too): all of CJK Extensions B to F, as GB 18030-2022 asks at its highest level.

All come as files from packages, so a paper looks the same on every machine and no other font of a system is needed.
No bold is ever made up: weight is shown by the typeface.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import uharfbuzz
from pylopdf_fonts_zh_cn import sans_path, serif_path

USUAL: dict[str, Path] = {"Desk Sans": Path(sans_path()), "Desk Serif": Path(serif_path())}
# Debian's package fonts-hanazono; where it is not, its characters are refused by name as others are.
RARE = "Desk Rare"
RARE_FILE = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
FACES = USUAL | ({RARE: RARE_FILE} if RARE_FILE.is_file() else {})
FORMATS = {".otf": "opentype", ".ttf": "truetype"}

# Layout, not ink: these need no glyph.
UNDRAWN = frozenset("\n\r\t\u200b")


def font_urls() -> frozenset[str]:
    """The only file addresses a paper may load."""
    return frozenset(path.resolve().as_uri() for path in FACES.values())


def font_face_css(families: Iterable[str] = FACES) -> str:
    """The @font-face rules that bind family names to their files."""
    rule = '@font-face {{ font-family: "{family}"; src: url("{url}") format("{format}"); font-weight: 400; }}'
    files = {name: FACES[name] for name in families}
    return "\n".join(
        rule.format(family=name, url=path.resolve().as_uri(), format=FORMATS[path.suffix])
        for name, path in files.items()
    )


@cache
def points_of(family: str) -> frozenset[int]:
    """Code points that a face can draw."""
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FACES[family]))).unicodes)


@cache
def coverage() -> frozenset[int]:
    """Code points that at least one face can draw (about 92,000)."""
    return frozenset().union(*map(points_of, FACES))


@cache
def needing_nothing() -> frozenset[str]:
    """Characters that can be drawn, or need not be."""
    return UNDRAWN.union(map(chr, coverage()))


@cache
def usual() -> frozenset[str]:
    """Characters for which the two usual faces suffice."""
    return UNDRAWN.union(*(map(chr, points_of(family)) for family in USUAL))


def has_rare(text: str) -> bool:
    """Whether the third face is needed: it takes a tenth of a second and 30 MB to load, and few papers need it."""
    return RARE in FACES and any(ord(each) in points_of(RARE) for each in set(text) - usual())


def missing_characters(text: str) -> list[str]:
    """Characters of `text` no packaged face can draw, each once, in order of appearance."""
    missing = set(text) - needing_nothing()
    return [character for character in dict.fromkeys(text) if character in missing] if missing else []


def describe(characters: list[str]) -> str:
    """Name characters so that a person can look them up: 𠮷 (U+20BB7)."""
    return "、".join(f"{character} (U+{ord(character):04X})" for character in characters)
