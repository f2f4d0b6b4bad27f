"""
How many firms and people may open on one day at one place, and who still fits. Pure.

A limit holds for a division and everything below it, across all batches of the day. A street that no limit names
itself has the one the policy gives to every street.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STREET_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many firms and people on site in `division`; None: no limit of that kind."""

    division: str
    firms: int | None
    heads: int | None
    is_default: bool = False


@dataclass(slots=True)
class Load:
    """What opens on the day: firms, and their people on site."""

    firms: int = 0
    heads: int = 0


class DayRoom:
    """
    The places of one day. `take` fills them; `fits` says how many firms of one size still find one.

    :param limits: those that were set; of one division at most one
    :param everywhere: the policy's limit of each street that has none of its own
    :param used: what opens already, by the division code of the sites
    """

    def __init__(
        self, limits: Iterable[Limit], everywhere: Limit | None = None, used: Mapping[str, Load] | None = None
    ) -> None:
        self.limits = {each.division: each for each in limits}
        self.everywhere = everywhere
        self.loads: defaultdict[str, Load] = defaultdict(Load)
        self._of: dict[str, list[Limit]] = {}
        for code, load in (used or {}).items():
            self.take(code, heads=load.heads, firms=load.firms)

    def limits_of(self, code: str) -> list[Limit]:
        """The limits that a site at `code` stands under, the widest first."""
        if code not in self._of:
            found = [self.limits[part] for part in above(code) if part in self.limits]
            if self.everywhere and len(code) == STREET_DIGITS and code not in self.limits:
                found.append(Limit(code, self.everywhere.firms, self.everywhere.heads, is_default=True))
            self._of[code] = found
        return self._of[code]

    def fits(self, code: str, heads: int, wanted: int = 1) -> int:
        """Of `wanted` firms with `heads` people each, how many more find a place."""
        for limit in self.limits_of(code):
            load = self.loads[limit.division]
            if limit.firms is not None:
                wanted = min(wanted, limit.firms - load.firms)
            if limit.heads is not None and heads:
                wanted = min(wanted, (limit.heads - load.heads) // heads)
        return max(wanted, 0)

    def take(self, code: str, *, heads: int, firms: int = 1) -> None:
        """Put `firms` down, with `heads` people of all of them together; whether they fit or not."""
        for limit in self.limits_of(code):
            load = self.loads[limit.division]
            load.firms += firms
            load.heads += heads

    def standings(self) -> list[tuple[Limit, Load]]:
        """Every limit that counts somebody, or that was set, with what stands under it; in the order of places."""
        known = {limit.division: limit for found in self._of.values() for limit in found}
        return [(limit, self.loads[code]) for code, limit in sorted((self.limits | known).items())]


def above(code: str) -> list[str]:
    """The province, city, district and street of a code, as far as it goes."""
    return [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]


def is_over(limit: Limit, load: Load) -> bool:
    """Whether more opens than the limit allows."""
    firms = limit.firms is not None and load.firms > limit.firms
    return firms or (limit.heads is not None and load.heads > limit.heads)
