"""
Whether a layout does what a paper must: a made-up paper is drawn with it and looked at, as a reader of PDFs and a
scanner would. Runs in the worker. No ORM.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pypdf
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops, ImageFilter

from core.papers.filling import LANGUAGES

SCALE = 2  # pixels of a point: as a sheet that is scanned with 144 dots an inch
EDGE = 8.0  # points along the edges of a page that no printer reaches
INK = 60  # of 256: how far a word's darkest part is from its lightest at least
OVERLAP = 0.3  # of the smaller of two words that may lie under the other
LEVELS = 96  # of 256 by which a pixel may differ between the two ways of drawing: the edge of a letter
ROLES = ("/H1", "/Figure", "/Table", "/TH", "/TD", "/L", "/LI", "/Link")  # what a layout must not lose

SENTENCES = {
    "not_drawn": _("The sample could not be drawn: %(detail)s"),
    "sides": _("The sample has %(count)s sides; %(most)s are the most."),
    "outside": _("“%(text)s” reaches over the edge of the page."),
    "hidden": _("“%(text)s” can't be seen."),
    "over": _("“%(text)s” and “%(other)s” lie over each other."),
    "code": _("The QR code can't be read back from the picture: it is too small, covered, or blurred."),
    "tags": _("The PDF has lost what screen readers go by: %(missing)s."),
    "language": _("The PDF has lost its languages."),
    "ways": _(
        "Stamped onto a page drawn before, the paper looks different. "
        "Each value must be set in one size and one colour."
    ),
    "not_stamped": _("No page can be drawn beforehand with this layout; 1,000 papers would take minutes."),
}
Problem = dict[str, str]


@dataclass(frozen=True)
class Trial:
    """
    A made-up paper in a layout.

    :ivar packaged: the same in the packaged layout, for what must not be lost
    :ivar texts: what must be seen, if the packaged layout shows it
    :ivar code: what its QR code says; empty without one
    :ivar stamped: the same made in the other way; None where papers of the kind are always drawn whole
    """

    pdf: bytes
    packaged: bytes
    texts: list[str]
    most_sides: int
    code: str = ""
    stamped: bytes | None = None
    is_stamped: bool = False


def sentences(problems: list[Problem]) -> list[str]:
    return [str(SENTENCES[each["code"]]) % each for each in problems]


def problems_in(trial: Trial) -> list[Problem]:
    """What is wrong with a paper, each kind of thing once."""
    found: dict[str, Problem] = {}
    for each in (*looks(trial), *structure(trial)):
        found.setdefault(each["code"], each)
    return list(found.values())


def printed_in(words: Any) -> list[str]:
    """Every text of a paper's words, in both languages."""
    if isinstance(words, Mapping):
        own = [words[language] for language in LANGUAGES if isinstance(words.get(language), str)]
        return own + [text for value in words.values() for text in printed_in(value)]
    return [text for value in words for text in printed_in(value)] if isinstance(words, list) else []


