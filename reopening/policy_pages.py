"""A policy set as a list of its parts: what each says of itself, and where mistakes are left."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reopening.models import PolicySet
from reopening.policy.mistakes import Mistake
from reopening.policy.parts import parts
from reopening.wording.fields import part_title


@dataclass(frozen=True)
class PartRow:
    """One row of the list, as templates/_components/task_list.html shows it."""

    key: str
    title: str
    url: str
    state: str
    note: str = ""
    side: str = ""


def part_rows(policy_set: PolicySet, mistakes: list[Mistake]) -> list[PartRow]:
    """Every part in the order of the pages."""
    return [row_of(policy_set, part, mistakes) for part in parts()]


def row_of(policy_set: PolicySet, part: str, mistakes: list[Mistake]) -> PartRow:
    wrong = [each for each in mistakes if each.part == part]
    said = [policy_set.body.get(name) for name in parts()[part]]
    state = "problem" if wrong else "done"
    note = ""
    if wrong:
        left = ngettext("%(count)s mistake", "%(count)s mistakes", len(wrong)) % {"count": len(wrong)}
        note = _("%(left)s. %(first)s") % {"left": left, "first": wrong[0].message}
    url = reverse("reopening:policy-part", args=[policy_set.public_id, part])
    return PartRow(part, part_title(part), url, state, note, size_of(said))


def size_of(said: list[Any]) -> str:
    """How many entries the part's lists have; empty where it has none."""
    rows = [len(each) for each in said if isinstance(each, list)]
    return str(sum(rows)) if rows else ""
