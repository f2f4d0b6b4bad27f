"""Checks of the roster: everybody screened, and nobody on site who should be in observation."""

from collections.abc import Iterator
from typing import Any

from reopening.gates.facts import Facts, Result
from reopening.policy.base import Level, Section
from reopening.policy.body import PolicyBody
from reopening.policy.gates import PeopleOnceGate, RosterGate, ScreeningGate


def roster_complete(facts: Facts, body: PolicyBody, gate: RosterGate) -> Iterator[Result]:
    params: dict[str, Any] = {"listed": facts.listed, "staff": facts.staff_total}
    if not facts.staff_total:
        yield Result(False, "staff_missing", Section.FIRM)
    elif not facts.listed:
        yield Result(False, "roster_empty", Section.ROSTER)
    elif facts.listed < facts.staff_total:
        params["count"] = facts.staff_total - facts.listed
        yield Result(False, "roster_short", Section.ROSTER, params)
    elif facts.listed > facts.staff_total:
        yield Result(False, "roster_long", Section.ROSTER, params)
    else:
        yield Result(True, "roster_complete", Section.ROSTER, params)
    if facts.rows_refused:
        counted = {"count": facts.rows_refused}
        yield Result(False, "roster_rows_refused", Section.ROSTER, counted, level=Level.WARN)


def people_once(facts: Facts, body: PolicyBody, gate: PeopleOnceGate) -> Iterator[Result]:
    if not facts.listed:
        return
    if facts.people_elsewhere:
        yield Result(False, "people_elsewhere", Section.ROSTER, {"count": facts.people_elsewhere})
    else:
        yield Result(True, "people_once", Section.ROSTER)


def on_site_classes(facts: Facts, body: PolicyBody, gate: ScreeningGate) -> Iterator[Result]:
    if not facts.listed:
        return
    held = {key: facts.held_on_site[key] for key in gate.classes if facts.held_on_site.get(key)}
    if not held:
        yield Result(True, "on_site_clear", Section.ROSTER, rule=body.screening)
        return
    params: dict[str, Any] = {
        "count": sum(held.values()),
        "by_class": [f"{key} {count}" for key, count in sorted(held.items())],
    }
    key = "on_site_held_no_day"
    if facts.opens_on:
        key, params["opens_on"] = "on_site_held", facts.opens_on.isoformat()
    yield Result(False, key, Section.ROSTER, params, "held_by_class", rule=body.screening)
