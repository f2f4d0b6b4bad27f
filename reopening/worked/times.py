"""Days, answers, deciders, phases, and who files for others."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from core.dates import SHANGHAI, shanghai_day
from reopening import clock, late
from reopening.calendars import earliest_opening
from reopening.gates import blocks_on, phase_for
from reopening.policy.base import Change
from reopening.policy.body import PolicyBody
from reopening.policy.on_behalf import HotlineRule, UmbrellaRule
from reopening.policy.refiling import Refiling
from reopening.policy.scope import Bounds
from reopening.policy.timing import (
    AnswerLimit,
    AnswerUnit,
    Decider,
    Escalation,
    FirmClass,
    Lane,
    LeadTime,
    Phase,
    SpecialDecider,
)

Row = tuple[str, str]
Worked = Callable[[PolicyBody], Iterable[Row]]
LISTED = "91330106MA2CFPKQ8G"  # on the white list of the example
STREET = "330106002"
MONDAY = datetime(2020, 2, 10, 10, 0, tzinfo=SHANGHAI)
EVE = datetime(
    2020, 1, 22, 10, 0, tzinfo=SHANGHAI
)  # two days before the holiday of 2020, which was made longer
FIRST_DAY = date(2020, 2, 10)  # of the set


def instant(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def lead_time(body: PolicyBody) -> Iterable[Row]:
    for day in (10, 13):
        filed = MONDAY.replace(day=day)
        yield f"filed on {shanghai_day(filed)}", f"may open from {earliest_opening(filed, body.lead_time)} on"
    for field, value, day in (("filing_day_counted", True, 10), ("counting", "working", 13)):
        filed, other = MONDAY.replace(day=day), body.lead_time.model_copy(update={field: value})
        says = f"filed on {shanghai_day(filed)}, with `{field}` `{str(value).lower()}`"
        yield says, f"may open from {earliest_opening(filed, other)} on"
    filed, other = EVE, body.lead_time.model_copy(update={"counting": "working"})
    says = f"filed on {shanghai_day(filed)}, before the Spring Festival, with `counting` `working`"
    yield says, f"may open from {earliest_opening(filed, other)} on"


def answer(body: PolicyBody) -> Iterable[Row]:
    for day in (10, 14):
        filed = MONDAY.replace(day=day)
        due = clock.due_at(body.answer, clock.Run(filed))
        yield f"filed on {filed:%A}, {instant(filed)}", f"answer due {instant(due) if due else '–'}"
    stopped = clock.Pause(MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))
    due = clock.due_at(body.answer, clock.Run(MONDAY, (stopped,)))
    says = f"filed {instant(MONDAY)}, returned a day later, handed in again two days after that"
    yield says, f"answer due {instant(due) if due else '–'}"
    for unit in (AnswerUnit.DAYS, AnswerUnit.HOURS):
        friday, other = MONDAY.replace(day=14), body.answer.model_copy(update={"unit": unit})
        due = clock.due_at(other, clock.Run(friday))
        yield (
            f"filed on Friday, {instant(friday)}, with `unit` `{unit}`",
            f"answer due {instant(due) if due else '–'}",
        )
    due = clock.due_at(body.answer, clock.Run(MONDAY)) or MONDAY
    for deems in (False, True):
        rules = body.model_copy(
            update={"answer": body.answer.model_copy(update={"deemed_acceptance": deems})}
        )
        step = late.next_step(rules, lane="", division_code=STREET, office_code=STREET, due_at=due)
        then = f"the case goes to `{step.office_code}`" if step and step.rule else "it counts as accepted"
        yield f"silence until {instant(due)}, with `deemed_acceptance` `{str(deems).lower()}`", then


def lanes(body: PolicyBody) -> Iterable[Row]:
    for firm_class in ("daily_life", ""):
        lane = body.lane_of(firm_class, "", "C14", amends=False)
        due = clock.due_at(body.answer_for(lane.key if lane else ""), clock.Run(MONDAY))
        said = f"lane `{lane.key}`" if lane else "no lane"
        yield (
            f"class `{firm_class or 'none'}`, filed {instant(MONDAY)}",
            f"{said}, answer due {instant(due) if due else '–'}",
        )


def escalation(body: PolicyBody) -> Iterable[Row]:
    due, office = datetime(2020, 2, 13, 15, 59, 59, tzinfo=UTC), STREET
    while step := late.next_step(
        body, lane="", division_code=STREET, office_code=office, due_at=due, deems=False
    ):
        yield (
            f"nobody of `{office}` has answered by {instant(step.at)}",
            f"the case goes to `{step.office_code}`",
        )
        office = step.office_code


def deciders(body: PolicyBody) -> Iterable[Row]:
    for heads in (0, 100, 101):
        found = body.decider_for(heads)
        yield f"{heads} people on site", f"{found.name.en} (`{found.office}`)"


def special_deciders(body: PolicyBody) -> Iterable[Row]:
    for heads, industry in ((500, "G5411"), (499, "G5411"), (500, "C13")):
        found = body.decider_for(heads, industry=industry)
        yield f"{heads} people on site, trade {industry}", f"{found.name.en} (`{found.office}`)"
    for change in (Change.ADD_STAFF, Change.NEW_DAY):
        found = body.decider_for(300, change=change)
        yield f"a change (`{change}`), 300 people on site", f"{found.name.en} (`{found.office}`)"


def firm_classes(body: PolicyBody) -> Iterable[Row]:
    for code, said in ((LISTED, "on the list by credit code"), ("9133", "not on the list")):
        found = body.class_of("", credit_code=code)
        yield f"no class chosen, {said}", f"class `{found}`" if found else "no class"


def phases(body: PolicyBody) -> Iterable[Row]:
    for key in ("daily_life", "other"):
        phase = phase_for(key, body).phase
        yield f"class `{key}`", f"{phase.name.en}, tier {body.tier_of(phase.key)}, from {phase.opens_from} on"


def refiling(body: PolicyBody) -> Iterable[Row]:
    day = blocks_on(FIRST_DAY, body.refiling.grace_days)
    yield (
        f"in force from {FIRST_DAY} on",
        f"what became stricter warns until {day - timedelta(days=1)} and blocks from {day} on",
    )


def hotline(body: PolicyBody) -> Iterable[Row]:
    if body.hotline:
        for at in (MONDAY, MONDAY.replace(hour=22)):
            tonight = at.replace(hour=23, minute=59, second=59)
            yield (
                f"the caller consents at {instant(at)}",
                f"the clerk may act until {instant(body.hotline.lasts_until(at, tonight))}",
            )


def umbrella(body: PolicyBody) -> Iterable[Row]:
    if body.umbrella:
        until = shanghai_day(body.umbrella.lasts_until(MONDAY))
        yield f"a tenant agrees on {shanghai_day(MONDAY)}", f"the operator may file for it until {until}"


def bounds(body: PolicyBody) -> Iterable[Row]:
    if body.bounds_below is None:
        return
    for amount, unit in ((2, AnswerUnit.WORKING_DAYS), (48, AnswerUnit.HOURS), (3, AnswerUnit.DAYS)):
        limit = body.answer.model_copy(update={"amount": amount, "unit": unit})
        below = body.model_copy(update={"answer": limit, "lanes": ()})
        slow = list(body.bounds_below.too_slow(below))
        says = f"a set below answers within {amount} {unit.replace('_', ' ')}"
        yield says, "refused: too slow" if slow else "allowed"


WORKED: dict[type[BaseModel], Worked] = {
    LeadTime: lead_time,
    AnswerLimit: answer,
    Lane: lanes,
    Escalation: escalation,
    Decider: deciders,
    SpecialDecider: special_deciders,
    FirmClass: firm_classes,
    Phase: phases,
    Refiling: refiling,
    HotlineRule: hotline,
    UmbrellaRule: umbrella,
    Bounds: bounds,
}
