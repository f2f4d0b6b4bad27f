"""Checks of supplies: every item against its reserve, and the isolation area."""

from collections.abc import Iterator
from typing import Any

from reopening.cover import Cover, covers
from reopening.gates.facts import Facts, Result
from reopening.policy.base import Level, Section, SiteKind, milder
from reopening.policy.body import PolicyBody
from reopening.policy.gates import IsolationGate, SuppliesGate
from reopening.policy.goods import Supply, SupplyKind


def asked(facts: Facts, body: PolicyBody) -> tuple[Supply, ...]:
    """The items with the reserve that this firm keeps."""
    return body.supplies_for(facts.firm_class, facts.credit_code, facts.industry)


def covered(facts: Facts, body: PolicyBody) -> list[tuple[Supply, Cover]]:
    return covers(
        asked(facts, body),
        heads=facts.heads_on_site,
        exposed=facts.exposed_heads or 0,
        area_m2=facts.area_m2,
        inventory=facts.inventory,
    )


def supplies(facts: Facts, body: PolicyBody, gate: SuppliesGate) -> Iterator[Result]:
    if not facts.heads_on_site:
        return
    for rule, state in covered(facts, body):
        if rule.gate == Level.NONE or (rule.kind == SupplyKind.AREA and not facts.area_m2):
            continue
        key, evidence = _words(rule, state)
        level = milder(rule.gate, gate.level)
        yield Result(
            state.is_enough,
            key,
            Section.INVENTORY,
            _params(facts, rule, state),
            evidence,
            level=level,
            rule=rule,
        )


def shortages(facts: Facts, body: PolicyBody) -> dict[str, Cover]:
    """The items short of their reserve, hints left out."""
    rows = covered(facts, body)
    return {rule.item: state for rule, state in rows if not state.is_enough and not rule.hint_only}


def explained(rule: Supply, state: Cover, facts: Facts) -> tuple[str, dict[str, Any]]:
    """The key and the numbers of the sentence that says how the need was computed."""
    return _words(rule, state)[1], _params(facts, rule, state)


def _words(rule: Supply, state: Cover) -> tuple[str, str]:
    if rule.kind == SupplyKind.DURABLE:
        return ("supply_enough" if state.is_enough else "supply_few"), "supply_per_heads"
    evidence = "supply_area" if rule.kind == SupplyKind.AREA else "supply_use"
    if rule.exposed_times > 1:
        evidence = "supply_use_exposed"
    if rule.hint_only or rule.kind == SupplyKind.AREA:
        return "supply_hint", evidence
    return ("supply_kept" if state.is_enough else "supply_short"), evidence


def _params(facts: Facts, rule: Supply, state: Cover) -> dict[str, Any]:
    return {
        "item": rule.name.both,
        "unit": rule.unit.both,
        "heads": facts.heads_on_site,
        "exposed": facts.exposed_heads or 0,
        "exposed_times": rule.exposed_times,
        "others": max(facts.heads_on_site - (facts.exposed_heads or 0), 0),
        "area": facts.area_m2,
        "on_hand": state.on_hand,
        "days": state.days_shown,
        "need": state.need,
        "short": state.short,
        "packs": state.packs,
        "pack_units": rule.pack_units,
        "reserve": rule.reserve_days,
        "use": str(rule.use.numerator) if rule.use.denominator == 1 else str(rule.use),
        "use_units": rule.use_units,
        "per": rule.per,
    }


def isolation_area(facts: Facts, body: PolicyBody, gate: IsolationGate) -> Iterator[Result]:
    if facts.has_isolation_area:
        yield Result(True, "isolation_ready", Section.FIRM)
        return
    known = facts.site_kind in set(SiteKind)
    level = gate.sites.get(SiteKind(facts.site_kind), gate.level) if known else gate.level
    key = "isolation_missing" if facts.site_kind else "isolation_nowhere"
    yield Result(False, key, Section.FIRM, {"site": facts.site_kind}, level=level)