@dataclass(frozen=True)
class Word:
    """A run of text on a page, in points from its lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)

    def shared_with(self, other: "Word") -> float:
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)


@dataclass(frozen=True)
class Side:
    width: float
    height: float
    words: list[Word]
    picture: Image.Image
    text: str


def sides_of(pdf: bytes) -> list[Side]:
    import pypdfium2  # not at the top: a web process never pays for it

    sides = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        words = [Word(text.get_text_bounded(*box).strip(), *box) for box in boxes]
        width, height = page.get_size()
        picture = page.render(scale=SCALE).to_pil().convert("L")
        sides.append(
            Side(width, height, [word for word in words if word.text], picture, text.get_text_range())
        )
    return sides


def looks(trial: Trial) -> Iterator[Problem]:
    sides = sides_of(trial.pdf)
    if len(sides) > trial.most_sides:
        yield {"code": "sides", "count": str(len(sides)), "most": str(trial.most_sides)}
    for side in sides:
        yield from looks_of(side)
    text = squeezed("".join(side.text for side in sides))
    packaged = squeezed("".join(side.text for side in sides_of(trial.packaged)))
    for each in map(squeezed, trial.texts):
        if each in packaged and each not in text:
            yield {"code": "hidden", "text": short(each)}
    if trial.code and trial.code not in [code for side in sides for code in codes_in(side.picture)]:
        yield {"code": "code"}
    if trial.is_stamped:
        yield from ways(sides, trial.stamped)


def looks_of(side: Side) -> Iterator[Problem]:
    for word in side.words:
        is_inside = (
            word.left >= EDGE
            and word.right <= side.width - EDGE
            and word.bottom >= EDGE
            and word.top <= side.height - EDGE
        )
        if not is_inside:
            yield {"code": "outside", "text": short(word.text)}
        elif contrast(side, word) < INK:
            yield {"code": "hidden", "text": short(word.text)}
    for one, other in combinations(side.words, 2):
        if one.shared_with(other) > OVERLAP * min(one.area, other.area):
            yield {"code": "over", "text": short(one.text), "other": short(other.text)}


def contrast(side: Side, word: Word) -> int:
    box = (word.left, side.height - word.top, word.right, side.height - word.bottom)
    left, top, right, bottom = (round(each * SCALE) for each in box)
    darkest, lightest = side.picture.crop(
        (left, top, max(right, left + 1), max(bottom, top + 1))
    ).getextrema()
    return int(lightest - darkest)  # type: ignore[operator]


def codes_in(picture: Image.Image) -> list[str]:
    import zxingcpp  # as above

    return [code.text for code in zxingcpp.read_barcodes(picture)]


def ways(sides: list[Side], stamped: bytes | None) -> Iterator[Problem]:
    if stamped is None:
        yield {"code": "not_stamped"}
        return
    others = sides_of(stamped)
    same = len(others) == len(sides) and all(
        look_the_same(one.picture, other.picture) for one, other in zip(sides, others, strict=True)
    )
    if not same:
        yield {"code": "ways"}


def look_the_same(one: Image.Image, other: Image.Image) -> bool:
    """
    Whether each pixel of either is like one of the nine there in the other: a reader of PDFs sets letters on whole
    pixels, so those of a centred line may fall on the next one where they lie a hundredth farther.
    """
    return one.size == other.size and max(beyond(one, other), beyond(other, one)) <= LEVELS


def beyond(one: Image.Image, other: Image.Image) -> int:
    """By how many levels a pixel of `one` is lighter or darker than all around its place in `other`, at most."""
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    return max(int(each.getextrema()[1]) for each in (lighter, darker))  # type: ignore[arg-type]


def structure(trial: Trial) -> Iterator[Problem]:
    """What screen readers go by: the parts and their languages, as many as in the packaged layout."""
    roles, languages = parts_of(trial.pdf)
    wanted, foreign = parts_of(trial.packaged)
    if missing := [role[1:] for role in ROLES if roles[role] < wanted[role]]:
        yield {"code": "tags", "missing": ", ".join(missing)}
    if languages["document"] != foreign["document"] or (foreign["en"] and not languages["en"]):
        yield {"code": "language"}


def parts_of(pdf: bytes) -> tuple[Counter[str], Counter[str]]:
    """How many elements there are of each role, and of each language; what the document itself is in."""
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    roles, languages = Counter[str](), Counter[str]({"document": 0})
    languages[str(root.get("/Lang"))] += 1
    languages["document"] = int(str(root.get("/Lang")) == "zh-Hans" and bool(root["/MarkInfo"]["/Marked"]))
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop()
        if isinstance(element, dict):
            roles[str(element.get("/S"))] += 1
            languages[str(element.get("/Lang"))] += 1
            kids = element.get("/K", [])
            waiting += [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return roles, languages


def squeezed(text: str) -> str:
    return "".join(text.split())


def short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:22]}…"
