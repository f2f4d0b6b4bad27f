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
def points_of(family: str) -> uharfbuzz.Set:
    """Code points that a face can draw; as HarfBuzz keeps them, a hundredth of what a set of Python's takes."""
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FACES[family]))).unicodes


def points_with(families: Iterable[str]) -> uharfbuzz.Set:
    """Code points for which these faces suffice."""
    points = uharfbuzz.Set(map(ord, UNDRAWN))
    for family in families:
        points.update(points_of(family))
    return points


@cache
def coverage() -> uharfbuzz.Set:
    """Code points that at least one face can draw, or that need not be drawn (about 92,000)."""
    return points_with(FACES)


@cache
def usual() -> uharfbuzz.Set:
    """Code points for which the two usual faces suffice."""
    return points_with(USUAL)


def has_rare(text: str) -> bool:
    """Whether the third face is needed: it takes a tenth of a second and 30 MB to load, and few papers need it."""
    unusual = beyond(text, usual())
    return bool(unusual) and RARE in FACES and any(ord(each) in points_of(RARE) for each in unusual)


def missing_characters(text: str) -> list[str]:
    """Characters of `text` no packaged face can draw, each once, in order of appearance."""
    return beyond(text, coverage())


def beyond(text: str, points: uharfbuzz.Set) -> list[str]:
    """Characters of `text` that are not among the points, each once, in order of appearance."""
    characters = dict.fromkeys(text)
    if uharfbuzz.Set(map(ord, characters)).issubset(points):
        return []
    return [each for each in characters if ord(each) not in points]


def describe(characters: list[str]) -> str:
    """Name characters so that a person can look them up: 𠮷 (U+20BB7)."""
    return "、".join(f"{character} (U+{ord(character):04X})" for character in characters)
