"""
How a paper is laid out: HTML in which named places stand, and CSS. Packaged, or a version's own (docs/adr/0034).

What stands in a place (`core/papers/places.html`) is made by code, with its tags, languages and descriptions; a layout
says where it stands and how it looks. Places are filled in once and nothing is carried out. No ORM.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from core.papers.filling import fill

FOLDER = Path(__file__).parent / "paper_layouts"
DOCUMENT = (FOLDER / "document.html").read_text(encoding="utf-8")
MARK = '<p class="sample">{zh} <span lang="en">{en}</span></p>'
FACE = re.compile(r"""["']Desk (Sans|Serif)["']""")
# What the one lacks the other may have, and else the third: never a font of the system.
FACES = {
    "Sans": '"Desk Sans", "Desk Serif", "Desk Rare"',
    "Serif": '"Desk Serif", "Desk Sans", "Desk Rare"',
}


@dataclass(frozen=True)
class Layout:
    """
    :ivar html: of one sheet, between `<section>` and its end
    :ivar css: of the paper; what must hold in every layout is added behind it (`always.css`)
    """

    html: str
    css: str


@cache
def packaged(folder: Path, name: str) -> Layout:
    """A layout that ships with the desk: two files."""
    html, css = (folder / f"{name}.{kind}" for kind in ("html", "css"))
    return Layout(html.read_text(encoding="utf-8"), css.read_text(encoding="utf-8"))


PAGE = packaged(FOLDER, "page")
BEFORE = ".value { text-align: left; }\n"  # unless a layout says otherwise of the value itself
NEWER = (FOLDER / "newer.css").read_text(encoding="utf-8")
ALWAYS = (FOLDER / "always.css").read_text(encoding="utf-8")


def document(
    layout: Layout, sheets: Sequence[Mapping[str, str]], *, head: Mapping[str, Any], look: str = ""
) -> str:
    """
    The HTML of a paper.

    :param sheets: of each sheet what stands in the places: HTML of code, in which words of people are escaped
    :param head: title, author, iso (the day of the paper) and sample, the mark in both languages or None
    """
    mark = fill(MARK, escaped(head["sample"])) if head["sample"] else ""
    sections = [f"<section>{mark}{fill(layout.html, places)}</section>" for places in sheets]
    said = {"title": head["title"], "author": head["author"], "iso": head["iso"], "look": look}
    css = FACE.sub(lambda face: FACES[face[1]], NEWER + BEFORE + layout.css + ALWAYS)
    return fill(DOCUMENT, {**escaped(said), "css": css, "body": "\n".join(sections)})


def escaped(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: escape(text) for name, text in texts.items()}
