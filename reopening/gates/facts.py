"""What goes into the rule engine, and what one check says before it becomes a finding."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reopening.arrivals import Shift
from reopening.clock import Run
from reopening.policy.base import Level, Rule, Section
from reopening.posts import Seat


@dataclass(frozen=True)
class Facts:
    """
    What is known of an application at the instant `at`; a draft may know little.

    :param exposed_heads: of the people on site, those on exposed posts; None while nobody has said
    :param firm_class: the class that counts; `class_by_list`: a list names the firm, whatever it chose
    :param division: code of the site's place
    :param change: the kind of change of what was approved; empty for a first application
    :param listed: people on the roster who are screened
    :param on_roster: everybody on the roster, screened or not
    :param declared: of those, who declared for themselves in time; `declared_old`: who did, too long ago
    :param codes_given: of those, who has a personal code; `to_confirm`: who added themselves
    :param marked_on_site: people the roster marks as on site
    :param held_on_site: of those, by class, the ones who may not work on the opening day
    :param people_held: people on the roster, on site or not, whose class may not work
    :param rows_refused: rows of the last roster file that were not accepted
    :param people_elsewhere: people of the roster who are on another firm's filed roster too
    :param inventory: base units by item
    :param plan: characters written by section of the plan
    :param approved_opens_on: the opening day of the approved version that this one amends
    :param unchecked: sections that were taken over from an earlier application and not looked at yet
    :param kept: sections of an amendment that nobody has touched
    :param being_screened: the classes of a roster that was taken over are still being worked out
    :param papers: keys of the papers handed in; of these, `papers_waiting` for the virus scanner and
        `papers_infected`, where "" stands for a paper that the policy does not ask for
    :param papers_deferred: keys of the papers that the firm promised to hand in after the decision
    :param signatories: people who may sign for the firm; counted only where the policy asks for several
    :param run: of the clock so far; None where nothing was filed yet
    :param has_shifts: staggered shifts are planned; None where nobody asks
    :param posts: holders by safety post, as they stand on the opening day
    :param entrances: in use, for the people who arrive at once
    :param plan_blanks: by section of the plan, what its template still leaves open
    """

    at: datetime
    opens_on: date | None = None
    heads_on_site: int = 0
    exposed_heads: int | None = None
    staff_total: int = 0
    firm_class: str = ""
    class_by_list: bool = False
    credit_code: str = ""
    industry: str = ""
    lane: str = ""
    change: str = ""
    run: Run | None = None
    division: str = ""
    site_kind: str = ""
    area_m2: int = 0
    has_isolation_area: bool = False
    listed: int = 0
    on_roster: int = 0
    declared: int = 0
    declared_old: int = 0
    codes_given: int = 0
    to_confirm: int = 0
    marked_on_site: int = 0
    held_on_site: dict[str, int] = field(default_factory=dict)
    people_held: int = 0
    rows_refused: int = 0
    people_elsewhere: int = 0
    inventory: dict[str, int] = field(default_factory=dict)
    plan: dict[str, int] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()
    papers_waiting: frozenset[str] = frozenset()
    papers_infected: frozenset[str] = frozenset()
    papers_deferred: frozenset[str] = frozenset()
    commitment_accepted: bool = False
    has_shifts: bool | None = None
    approved_opens_on: date | None = None
    unchecked: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    being_screened: bool = False
    signatories: int = 0
    posts: dict[str, tuple[Seat, ...]] = field(default_factory=dict)
    shifts: tuple[Shift, ...] = ()
    entrances: int = 1
    plan_blanks: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """
    What one check says.

    :param level: when it is milder than the gate's own
    :param rule: where it comes from, when that is not the gate itself
    """

    holds: bool
    key: str
    section: Section
    params: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""
    level: Level | None = None
    rule: Rule | None = None


Results = Iterable[Result]
