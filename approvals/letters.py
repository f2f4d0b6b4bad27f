"""The words of a decision's letter, from facts and the template of its paper. No ORM."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from approvals.wording import CertificateFacts
from core.papers.filling import LANGUAGES, Pair, fill

SIGNED = {"zh": "%(authority)s　%(day)s", "en": "%(authority)s, %(day)s"}
PLACES = ("firm", "credit_code", "number", "day", "opens_on", "heads", "authority")


@dataclass(frozen=True)
class LetterFacts:
    """
    What was decided. Days are local; counts are of people.

    :param outcome: `approved` or `rejected`
    :param appeal_until: the last day on which the firm may appeal
    :param note: what the office adds, as it stands for the reader of each language
    """

    outcome: str
    firm: str
    credit_code: str
    number: str
    authority: Pair
    day: date
    heads: int = 0
    opens_on: date | None = None
    appeal_until: date | None = None
    reasons: list[Pair] = field(default_factory=list)
    conditions: list[Pair] = field(default_factory=list)
    note: Pair = field(default_factory=lambda: {"zh": "", "en": ""})

    def places(self, language: str) -> dict[str, str]:
        return {
            "firm": self.firm,
            "credit_code": self.credit_code,
            "number": self.number,
            "day": self.day.isoformat(),
            "opens_on": self.opens_on.isoformat() if self.opens_on else "",
            "heads": f"{self.heads:,}",
            "authority": self.authority[language],
            "appeal_until": self.appeal_until.isoformat() if self.appeal_until else "",
        }


def facts_of_approval(paper: CertificateFacts, number: str, note: Pair) -> LetterFacts:
    """The same facts that the certificate is written from."""
    return LetterFacts(
        outcome="approved",
        firm=paper.firm,
        credit_code=paper.credit_code,
        number=number,
        authority=paper.authority,
        day=paper.issued_on,
        heads=paper.headcount_limit,
        opens_on=paper.valid_from,
        conditions=paper.conditions,
        note=note,
    )


def compose(facts: LetterFacts, *, words: Mapping[str, Pair], version: str) -> dict[str, Any]:
    """
    The letter in both languages, as plain JSON: `{"version", "outcome", "zh": {…}, "en": {…}}`.

    Each language: `title`, `to`, `opening`, `points` (reasons, or what is still to be done), `points_title`, `note`,
    `closing`, `appeal`, `authority`, `signed`.

    :param words: by block, of the template of the decision or of the rejection
    """
    letter: dict[str, Any] = {"version": version, "outcome": facts.outcome}
    points = facts.reasons if facts.outcome == "rejected" else facts.conditions
    left_out = {
        part for part, isnt in {"appeal": not facts.appeal_until, "points_title": not points}.items() if isnt
    }
    for language in LANGUAGES:
        places = facts.places(language)
        said = {
            part: fill(words[part][language], places) if part in words and part not in left_out else ""
            for part in ("title", "to", "opening", "points_title", "closing", "appeal")
        }
        letter[language] = said | {
            "points": [point[language] for point in points],
            "note": fill(facts.note[language], places),
            "authority": facts.authority[language],
            "signed": SIGNED[language] % places,
        }
    return letter
