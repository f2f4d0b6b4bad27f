"""Checks of the roster: everybody screened, and nobody on site who should be in observation."""

from collections.abc import Iterator
from typing import Any

from reopening.gates.facts import Facts, Result
from reopening.policy.base import Level, Section
from reopening.policy.body import PolicyBody
from reopening.policy.gates import DeclarationsGate, PeopleOnceGate, RosterGate, ScreeningGate


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
    if facts.rows_refused and facts.listed < facts.staff_total:
        counted = {"count": facts.rows_refused}
        yield Result(False, "roster_rows_refused", Section.ROSTER, counted, level=Level.WARN)


def declarations(facts: Facts, body: PolicyBody, gate: DeclarationsGate) -> Iterator[Result]:
    if not facts.on_roster:
        return
    missing = facts.on_roster - facts.declared - facts.declared_old
    params: dict[str, Any] = {
        "declared": facts.declared + facts.declared_old,
        "people": facts.on_roster,
        "days": gate.max_age_days,
    }
    evidence = "declaration_age" if gate.max_age_days else ""
    if missing:
        yield Result(False, "declarations_missing", Section.ROSTER, params | {"count": missing}, evidence)
    if facts.declared_old:
        counted = params | {"count": facts.declared_old}
        yield Result(False, "declarations_old", Section.ROSTER, counted, evidence)
    if not missing and not facts.declared_old:
        yield Result(True, "declarations_complete", Section.ROSTER, params, evidence)


def declared(facts: Facts, body: PolicyBody) -> Iterator[Result]:
    """How many have declared where no gate asks for it, and who is still to be confirmed; only information."""
    asked = any(gate.kind == "declarations" for gate in body.gates_for(facts.division))
    if facts.on_roster and not asked and (facts.codes_given or facts.declared):
        params = {"declared": facts.declared, "people": facts.on_roster}
        yield Result(True, "declarations_counted", Section.ROSTER, params)
    if facts.to_confirm:
        counted = {"count": facts.to_confirm}
        yield Result(False, "people_to_confirm", Section.ROSTER, counted, level=Level.WARN)


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
        "by_class": [f"{key} {count}" for key, count in body.screening.ordered(held).items()],
    }
    key = "on_site_held_no_day"
    if facts.opens_on:
        key, params["opens_on"] = "on_site_held", facts.opens_on.isoformat()
    yield Result(False, key, Section.ROSTER, params, "held_by_class", rule=body.screening)
