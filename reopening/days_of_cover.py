"""How long each item lasts, until which day, what is short, and how it was computed: in words and packs."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.dates import shanghai_day
from reopening import packs, wording
from reopening.cover import Cover
from reopening.gates import Facts, goods
from reopening.policy.body import PolicyBody
from reopening.policy.goods import Supply, SupplyKind
from reopening.wording import localise

LONGEST_LOOK = 366  # days


@dataclass(frozen=True)
class CoverRow:
    """One item of the inventory as it is drawn."""

    supply: Supply
    state: Cover
    starts_on: date  # the opening day, or today
    evidence: str = ""  # how the need was computed

    @property
    def label(self) -> str:
        return localise(self.supply.name.model_dump())

    @property
    def days(self) -> float | None:
        """One decimal, rounded down; None for what is not used up."""
        return None if self.state.days is None else int(self.state.days * 10) / 10

    @property
    def on_hand(self) -> str:
        """`2 boxes 1 pack 30 pieces`."""
        return packs.words(self.supply, self.state.on_hand)

    @property
    def short(self) -> str:
        """What is missing of the reserve, in packs that make up for it; empty when nothing is."""
        if not self.state.short:
            return ""
        if self.supply.pack_units == 1:
            return packs.in_units(self.supply, self.state.short)
        return _("%(units)s = %(packs)s") % {
            "units": packs.in_units(self.supply, self.state.short),
            "packs": packs.in_packs(self.supply, self.state.packs),
        }

    @property
    def runs_out_on(self) -> date | None:
        """The first day that it does not last for, counted from the opening day; None beyond a year."""
        if self.state.days is None or self.state.days > LONGEST_LOOK:
            return None
        return self.starts_on + timedelta(days=int(self.state.days))

    @property
    def is_used_up(self) -> bool:
        return self.supply.kind != SupplyKind.DURABLE


def cover_rows(facts: Facts, policy: PolicyBody) -> list[CoverRow]:
    """Each item's cover; nothing while it is not known how many people there will be."""
    if not facts.heads_on_site:
        return []
    rows = goods.covered(facts, policy)
    starts_on = facts.opens_on or shanghai_day(facts.at)
    return [CoverRow(supply, state, starts_on, need_words(supply, state, facts)) for supply, state in rows]


def need_words(rule: Supply, state: Cover, facts: Facts) -> str:
    """The formula of the policy with its numbers: `60 people × 1 a day × 7 days = 420 pieces`."""
    key, params = goods.explained(rule, state, facts)
    return wording.evidence(key, params)
