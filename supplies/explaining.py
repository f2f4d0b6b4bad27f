"""An award in words, from its stored numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from supplies.sharing import (
    MICRO,
    REASON_INELIGIBLE,
    REASON_REQUEST,
    REASON_TARGET,
    Cutoff,
    Ladder,
    Rung,
)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """
    The stored numbers of one line.

    :param measure: `heads`, `area` (m²) or `durable` (kept per head: a level of 1 is the full number)
    :param phase: the name of its phase
    :param exposed_times: as how many people one on an exposed post counts
    """

    tier: int
    phase: str
    basis: int
    measure: str
    level_before: int
    level_after: int
    packs: int
    request_packs: int
    pack: str  # what one pack holds: `50 pieces`
    reason: str
    tie_rank: int | None = None
    why_not: str = ""
    exposed_times: int = 1


def explain(facts: LineFacts, *, ladder: Ladder, cutoff: Cutoff | None) -> list[str]:
    """The whole explanation, sentence by sentence."""
    if facts.reason == REASON_INELIGIBLE:
        return [_("The firm took no part in this round: %(why)s.") % {"why": facts.why_not}]
    return [
        standing(facts),
        reach(facts, ladder=ladder, cutoff=cutoff),
        outcome(facts),
        *binding(facts, ladder=ladder, cutoff=cutoff),
    ]


def standing(facts: LineFacts) -> str:
    """Where the firm stood before the round."""
    params = {
        "phase": facts.phase,
        "basis": f"{facts.basis:,}",
        "cover": cover(facts.level_before, facts.measure),
    }
    if facts.measure == "area":
        return _("%(phase)s, %(basis)s m² of floor, %(cover)s in hand.") % params
    if facts.exposed_times > 1:
        params["times"] = str(facts.exposed_times)
        return (
            _(
                "%(phase)s, counted as %(basis)s people on site (each on an exposed post as %(times)s), "
                "%(cover)s in hand."
            )
            % params
        )
    return _("%(phase)s, %(basis)s people on site, %(cover)s in hand.") % params


def reach(facts: LineFacts, *, ladder: Ladder, cutoff: Cutoff | None) -> str:
    """How far the day's stock went for this phase."""
    if cutoff is None:
        return _("There was enough for everybody in this round.")
    if facts.tier in ladder[cutoff.rung].tiers:
        return _("Today's stock reached %(cover)s for this phase (step %(step)s of the rule).") % {
            "cover": cover(cutoff.level, facts.measure),
            "step": cutoff.rung + 1,
        }
    return _("Today's stock ended at step %(step)s of the rule, which serves other phases.") % {
        "step": cutoff.rung + 1
    }


def reached_in_words(cutoff: Cutoff | None, measure: str) -> str:
    """Where the stock ended, said to everybody."""
    if cutoff is None:
        return _("There was enough for everybody in this round.")
    return _("The stock ended at step %(step)s of the rule, at %(cover)s.") % {
        "step": cutoff.rung + 1,
        "cover": cover(cutoff.level, measure),
    }


def outcome(facts: LineFacts) -> str:
    if not facts.packs:
        return _("The firm got nothing.")
    words = ngettext(
        "The firm got %(packs)s pack of %(pack)s: from %(before)s to %(after)s.",
        "The firm got %(packs)s packs of %(pack)s: from %(before)s to %(after)s.",
        facts.packs,
    )
    return words % {
        "packs": f"{facts.packs:,}",
        "pack": facts.pack,
        "before": cover(facts.level_before, facts.measure),
        "after": cover(facts.level_after, facts.measure),
    }


def binding(facts: LineFacts, *, ladder: Ladder, cutoff: Cutoff | None) -> list[str]:
    """What kept the firm from getting more."""
    request = {"request": f"{facts.request_packs:,}"}
    if facts.reason == REASON_REQUEST:
        return [_("That is all it asked for.")]
    if facts.reason == REASON_TARGET:
        target = {"target": cover(top_target(facts.tier, ladder), facts.measure)}
        words = _(
            "It reached the target of the rule, %(target)s; its request of %(request)s packs was larger."
        )
        return [words % {**target, **request}]
    return [
        why_no_more(facts, ladder=ladder, cutoff=cutoff),
        _("It asked for %(request)s packs, which was not the limit.") % request,
    ]


def why_no_more(facts: LineFacts, *, ladder: Ladder, cutoff: Cutoff | None) -> str:
    params = {"after": cover(facts.level_after, facts.measure)}
    if cutoff is None or facts.tier not in ladder[cutoff.rung].tiers:
        return _("More packs for its phase come at a later step.")
    if facts.level_after > cutoff.level:
        return _("One pack more would start at %(after)s, above the line.") % params
    words = _(
        "One pack more would start right at the line, at %(after)s. There, firms that received less per head "
        "lately came first, then the lot decided; this firm was number %(rank)s."
    )
    return words % {**params, "rank": (facts.tie_rank or 0) + 1}


def cover(level: int, measure: str) -> str:
    """`1.62 days`; of goods kept per head, the share of the full number. Two decimals, rounded down."""
    hundredths = level * 100 // MICRO
    if measure == "durable":
        return _("%(percent)s %% of the full number") % {"percent": hundredths}
    return _("%(days)s days") % {"days": f"{hundredths // 100}.{hundredths % 100:02d}"}


def top_target(tier: int, ladder: Ladder) -> int:
    return max((step.target for step in ladder if tier in step.tiers), default=0)


def rule_in_words(ladder: Ladder, phases: dict[int, str], measure: str = "heads") -> str:
    """The published rule in one sentence."""
    between = pgettext("between the steps of a rule", "; ")
    steps = between.join(step_in_words(step, phases, measure) for step in ladder)
    return _(
        "Each pack goes to the firm that would have the least without it, step by step: %(steps)s. "
        "Ties go to whoever received least per head in the last days, then by lot."
    ) % {"steps": steps}


def step_in_words(step: Rung, phases: dict[int, str], measure: str) -> str:
    names = pgettext("between names", ", ").join(phases.get(tier, str(tier)) for tier in sorted(step.tiers))
    return _("%(phases)s up to %(target)s") % {"phases": names, "target": target(step.target, measure)}


def target(level: int, measure: str) -> str:
    if measure == "durable" or level % MICRO:
        return cover(level, measure)
    days = level // MICRO
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
