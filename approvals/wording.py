"""
The words of a certificate, composed once at the decision and frozen with it.

The result is plain JSON with every printed word in both languages, so that drawing it again years later needs
neither the firm's record nor today's template of words.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Pair = dict[str, str]  # {"zh": ..., "en": ...}

CURRENT = "2020-02"
FOLDER = Path(__file__).parent / "wordings"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What was decided. Days are local to the division; `mode` is filing, approval or commitment."""

    mode: str
    number: str
    firm: str
    credit_code: str
    address: str
    headcount_limit: int
    opens_on: date
    valid_from: date
    valid_until: date | None
    issued_on: date
    authority: Pair
    check_url: str
    conditions: list[Pair] = field(default_factory=list)
    sample: bool = False


@cache
def load_words(version: str) -> dict[str, Any]:
    """One version of the template words, from its data file."""
    words: dict[str, Any] = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return words


def compose(facts: CertificateFacts, *, version: str = CURRENT) -> dict[str, Any]:
    """Every word of the paper, in reading order."""
    words = load_words(version)
    labels = words["labels"]
    return {
        "version": version,
        "title": words["title"][facts.mode],
        "authority": facts.authority,
        "number": {"label": labels["number"], "value": facts.number},
        "statement": words["statement"][facts.mode],
        "facts": [
            _fact(labels["firm"], same(facts.firm), key="firm"),
            _fact(labels["credit_code"], same(facts.credit_code), key="credit_code"),
            _fact(labels["address"], same(facts.address), key="address"),
            _fact(
                labels["headcount_limit"], _fill(words["headcount"], count=facts.headcount_limit), key="limit"
            ),
            _fact(labels["opens_on"], day(facts.opens_on), key="opens_on"),
            _fact(labels["validity"], _validity(facts, words), key="validity"),
            _fact(labels["decision"], _decision(facts, words), key="decision"),
        ],
        "has_conditions": bool(facts.conditions),
        "conditions": {"label": labels["conditions"], "items": facts.conditions or [words["no_conditions"]]},
        "check": {"label": labels["check"], "url": facts.check_url},
        "issued_by": {"label": labels["issued_by"], "value": facts.authority},
        "issued_on": {
            "label": labels["issued_on"],
            "value": day(facts.issued_on),
            "iso": facts.issued_on.isoformat(),
        },
        "notes": words["notes"],
        "sample": words["sample"] if facts.sample else None,
    }


def condition_line(kind: str, detail: Pair, due_on: date | None, *, version: str = CURRENT) -> Pair:
    """One condition as the paper says it; `detail` names the goods or the paper in both languages."""
    words = load_words(version)
    due = plain_day(due_on) if due_on else None
    template: Pair = words["condition" if due else "condition_open"][kind]
    return {
        language: template[language].format(detail=detail[language], due=due[language] if due else "")
        for language in ("zh", "en")
    }


def printed_text(wording: Any) -> str:
    """All words that will be drawn, for the coverage check."""
    if isinstance(wording, str):
        return wording
    if isinstance(wording, dict):
        return "\n".join(printed_text(value) for value in wording.values())
    if isinstance(wording, list):
        return "\n".join(printed_text(value) for value in wording)
    return ""


def same(text: str) -> Pair:
    """A name or code that has no translation."""
    return {"zh": text, "en": ""}


def day(value: date) -> Pair:
    """2020年2月17日（周一） / Mon 17 February 2020."""
    weekday = value.weekday()
    return {
        "zh": f"{value.year}年{value.month}月{value.day}日（周{WEEKDAYS_ZH[weekday]}）",
        "en": f"{WEEKDAYS_EN[weekday]} {value.day} {MONTHS_EN[value.month - 1]} {value.year}",
    }


def _validity(facts: CertificateFacts, words: dict[str, Any]) -> Pair:
    start, end = plain_day(facts.valid_from), plain_day(facts.valid_until) if facts.valid_until else None
    template = words["valid_between"] if end else words["valid_open"]
    return {
        language: template[language].format(start=start[language], end=end[language] if end else "")
        for language in ("zh", "en")
    }


def plain_day(value: date) -> Pair:
    """2020年2月17日 / 17 February 2020."""
    return {
        "zh": f"{value.year}年{value.month}月{value.day}日",
        "en": f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}",
    }


def _decision(facts: CertificateFacts, words: dict[str, Any]) -> Pair:
    decision: Pair = words["decision"][facts.mode]
    if not facts.conditions:
        return decision
    template: Pair = words["decision_with_conditions"]
    return {language: template[language].format(decision=decision[language]) for language in ("zh", "en")}


def _fill(template: Pair, **values: object) -> Pair:
    return {language: text.format(**values) for language, text in template.items()}


def _fact(label: Pair, value: Pair, *, key: str) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value}
