"""The gates: what is checked before a firm may submit, how strictly, and with which numbers."""

from typing import Annotated, Literal

from pydantic import Field

from reopening.policy.base import DivisionCode, Level, Positive, Rule, SiteKind


class Gate(Rule):
    """
    `level` is what happens when the gate is not met; `none` switches it off. With `divisions` it is asked only of
    sites in these places; of several gates of one kind the first that covers the place counts.
    """

    level: Level
    divisions: tuple[DivisionCode, ...] = ()

    def covers(self, division: str) -> bool:
        return not self.divisions or division.startswith(self.divisions)


class LeadTimeGate(Gate):
    """The opening day keeps the lead time."""

    kind: Literal["lead_time"]


class PhaseGate(Gate):
    """The opening day lies in the firm's phase."""

    kind: Literal["phase"]


class NegativeListGate(Gate):
    """The firm's trade is not on the negative list."""

    kind: Literal["negative_list"]


class HeadcountGate(Gate):
    """Heads on site are stated, at most all staff, and as many as the roster marks as on site."""

    kind: Literal["headcount"]


class RosterGate(Gate):
    """Everybody is screened, not only those who return."""

    kind: Literal["roster_complete"]


class DeclarationsGate(Gate):
    """Everybody on the roster has declared for themselves, at most `max_age_days` before the firm submits."""

    kind: Literal["declarations"]
    max_age_days: Positive | None = None


class PeopleOnceGate(Gate):
    """Nobody of the roster is on the roster of another firm that has filed."""

    kind: Literal["people_once"]


class ScreeningGate(Gate):
    """Nobody of these classes is among the people on site."""

    kind: Literal["on_site_classes"]
    classes: tuple[str, ...] = Field(min_length=1)


class SuppliesGate(Gate):
    """Every item keeps its reserve; each item's own `gate` says how strictly, never more than `level`."""

    kind: Literal["supplies"]


class IsolationGate(Gate):
    """An isolation area; `sites` says how strictly by kind of site, `level` for the others."""

    kind: Literal["isolation_area"]
    sites: dict[SiteKind, Level] = {}


class SafetyPostsGate(Gate):
    """Every safety post has its holders on the opening day; each post's own `level` may be milder (S69)."""

    kind: Literal["safety_posts"]


class ShiftsGate(Gate):
    """Shifts are planned for everybody on site, and nobody arrives or eats in a crowd."""

    kind: Literal["staggered_shifts"]


class PlanGate(Gate):
    """Every section of the plan that the firm's size asks for is written."""

    kind: Literal["plan_complete"]


class PapersGate(Gate):
    """Every required paper is there, or is deferred where the policy allows it."""

    kind: Literal["papers"]


class CommitmentGate(Gate):
    """A person with signing power accepted the commitment."""

    kind: Literal["commitment"]


class PreconditionsGate(Gate):
    """Roster, supplies and staggered shifts stand together, all three or no reopening (S16)."""

    kind: Literal["preconditions"]


AnyGate = Annotated[
    LeadTimeGate
    | PhaseGate
    | NegativeListGate
    | HeadcountGate
    | RosterGate
    | DeclarationsGate
    | PeopleOnceGate
    | ScreeningGate
    | SafetyPostsGate
    | ShiftsGate
    | SuppliesGate
    | IsolationGate
    | PlanGate
    | PapersGate
    | CommitmentGate
    | PreconditionsGate,
    Field(discriminator="kind"),
]
