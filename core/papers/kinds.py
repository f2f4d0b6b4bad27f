"""
The kinds of paper, each declared once by the package whose record it is about.

A package names its kinds in `paper_kinds.py`: `KINDS = [PaperKind(...)]`. Who may see a record may see its papers.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader

from core.errors import DomainError
from core.models import User
from core.packages import modules
from core.papers.composing import compose
from core.papers.filling import Pair
from core.papers.layouts import PAGE, Layout
from core.papers.page import PLACES, paper_pdf, scanned_in
from core.papers.parts import Part
from core.papers.samples import sample_facts
from core.papers.trials import Trial, printed_in

SHIPPED = "2020-02"
ALWAYS = ("title", "basis", "footer", "contact")  # on every paper; all but the title may be empty


class NotYet(DomainError):
    code = "no_such_paper_yet"
    message = _("There is no such paper yet.")


class Wording(Protocol):
    """A paper whose words are a template: a kind of this module, or the certificate."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str | Promise: ...

    def shipped(self) -> Mapping[str, Pair]:
        """The words that ship with the desk, by block."""
        ...

    def blocks(self) -> tuple[str, ...]:
        """The names of its wording blocks, in reading order."""
        ...

    def places_in(self, block: str) -> tuple[str, ...]:
        """What the text of a block may name, such as `{firm}`."""
        ...

    def places_needed(self, block: str) -> tuple[str, ...]:
        """Those of them that the text must name, in either language."""
        ...

    def may_be_empty(self, block: str) -> bool: ...

    @property
    def layout_places(self) -> tuple[str, ...]:
        """What a layout of it places, each once."""
        ...

    @property
    def packaged_layout(self) -> Layout: ...

    def trials(self, words: Mapping[str, Pair], layout: Layout) -> list[Trial]:
        """Made-up papers, without the mark of a sample, by which a layout is judged."""
        ...

    def sample(self, words: Mapping[str, Pair], layout: Layout | None = None) -> bytes:
        """A PDF of these words with made-up facts, marked as a sample."""
        ...


@dataclass(frozen=True)
class PaperKind:
    """
    One kind of paper.

    :ivar subjects: the records that a person may see, each of which can have the paper
    :ivar facts: what the paper says of a record at an instant, as `facts` makes it. It rests on what was frozen when
        it counted; only a list that is said to be of today asks what stands now
    :ivar places: what texts of the template may name, such as `{firm}`
    :ivar places_of_given: what those may name besides that are frozen earlier, with the decision
    :ivar folder: of the words that ship with the desk, one file a version
    :ivar look: the style of the page, where it is not a letter
    :ivar is_issued: whether the office and the day stand below, as on what an office sends
    """

    key: str
    name: str | Promise
    subjects: Callable[[User], QuerySet[Any]]
    facts: Callable[[Any, datetime], dict[str, Any]]
    places: tuple[str, ...]
    parts: tuple[Part, ...]
    folder: Path
    look: str = "letter"
    is_issued: bool = True
    places_of_given: tuple[str, ...] = ()

    def blocks(self) -> tuple[str, ...]:
        own = [block for part in self.parts for block in part.blocks()]
        return tuple(dict.fromkeys(["title", *own, *ALWAYS]))

    def places_in(self, block: str) -> tuple[str, ...]:
        if block.startswith(("label.", "column.", "sign.")):
            return ()
        given = [each for part in self.parts if getattr(part, "is_worded", False) for each in part.blocks()]
        return (*self.places, *self.places_of_given) if block in given else self.places

    def places_needed(self, block: str) -> tuple[str, ...]:
        return ()  # what counts stands in parts of its own

    def may_be_empty(self, block: str) -> bool:
        return block in ALWAYS and block != "title"

    def shipped(self) -> dict[str, Pair]:
        return words_in(self.folder / f"{self.key}.{SHIPPED}.toml", self.blocks())

    def sample(self, words: Mapping[str, Pair], layout: Layout | None = None) -> bytes:
        made = compose(self, words, sample_facts(self), is_sample=True)
        return paper_pdf(made, layout=layout or self.packaged_layout)

    @property
    def layout_places(self) -> tuple[str, ...]:
        return PLACES

    @property
    def packaged_layout(self) -> Layout:
        return PAGE

    def trials(self, words: Mapping[str, Pair], layout: Layout) -> list[Trial]:
        made = compose(self, words, sample_facts(self))
        packaged = paper_pdf(made)
        return [
            Trial(
                paper_pdf(made, layout=layout),
                packaged,
                [made["number"], *printed_in(made["sheets"])],
                most_sides=len(PdfReader(BytesIO(packaged)).pages) + 1,
                code=next(scanned_in(made), ""),
            )
        ]


@cache
def wordings() -> dict[str, Wording]:
    """Every paper of every package, by key."""
    found: list[Wording] = []
    for module in modules("paper_kinds"):
        found += module.KINDS
    return {kind.key: kind for kind in found}


@cache
def kinds() -> dict[str, PaperKind]:
    """Those that are made here, by key."""
    return {key: kind for key, kind in wordings().items() if isinstance(kind, PaperKind)}


@cache
def words_in(file: Path, blocks: tuple[str, ...]) -> dict[str, Pair]:
    """Words that ship with the desk, by block; in the file the blocks of a group stand in one table."""
    flat: dict[str, Pair] = {}
    for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
        if "zh" in value:
            flat[name] = value
        else:
            flat |= {f"{name}.{inner}": each for inner, each in value.items()}
    return {block: flat.get(block, {"zh": "", "en": ""}) for block in blocks}
