"""
What differs between two versions of an application: pure, from the submissions that officials judged.

A field is named by its path in the submission, `plan.duties` or `inventory.mask`; every one that differs is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from reopening.policy.base import Section

Snapshot = Mapping[str, Any]

# What the desk worked out itself, or says elsewhere.
DERIVED = {
    "policy_set",
    "phase",
    "posts_state",
    "lane",
    "findings",
    "staff_by_class",
    "staff_changes",
    "amendment_kind",
}
SECTION_OF = {
    "opens_on": Section.SCHEDULE,
    "heads_on_site": Section.SCHEDULE,
    "exposed_heads": Section.SCHEDULE,
    "deferred_papers": Section.DOCUMENTS,
    "entrances": Section.SHIFTS,
    **{section.value: section for section in Section},
}


@dataclass(frozen=True)
class Change:
    """One field: what was approved, and what is asked for now."""

    path: str
    section: Section
    before: Any
    after: Any


@dataclass(frozen=True)
class StaffChanges:
    """
    People by class who came and went; how many were edited, and of how many only the class moved on with the
    days or with another policy.
    """

    added: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    edited: int = 0
    moved: int = 0

    @property
    def by_the_firm(self) -> bool:
        """Whether the firm changed anybody; a class that moves on by itself is no change of the firm."""
        return bool(self.added or self.removed or self.edited)

    def as_json(self) -> dict[str, Any]:
        return {"added": self.added, "removed": self.removed, "edited": self.edited, "moved": self.moved}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        return cls(**stored) if stored else cls()


@dataclass(frozen=True)
class Changes:
    """Everything that differs from the version before."""

    fields: list[Change]
    staff: StaffChanges

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.staff.by_the_firm

    @property
    def sections(self) -> set[Section]:
        """The sections to look at; the others were approved before."""
        touched = {change.section for change in self.fields}
        return touched | {Section.ROSTER} if self.staff.by_the_firm else touched


def changes(before: Snapshot, after: Snapshot, staff: StaffChanges) -> Changes:
    """:param before, after: submissions as frozen, plain JSON"""
    return Changes(list(differing(flat(before), flat(after))), staff)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    """In the order of the fields; nothing said and not there are the same."""
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path), after.get(path)
        if old != new and not (is_nothing(old) and is_nothing(new)):
            yield Change(path, section_of(path), old, new)


def is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})  # 0 and False are answers


def flat(said: Snapshot, prefix: str = "") -> dict[str, Any]:
    """Every field by its path; what is derived is left out. A document is its place and its bytes, not its row."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        if prefix or key not in DERIVED:
            path = f"{prefix}{key}"
            if path == "documents":
                value = [f"{each['use']}/{each['key']}/{each['digest'][:12]}" for each in value]
            if isinstance(value, Mapping) and value:
                found |= flat(value, f"{path}.")
            else:
                found[path] = value
    return found


def section_of(path: str) -> Section:
    """What has no section of its own is said in the first one."""
    return SECTION_OF.get(path.partition(".")[0], Section.FIRM)
