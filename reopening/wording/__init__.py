"""
Saying findings and screenings in the reader's language.

Parameters are JSON: a name ending in `_on` is a day, in `_at` an instant, `{"zh", "en"}` a text in both
languages, a list is joined.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.dates import day_shown, instant_shown
from reopening.policy.health import Measure
from reopening.screening import needs_new_words
from reopening.wording.names import ADVICE, CAUSES, LEFT_OUT, MEASURES, SECTIONS, SITES
from reopening.wording.remedies import REMEDIES
from reopening.wording.sentences import EVIDENCE, MESSAGES, Sentence

__all__ = [
    "LEFT_OUT",
    "amount",
    "cause",
    "clears",
    "evidence",
    "localise",
    "measure",
    "message",
    "remedy",
    "section",
    "unit_name",
]


COUNTED = ("on_hand", "need", "short", "use_units")


class Grouped(int):
    """A number that prints its thousands and still chooses the plural."""

    def __str__(self) -> str:
        return f"{int(self):,}"


def message(key: str, params: dict[str, Any]) -> str:
    return _say(MESSAGES[key], params)


def remedy(key: str, params: dict[str, Any]) -> str:
    return _say(REMEDIES[key], params) if key in REMEDIES else ""


def evidence(key: str, params: dict[str, Any]) -> str:
    return _say(EVIDENCE[key], params)


def cause(rule: str, said_on: date | None, temperature: str = "") -> str:
    """Why a person has their class."""
    said = said_on.isoformat() if said_on else ""
    return _say(CAUSES[rule], {"said_on": said, "temperature": temperature})


def grace(blocks_from: str) -> str:
    """The sentence beside a rule that only warns until a day."""
    return gettext("From %(day)s this will block.") % {"day": day_shown(date.fromisoformat(blocks_from))}


def measure(code: str) -> str:
    """What follows for the person."""
    return str(MEASURES.get(code, code))


def advice(code: str) -> str:
    """What a person with this measure is asked to do, said to them."""
    return str(ADVICE.get(code, ""))


def clears(measure: str, clear_on: date | None, rule: str) -> str:
    """When the measure ends that follows for a person; empty where none does."""
    if measure in {"", Measure.MAY_WORK}:
        return ""
    if clear_on is None:
        return gettext("after a new declaration")
    if needs_new_words(rule):
        return gettext("%(day)s at the earliest, after a new declaration") % {"day": day_shown(clear_on)}
    return day_shown(clear_on)


def section(code: str) -> str:
    """The name of a section of the task list."""
    return str(SECTIONS.get(code, code))


def localise(text: dict[str, str]) -> str:
    """The half of a text in two languages that the reader reads."""
    return text.get("zh" if (get_language() or "zh").startswith("zh") else "en", "")


def amount(number: int, unit: dict[str, str]) -> str:
    """`1 box`, `2 boxes`, `2盒`; `unit` as a policy names it."""
    return gettext("%(count)s %(unit)s") % {"count": Grouped(number), "unit": unit_name(number, unit)}


def unit_name(number: int, unit: dict[str, str]) -> str:
    """What so many of it are called."""
    is_english = not (get_language() or "zh").startswith("zh")
    return (unit.get("one") if is_english and number == 1 else None) or localise(unit)


def _say(sentence: Sentence, params: dict[str, Any]) -> str:
    return str(sentence % {name: _shown(name, value) for name, value in (params | _amounts(params)).items()})


def _amounts(params: dict[str, Any]) -> dict[str, str]:
    """`on_hand_counted`: `on_hand` with the name of what the finding counts."""
    unit = params.get("unit")
    if not isinstance(unit, dict):
        return {}
    said = {name: amount(params[name], unit) for name in COUNTED if isinstance(params.get(name), int)}
    return {f"{name}_counted": words for name, words in said.items()}


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_on") and value:
        return day_shown(date.fromisoformat(value))
    if name.endswith("_at") and value:
        return instant_shown(datetime.fromisoformat(value))
    if name == "site":
        return str(SITES.get(value, value))
    if isinstance(value, dict):
        return localise(value)
    if isinstance(value, list):
        return str(_(", ")).join(str(_shown("", each)) for each in value)
    if name == "" and value in SECTIONS:
        return str(SECTIONS[value])
    if isinstance(value, int) and not isinstance(value, bool):
        return Grouped(value)
    return value
