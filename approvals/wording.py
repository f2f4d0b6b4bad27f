"""
The words of a certificate, composed once at the decision and frozen with it.

The result is plain JSON with every printed word in both languages, so that drawing it again years later needs
neither the firm's record nor today's template of words.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.papers.bilingual import count, day, plain_day, same
from core.papers.composing import SAMPLE
from core.papers.filling import Pair, fill_pair

CURRENT = "2020-02"
FOLDER = Path(__file__).parent / "wordings"


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
    signed_code: str = ""  # see approvals.signed_codes
    conditions: list[Pair] = field(default_factory=list)
    sample: bool = False


@cache
def load_words(version: str) -> dict[str, Any]:
    """One version of the template words, from its data file."""
    words: dict[str, Any] = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return words


def shipped_blocks() -> dict[str, Pair]:
    """The words that ship with the desk, by block: `title.filing`, `notes.0`."""
    return {name: pair for name, pair in _flat(load_words(CURRENT), "") if name != "sample"}


def _flat(words: Any, name: str) -> Iterator[tuple[str, Pair]]:
    if isinstance(words, dict) and "zh" in words:
        yield name, words
        return
    for key, inner in words.items() if isinstance(words, dict) else enumerate(words):
        yield from _flat(inner, f"{name}.{key}" if name else str(key))


def words_of(blocks: Mapping[str, Pair]) -> dict[str, Any]:
    """Blocks of a template in the shape of a file of words."""
    words: dict[str, Any] = {"sample": SAMPLE}
    for name, pair in blocks.items():
        group, dot, key = name.partition(".")
        if dot:
            words.setdefault(group, {})[key] = pair
        else:
            words[name] = pair
    return words | {"notes": list(words["notes"].values())}


def compose(
    facts: CertificateFacts, *, version: str = CURRENT, words: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Every word of the paper, in reading order. :param words: of the template's version; else those that ship"""
    words = words or load_words(CURRENT)
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
                labels["headcount_limit"],
                fill_pair(words["headcount"], {"count": count(facts.headcount_limit)}),
                key="limit",
            ),
            _fact(labels["opens_on"], day(facts.opens_on), key="opens_on"),
            _fact(labels["validity"], _validity(facts, words), key="validity"),
            _fact(labels["decision"], _decision(facts, words), key="decision"),
        ],
        "has_conditions": bool(facts.conditions),
        "conditions": {"label": labels["conditions"], "items": facts.conditions or [words["no_conditions"]]},
        "check": {"label": labels["check"], "url": facts.check_url, "code": facts.signed_code},
        "issued_by": {"label": labels["issued_by"], "value": facts.authority},
        "issued_on": {
            "label": labels["issued_on"],
            "value": day(facts.issued_on),
            "iso": facts.issued_on.isoformat(),
        },
        "notes": words["notes"],
        "sample": words["sample"] if facts.sample else None,
    }


def condition_line(
    kind: str, detail: Pair, due_on: date | None, *, words: dict[str, Any] | None = None
) -> Pair:
    """One condition as the paper says it; `detail` names the goods or the paper in both languages."""
    words = words or load_words(CURRENT)
    template: Pair = words["condition" if due_on else "condition_open"][kind]
    places = {"detail": detail} | ({"due": plain_day(due_on)} if due_on else {})
    return fill_pair(template, places)


def condition_key(kind: str, detail: str) -> str:
    """By which the condition that is kept is found again: no case has two of a kind about the same thing open."""
    return f"{kind}:{detail}"


def scanned_address(wording: dict[str, Any]) -> str:
    """What the QR code says: the check address, and behind `#` the code that is true without a network."""
    check = wording["check"]
    return f"{check['url']}#{check['code']}" if check.get("code") else str(check["url"])


def _validity(facts: CertificateFacts, words: dict[str, Any]) -> Pair:
    start = plain_day(facts.valid_from)
    if facts.valid_until is None:
        return fill_pair(words["valid_open"], {"start": start})
    return fill_pair(words["valid_between"], {"start": start, "end": plain_day(facts.valid_until)})


def _decision(facts: CertificateFacts, words: dict[str, Any]) -> Pair:
    decision: Pair = words["decision"][facts.mode]
    if not facts.conditions:
        return decision
    return fill_pair(words["decision_with_conditions"], {"decision": decision})


def _fact(label: Pair, value: Pair, *, key: str) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value}
