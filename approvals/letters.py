"""The words of a decision's letter, from facts and the template of its paper. No ORM."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from approvals.wording import CertificateFacts
from core.papers.bilingual import plain_day, plain_day_or_none
from core.papers.filling import LANGUAGES, Pair, fill
from reopening.policy.timing import ReportingDuty

SIGNED = {"zh": "%(authority)s　%(day)s", "en": "%(authority)s, %(day)s"}
PLACES = ("firm", "credit_code", "number", "day", "opens_on", "heads", "authority")


@dataclass(frozen=True)
class LetterFacts:
    """
    What was decided. Days are local; counts are of people.

    :param outcome: `approved` or `rejected`
    :param reporting: the daily report that the policy asks for from the opening on
    :param on_commitment: whether it rests on what the firm promised
    :param appeal_until: the last day on which the firm may appeal
    :param note: what the office adds, as it stands for the reader of each language
    """

    outcome: str
    firm: str
    credit_code: str
    number: str
    authority: Pair
    day: date
    on_commitment: bool = False
    reporting: ReportingDuty | None = None
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
            "day": plain_day(self.day)[language],
            "opens_on": plain_day_or_none(self.opens_on)[language],
            "heads": f"{self.heads:,}",
            "authority": self.authority[language],
            "report_by": f"{self.reporting.by:%H:%M}" if self.reporting else "",
            "appeal_until": plain_day_or_none(self.appeal_until)[language],
        }


def facts_of_approval(
    paper: CertificateFacts, number: str, note: Pair, reporting: ReportingDuty | None = None
) -> LetterFacts:
    """The same facts that the certificate is written from."""
    return LetterFacts(
        outcome="approved",
        on_commitment=paper.mode == "commitment",
        firm=paper.firm,
        credit_code=paper.credit_code,
        number=number,
        authority=paper.authority,
        day=paper.issued_on,
        heads=paper.headcount_limit,
        opens_on=paper.valid_from,
        conditions=paper.conditions,
        reporting=reporting,
        note=note,
    )


def duties(facts: LetterFacts, words: Mapping[str, Pair]) -> list[Pair]:
    """What is to be done every day from the opening on."""
    if facts.reporting is None:
        return []
    block = "nil_report" if facts.reporting.nil_report else "daily_report"
    return [{language: fill(words[block][language], facts.places(language)) for language in LANGUAGES}]


def compose(facts: LetterFacts, *, words: Mapping[str, Pair], version: str) -> dict[str, Any]:
    """
    The letter in both languages, as plain JSON: `{"version", "outcome", "zh": {…}, "en": {…}}`.

    Each language: `title`, `to`, `opening`, `points` (reasons, or what is still to be done), `points_title`, `note`,
    `closing`, `appeal`, `authority`, `signed`.

    :param words: by block, of the template of the decision or of the rejection
    """
    letter: dict[str, Any] = {"version": version, "outcome": facts.outcome}
    points = facts.reasons if facts.outcome == "rejected" else [*facts.conditions, *duties(facts, words)]
    left_out = {
        part for part, isnt in {"appeal": not facts.appeal_until, "points_title": not points}.items() if isnt
    }
    source = {"opening": "opening_on_commitment"} if facts.on_commitment else {}
    for language in LANGUAGES:
        places = facts.places(language)
        said = {
            part: fill(words[source.get(part, part)][language], places)
            if part in words and part not in left_out
            else ""
            for part in ("title", "to", "opening", "points_title", "closing", "appeal")
        }
        letter[language] = said | {
            "points": [point[language] for point in points],
            "note": fill(facts.note[language], places),
            "authority": facts.authority[language],
            "signed": SIGNED[language] % places,
        }
    return letter
