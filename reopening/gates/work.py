"""Checks of work on site: safety posts that somebody can fill, and shifts that do not crowd the entrance."""

from collections.abc import Iterator
from typing import Any

from reopening import arrivals
from reopening.gates.facts import Facts, Result
from reopening.policy.base import Level, Section, milder
from reopening.policy.body import PolicyBody
from reopening.policy.gates import SafetyPostsGate, ShiftsGate
from reopening.policy.work import Post, ShiftRule
from reopening.posts import Filling, filling


def safety_posts(facts: Facts, body: PolicyBody, gate: SafetyPostsGate) -> Iterator[Result]:
    """One result for each post, without any name: who holds it is asked for where it is shown."""
    for post in body.posts_for(facts.heads_on_site, facts.site_kind, facts.industry):
        if post.level == Level.NONE:
            continue
        seats = facts.posts.get(post.key, ())
        found = filling(seats, needed=post.holders, certificate=post.certificate)
        level = milder(post.level, gate.level)
        key, params = post_words(post, found, is_empty=len(seats) == found.gone)
        yield Result(not found.missing, key, Section.POSTS, params, level=level, rule=post)
        if found.gone:
            params = {"post": post.name.both, "count": found.gone}
            yield Result(False, "post_holder_gone", Section.POSTS, params, level=Level.WARN, rule=post)


def post_words(post: Post, found: Filling, *, is_empty: bool) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {
        "post": post.name.both,
        "needed": post.holders,
        "available": found.available,
        "count": found.missing,
    }
    if not found.missing:
        return "post_filled", params
    if is_empty:
        return "post_empty", params
    if found.uncertified >= found.missing:
        return "post_uncertified", params
    if found.filled_on:
        return "post_gap_until", params | {"filled_on": found.filled_on.isoformat()}
    return "post_gap", params


def staggered_shifts(facts: Facts, body: PolicyBody, gate: ShiftsGate) -> Iterator[Result]:
    if not body.asks_shifts(facts.heads_on_site):
        return
    if not facts.shifts:
        yield Result(False, "shifts_missing", Section.SHIFTS, rule=body.shifts)
        return
    people = sum(shift.people for shift in facts.shifts)
    if facts.heads_on_site:
        params = {"people": people, "heads": facts.heads_on_site}
        agrees = people == facts.heads_on_site
        yield Result(
            agrees, "shifts_agree" if agrees else "shifts_differ", Section.SHIFTS, params, rule=body.shifts
        )
    if body.shifts is not None:
        yield from crowds(facts, body.shifts)


def crowds(facts: Facts, rule: ShiftRule) -> Iterator[Result]:
    """Where the policy names a limit: who arrives, eats and starts at once."""
    if rule.arrivals is not None:
        peak = arrivals.arrival_peak(facts.shifts)
        at_one = arrivals.at_one_entrance(peak.people, facts.entrances)
        params: dict[str, Any] = {
            "people": peak.people,
            "from_time": arrivals.clock(peak.at),
            "to_time": arrivals.clock(peak.at + arrivals.PEAK_SLOTS * arrivals.SLOT),
            "count": max(facts.entrances, 1),
            "at_one": at_one,
            "limit": rule.arrivals,
        }
        keeps = at_one <= rule.arrivals
        yield Result(keeps, "arrivals_kept" if keeps else "arrivals_high", Section.SHIFTS, params, rule=rule)
    if rule.meals is not None:
        most = arrivals.peak(arrivals.meals(facts.shifts, minutes=rule.meal_minutes))
        params = {"people": most.people, "from_time": arrivals.clock(most.at), "limit": rule.meals}
        keeps = most.people <= rule.meals
        yield Result(keeps, "meals_kept" if keeps else "meals_high", Section.SHIFTS, params, rule=rule)
    closest = arrivals.closest_starts(facts.shifts)
    if rule.minutes_between_starts is not None and closest is not None:
        params = {"minutes": closest, "count": rule.minutes_between_starts}
        keeps = closest >= rule.minutes_between_starts
        yield Result(keeps, "starts_kept" if keeps else "starts_close", Section.SHIFTS, params, rule=rule)
