"""
The two packaged typefaces of printed papers: Noto Sans SC (黑体) for headings, Noto Serif SC (宋体) below.

Both come as files from one package, so a paper looks the same on every machine and no system font is needed.
No bold is ever made up: weight is shown by the typeface.
"""

from functools import cache
from pathlib import Path

import uharfbuzz
from pylopdf_fonts_zh_cn import sans_path, serif_path

FACES: dict[str, Path] = {"Desk Sans": Path(sans_path()), "Desk Serif": Path(serif_path())}

# Layout, not ink: these need no glyph.
UNDRAWN = frozenset("\n\r\t\u200b")


def font_urls() -> frozenset[str]:
    """The only file addresses a paper may load."""
    return frozenset(path.resolve().as_uri() for path in FACES.values())


def font_face_css() -> str:
    """The @font-face rules that bind both family names to their files."""
    rule = '@font-face {{ font-family: "{family}"; src: url("{url}") format("opentype"); }}'
    return "\n".join(rule.format(family=name, url=path.resolve().as_uri()) for name, path in FACES.items())


@cache
def coverage() -> frozenset[int]:
    """Code points that at least one packaged face can draw (about 31,000)."""
    points: set[int] = set()
    for path in FACES.values():
        points.update(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)
    return frozenset(points)


@cache
def needing_nothing() -> frozenset[str]:
    """Characters that can be drawn, or need not be."""
    return UNDRAWN.union(map(chr, coverage()))


def missing_characters(text: str) -> list[str]:
    """Characters of `text` no packaged face can draw, each once, in order of appearance."""
    missing = set(text) - needing_nothing()
    return [character for character in dict.fromkeys(text) if character in missing] if missing else []


def describe(characters: list[str]) -> str:
    """Name characters so that a person can look them up: 𠮷 (U+20BB7)."""
    return "、".join(f"{character} (U+{ord(character):04X})" for character in characters)
