"""The dated grace: a rule that has become stricter warns for some days before it blocks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from reopening.findings import Finding, FindingLevel


def blocks_on(valid_from: date, grace_days: int) -> date:
    """The first day without grace; the set's first day is the first of `grace_days`."""
    return valid_from + timedelta(days=grace_days)


def stricter(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """What blocks after and did not before."""
    stood = {finding.identity for finding in before if finding.level == FindingLevel.BLOCK}
    return [each for each in after if each.level == FindingLevel.BLOCK and each.identity not in stood]


def soften(before: list[Finding], after: list[Finding], *, blocks_from: date, on: date) -> list[Finding]:
    """
    `after` as it counts on the day `on` (Shanghai): what became stricter warns until `blocks_from`, and says so.

    :param before: what the earlier set says of the same facts
    """
    if on >= blocks_from:
        return after
    milder = {id(each) for each in stricter(before, after)}
    return [
        replace(each, level=FindingLevel.WARN, blocks_from=blocks_from.isoformat())
        if id(each) in milder
        else each
        for each in after
    ]
