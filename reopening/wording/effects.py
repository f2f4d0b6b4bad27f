"""Saying what another policy set changes, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import instant_shown
from reopening.findings import Finding
from reopening.wording import localise

KINDS: dict[str, Promise] = {
    "newly_blocked": gettext_lazy("Newly blocked"),
    "no_longer_blocked": gettext_lazy("No longer blocked"),
    "new_warning": gettext_lazy("New warning"),
    "phase": gettext_lazy("Another phase"),
    "due": gettext_lazy("Another due time"),
    "decider": gettext_lazy("Another decider"),
    "no_filing": gettext_lazy("No filing needed any more"),
    "unchanged": gettext_lazy("Unchanged"),
}


@dataclass(frozen=True)
class Change:
    """One change in words: `before` and `after` are empty where the words say all."""

    kind: str
    label: str
    words: str = ""
    before: str = ""
    after: str = ""


def changes_in_words(changes: dict[str, Any], kinds: list[str], blocks_from: str = "") -> list[Change]:
    """
    Every change of an effect.

    :param blocks_from: the day (ISO) from which what is newly blocked blocks, when a grace runs before
    """
    said = [each for kind in KINDS if kind in changes for each in in_words(kind, changes[kind], blocks_from)]
    if "no_filing" in kinds:
        words = _("Nothing has to be filed any more.")
        said.append(Change("no_filing", str(KINDS["no_filing"]), words))
    return said


def in_words(kind: str, change: list[Any], blocks_from: str) -> list[Change]:
    label = str(KINDS[kind])
    if kind in {"newly_blocked", "no_longer_blocked", "new_warning"}:
        found = [Finding.from_json(stored) for stored in change]
        if kind == "newly_blocked" and blocks_from:
            found = [Finding.from_json(stored | {"blocks_from": blocks_from}) for stored in change]
        return [Change(kind, label, finding.message) for finding in found]
    before, after = (half_in_words(kind, half) for half in change)
    return [Change(kind, label, before=before or "–", after=after or "–")]


def half_in_words(kind: str, half: Any) -> str:
    if kind == "due":
        return instant_shown(datetime.fromisoformat(half)) if half else ""
    return localise(half[1] if kind == "decider" else half)
