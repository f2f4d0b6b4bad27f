"""What the tests of engine share."""

import dataclasses
from datetime import date, datetime

from hypothesis import strategies as st

from core.dates import SHANGHAI
from reopening.arrivals import Shift
from reopening.findings import Finding
from reopening.gates import Facts, evaluate
from reopening.policy import load_policy
from reopening.policy.body import PolicyBody
from reopening.policy.files import SHIPPED
from reopening.posts import Seat, SeatState

HANGZHOU = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body

WENZHOU = load_policy(SHIPPED / "wenzhou-2020-02-12.toml").body

AT = datetime(2020, 2, 10, 9, tzinfo=SHANGHAI)

WHOLE = Facts(
    at=AT,
    opens_on=date(2020, 2, 13),
    heads_on_site=60,
    staff_total=86,
    firm_class="general",
    industry="C14",
    site_kind="factory",
    area_m2=2000,
    has_isolation_area=True,
    listed=86,
    marked_on_site=60,
    inventory={"mask": 420, "thermometer": 1, "disinfectant": 56_000},
    plan={section.key: 200 for section in HANGZHOU.plan.sections},
    posts={
        "safety_manager": (Seat(SeatState.AVAILABLE),),
        "special_operations": (Seat(SeatState.AVAILABLE, is_certified=True),),
    },
    shifts=(Shift("Day", 60, 480, 1020),),
    commitment_accepted=True,
)


def changed(**facts) -> Facts:
    return dataclasses.replace(WHOLE, **facts)


def with_gate(gate: dict, **rules) -> PolicyBody:
    """Hangzhou with one gate more."""
    stored = HANGZHOU.model_dump(mode="json") | rules
    stored["gates"] = [*stored["gates"], gate | {"ours": True, "why": {"zh": "试", "en": "test"}}]
    return PolicyBody.model_validate(stored)


def finding(key: str, facts: Facts, body: PolicyBody = HANGZHOU) -> Finding:
    found = [each for each in evaluate(facts, body) if each.key == key]
    assert found, [each.key for each in evaluate(facts, body)]
    return found[0]


MISSED = [
    ({"opens_on": date(2020, 2, 12)}, "opening_day_early", "block"),
    ({"firm_class": ""}, "class_missing", "block"),
    ({"opens_on": date(2020, 2, 9)}, "phase_not_yet", "block"),
    ({"heads_on_site": 0}, "heads_missing", "block"),
    ({"heads_on_site": 90}, "heads_above_staff", "block"),
    ({"marked_on_site": 61}, "heads_differ", "block"),
    ({"listed": 0, "marked_on_site": 0}, "roster_empty", "block"),
    ({"listed": 85}, "roster_short", "block"),
    ({"listed": 87}, "roster_long", "block"),
    ({"rows_refused": 2, "listed": 85}, "roster_rows_refused", "warn"),
    ({"held_on_site": {"A": 1, "E": 2}}, "on_site_held", "block"),
    ({"held_on_site": {"A": 1}, "opens_on": None}, "on_site_held_no_day", "block"),
    ({"inventory": {"mask": 126, "thermometer": 1}}, "supply_short", "warn"),
    ({"inventory": {"mask": 420}}, "supply_few", "block"),
    ({"inventory": {"mask": 420, "thermometer": 1}}, "supply_hint", "warn"),
    ({"has_isolation_area": False}, "isolation_missing", "block"),
    ({"has_isolation_area": False, "site_kind": "office"}, "isolation_missing", "warn"),
    ({"has_isolation_area": False, "site_kind": ""}, "isolation_nowhere", "warn"),
    ({"plan": {}}, "plan_short", "block"),
    ({"commitment_accepted": False}, "commitment_missing", "block"),
]

ORIGINAL = frozenset({"signed_original"})

PAPERS = [
    ({}, "paper_undecided", "block"),
    ({"papers_deferred": ORIGINAL}, "paper_later", "warn"),
    ({"papers": ORIGINAL}, "papers_ready", "pass"),
    ({"papers": ORIGINAL, "papers_deferred": ORIGINAL}, "papers_ready", "pass"),
    ({"papers": ORIGINAL, "papers_waiting": ORIGINAL}, "paper_waiting", "block"),
    ({"papers": ORIGINAL, "papers_infected": ORIGINAL}, "paper_infected", "block"),
    ({"papers": ORIGINAL, "papers_infected": frozenset({""})}, "document_infected", "block"),
]

FACTS = st.builds(
    Facts,
    at=st.just(AT),
    opens_on=st.none() | st.dates(date(2020, 1, 1), date(2020, 4, 1)),
    heads_on_site=st.integers(0, 2000),
    staff_total=st.integers(0, 2000),
    firm_class=st.sampled_from(["", "general", "daily_life", "key_export", "strange"]),
    industry=st.sampled_from(["", "C14", "R"]),
    lane=st.sampled_from(["", "green_channel", "strange"]),
    site_kind=st.sampled_from(["", "factory", "office", "strange"]),
    area_m2=st.integers(0, 10**6),
    has_isolation_area=st.booleans(),
    listed=st.integers(0, 2000),
    marked_on_site=st.integers(0, 2000),
    held_on_site=st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 5)),
    rows_refused=st.integers(0, 3),
    inventory=st.dictionaries(st.sampled_from(["mask", "thermometer", "strange"]), st.integers(0, 10**9)),
    plan=st.dictionaries(st.sampled_from(["leadership", "duties", "strange"]), st.integers(0, 500)),
    commitment_accepted=st.booleans(),
)

DECLARATIONS = {"kind": "declarations", "level": "block"}

PEOPLE = {"on_roster": 86, "declared": 86, "division": "330104005"}
