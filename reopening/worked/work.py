"""What is handed in, who works, and what the firm keeps."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel

from reopening.cover import cover
from reopening.marks import marks_of
from reopening.policy.base import CaseFlag, Change
from reopening.policy.body import PolicyBody
from reopening.policy.content import NegativeEntry, PlanRule, ReviewStep, SignatureRule
from reopening.policy.goods import ExposedPosts, Supply
from reopening.policy.health import ScreeningSet
from reopening.policy.priorities import Priorities
from reopening.policy.publication import PublicationRule
from reopening.policy.work import Post, ShiftRule
from reopening.screening import Answers, screen
from reopening.worked.times import Row, Worked


def negative_list(body: PolicyBody) -> Iterable[Row]:
    for industry in ("R8760", "H6210", "R87", "C13"):
        named = [each for each in body.negative_list if each.firms.name("", industry)]
        perhaps = [each for each in body.negative_list if each.firms.may_name("", industry)]
        said = f"{named[0].name.en}: `{named[0].level}`" if named else "open"
        yield f"trade {industry}", "a finer code is asked for" if perhaps else said


def review_steps(body: PolicyBody) -> Iterable[Row]:
    cases: list[tuple[int, tuple[CaseFlag, ...], str]] = [
        (49, (), ""),
        (50, (), ""),
        (50, (CaseFlag.SHORT,), ""),
        (50, (), Change.ADD_STAFF),
        (50, (), Change.MORE_HEADS),
    ]
    for heads, flags, change in cases:
        kind = f"a change (`{change}`) of" if change else "a first application of"
        shows = f", which shows `{flags[0]}`" if flags else ""
        steps = body.steps_for(heads, flags, change)
        yield (
            f"{kind} {heads} people on site{shows}",
            ", ".join(f"`{each.key}` (stage {each.stage})" for each in steps),
        )


def plan(body: PolicyBody) -> Iterable[Row]:
    for heads in (20, 21):
        keys = ", ".join(f"`{each.key}`" for each in body.plan.sections_for(heads, "office"))
        yield f"an office with {heads} people", keys


def posts(body: PolicyBody) -> Iterable[Row]:
    for heads, site, industry in ((30, "factory", "C33"), (30, "office", "C33"), (19, "factory", "C33")):
        found = body.posts_for(heads, site, industry)
        yield (
            f"{site}, {heads} people, trade {industry}",
            ", ".join(f"`{each.key}` × {each.holders}" for each in found),
        )


def shifts(body: PolicyBody) -> Iterable[Row]:
    alone = body.model_copy(update={"gates": ()})  # among the preconditions they are asked of everybody
    for heads in (49, 50):
        said = "shifts are asked for" if alone.asks_shifts(heads) else "no shifts are asked for"
        yield f"{heads} people on site, by this rule alone", said


def screening(body: PolicyBody) -> Iterable[Row]:
    table, day = body.screening, date(2020, 2, 10)
    asked = {
        "nothing": Answers(day),
        "contact with a case on 2020-02-02": Answers(day, contact=True, last_contact_on=date(2020, 2, 2)),
        "contact with a case on 2020-01-27": Answers(day, contact=True, last_contact_on=date(2020, 1, 27)),
    }
    for says, answers in asked.items():
        found = screen(answers, on=day, table=table)
        clear = f", clear on {found.clear_on}" if found.clear_on else ""
        yield f"declared on {day}: {says}", f"class `{found.class_key}`, `{found.measure}`{clear}"


def supplies(body: PolicyBody) -> Iterable[Row]:
    for rule in body.supplies:
        for stock in (126, 420):
            found = cover(rule, heads=60, area_m2=0, on_hand=stock)
            packs = f"{found.packs} packs of {rule.pack_units}"
            lasts = f"lasts {found.days_shown} days; {found.need} needed, {found.short} short, {packs}"
            yield f"`{rule.item}`: 60 people, {stock} at hand", lasts


def exposed_posts(body: PolicyBody) -> Iterable[Row]:
    for rule in body.supplies:
        for exposed in (0, 6):
            found = cover(rule, heads=60, exposed=exposed, area_m2=0, on_hand=420)
            yield (
                f"`{rule.item}`: 60 people, {exposed} of them on exposed posts, 420 at hand",
                f"{found.daily_use} a day, lasts {found.days_shown} days; {found.need} needed, {found.short} short",
            )


def priorities(body: PolicyBody) -> Iterable[Row]:
    for phase, heads in (("period_1", 20), ("period_2", 300), ("period_2", 20)):
        marks = marks_of(
            body,
            {
                "firm_class": "daily_life" if phase == "period_1" else "",
                "firm": {"credit_code": "", "industry_code": "C14"},
                "phase": phase,
                "heads_on_site": heads,
                "area_m2": 0,
                "inventory": {},
                "findings": [],
            },
        )
        yield (
            f"{phase}, {heads} people on site, all well, nothing to note",
            f"rank {marks.factor_rank} of 0 (first) to 15",
        )


def signatures(body: PolicyBody) -> Iterable[Row]:
    for heads in (299, 300):
        yield f"{heads} people on site", f"{body.signatures_for(heads)} sign"


def publication(body: PolicyBody) -> Iterable[Row]:
    yield "a firm is approved", "stands in the register" if body.fills_register else "stands in no register"
    yield "its batch is published", "is listed" if body.fills_lists else "is not listed"


WORKED: dict[type[BaseModel], Worked] = {
    NegativeEntry: negative_list,
    ReviewStep: review_steps,
    PlanRule: plan,
    Post: posts,
    ShiftRule: shifts,
    ScreeningSet: screening,
    ExposedPosts: exposed_posts,
    Supply: supplies,
    Priorities: priorities,
    SignatureRule: signatures,
    PublicationRule: publication,
}
