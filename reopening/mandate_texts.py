"""The texts by which somebody lets others file for their firm: versioned, in both languages, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reopening.wording import localise

TABLE = Path(__file__).with_name("mandate_texts.toml")


@dataclass(frozen=True, slots=True)
class Consent:
    """One version of a text; `kind` is a `MandateKind`."""

    version: str
    kind: str
    zh: str
    en: str

    @property
    def text(self) -> str:
        """In the reader's language."""
        return localise({"zh": self.zh, "en": self.en})


@cache
def versions() -> dict[str, Consent]:
    """Every text there ever was, the oldest first."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {version: Consent(version=version, **row) for version, row in rows.items()}


def current(kind: str) -> Consent:
    """The text in use."""
    return [each for each in versions().values() if each.kind == kind][-1]
