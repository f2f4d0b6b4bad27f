"""A finding: what one rule says about one application now, in words that can be said again later."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from reopening import wording


class FindingLevel(StrEnum):
    PASS = "pass"  # noqa: S105
    WARN = "warn"
    BLOCK = "block"


THINGS = ("item", "paper", "trade", "post")  # what a rule that says several things says each of them about


@dataclass(frozen=True)
class Finding:
    """
    `key` and `params` are stored; the sentences are made of them in the reader's language.

    :param rule: the kind of gate or rule, as in the policy set
    :param key: which sentence of `reopening.wording`
    :param evidence_key: how it was computed; empty when the message says all
    :param source: citation in both languages
    :param section: the section of the task list beside which it stands
    :param blocks_from: the day (ISO) from which it blocks, while a grace lets it only warn
    """

    rule: str
    level: FindingLevel
    key: str
    section: str
    params: dict[str, Any] = field(default_factory=dict)
    evidence_key: str = ""
    source: dict[str, str] = field(default_factory=dict)
    blocks_from: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """Which rule about which thing: the same under two policy sets."""
        things = (self.params.get(name) for name in THINGS)
        thing = next((each for each in things if each), "")
        return self.rule, thing.get("zh", "") if isinstance(thing, dict) else str(thing)

    @property
    def message(self) -> str:
        said = wording.message(self.key, self.params)
        return f"{said} {wording.grace(self.blocks_from)}" if self.blocks_from else said

    @property
    def evidence(self) -> str:
        return wording.evidence(self.evidence_key, self.params) if self.evidence_key else ""

    @property
    def remedy(self) -> str:
        """How to mend it; empty when it passes."""
        return "" if self.level == FindingLevel.PASS else wording.remedy(self.key, self.params)

    @property
    def source_text(self) -> str:
        return wording.localise(self.source) if self.source else ""

    def as_json(self) -> dict[str, Any]:
        """For snapshots: no sentence, so that it can be said in either language later."""
        return vars(self) | {"level": self.level.value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored | {"level": FindingLevel(stored["level"])})


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that keep the firm from submitting."""
    return [finding for finding in findings if finding.level == FindingLevel.BLOCK]
