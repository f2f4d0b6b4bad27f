"""Every gate, met and not met, by the sentences that a firm reads."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from pydantic import BaseModel

from reopening.arrivals import Shift
from reopening.findings import FindingLevel
from reopening.gates import Facts, evaluate
from reopening.policy.body import PolicyBody
from reopening.policy.gates import AnyGate
from reopening.posts import Seat, SeatState
from reopening.worked.times import MONDAY, STREET, Row, Worked

WELL = Seat(SeatState.AVAILABLE, is_certified=True)
READY = Facts(
    at=MONDAY,
    opens_on=date(2020, 2, 18),
    heads_on_site=60,
    exposed_heads=6,
    staff_total=80,
    firm_class="daily_life",
    industry="C13",
    division=STREET,
    site_kind="factory",
    has_isolation_area=True,
    listed=80,
    on_roster=80,
    declared=80,
    marked_on_site=60,
    inventory={"mask": 924},
    plan={"leadership": 80, "emergency": 80, "training": 80},
    papers=frozenset({"signed_original"}),
    commitment_accepted=True,
    has_shifts=True,
    posts={"safety_manager": (WELL,), "special_operations": (WELL, WELL)},
    shifts=(Shift("early", 30, 480, 960), Shift("late", 30, 540, 1020)),
)
NOBODY_WELL = (Seat(SeatState.OBSERVATION, MONDAY.date() + timedelta(days=20)),)
# By kind: what is missing, in words and as facts.
MISSING: dict[str, tuple[str, dict[str, Any]]] = {
    "lead_time": ("opens on 2020-02-12", {"opens_on": date(2020, 2, 12)}),
    "phase": ("an ordinary firm opens on 2020-02-17", {"firm_class": "other", "opens_on": date(2020, 2, 17)}),
    "negative_list": ("the trade is R8760", {"industry": "R8760"}),
    "headcount": ("90 people on site of 80", {"heads_on_site": 90}),
    "roster_complete": ("79 of 80 are on the roster", {"listed": 79, "on_roster": 79}),
    "declarations": ("75 of 80 have declared", {"declared": 75}),
    "people_once": ("2 people are on another roster", {"people_elsewhere": 2}),
    "on_site_classes": ("1 person of class C on site", {"held_on_site": {"C": 1}}),
    "safety_posts": ("the safety manager is in observation", {"posts": {"safety_manager": NOBODY_WELL}}),
    "staggered_shifts": ("no shifts", {"shifts": (), "has_shifts": False}),
    "supplies": ("126 masks for 60 people", {"inventory": {"mask": 126}}),
    "isolation_area": ("a factory without an isolation area", {"has_isolation_area": False}),
    "plan_complete": ("one section is empty", {"plan": READY.plan | {"emergency": 0}}),
    "papers": ("a paper is missing", {"papers": frozenset()}),
    "commitment": ("the commitment is not accepted", {"commitment_accepted": False}),
    "preconditions": ("no shifts", {"shifts": (), "has_shifts": False}),
}


def kind_of(gate: type[BaseModel]) -> str:
    """The word of the file."""
    return str(get_args(gate.model_fields["kind"].annotation)[0])


def worked(kind: str) -> Worked:
    """The gate's findings of a firm that has everything, and of one that lacks something."""
    says, missing = MISSING[kind]

    def rows(body: PolicyBody) -> Iterable[Row]:
        for given, facts in (("everything is there", READY), (says, replace(READY, **missing))):
            found = [each for each in evaluate(facts, body) if each.rule == kind]
            pressing = [each for each in found if each.level != FindingLevel.PASS] or found[:1]
            said = "; ".join(f"`{each.level}`: {each.message}" for each in pressing)
            yield given, said or "nothing is said"

    return rows


WORKED: dict[type[BaseModel], Worked] = {
    gate: worked(kind_of(gate)) for gate in get_args(get_args(AnyGate)[0])
}
