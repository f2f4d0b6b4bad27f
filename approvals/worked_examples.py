"""What rules of deciding come to (reopening.worked_examples)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel

from approvals.conditions import conditions_wanted
from approvals.letters import LetterFacts, duties
from approvals.paper_kinds import DECISION
from approvals.services.checks import due_on
from reopening.calendars import add_working_days
from reopening.policy.base import CaseFlag
from reopening.policy.body import PolicyBody
from reopening.policy.commitment import OnCommitment
from reopening.policy.content import BatchRule, ConditionRule, Paper
from reopening.policy.supervision import AppealRule, StopRule
from reopening.policy.timing import CertificateTerm, ReportingDuty
from reopening.worked.times import Row, Worked

DECIDED = date(2020, 2, 14)
SNAPSHOT = {
    "heads_on_site": 60,
    "area_m2": 0,
    "inventory": {"mask": 126},
    "findings": [],
    "firm_class": "",
    "firm": {"credit_code": "", "industry_code": "C14"},
}


def certificate(body: PolicyBody) -> Iterable[Row]:
    yield f"opens on {DECIDED}", f"valid until {body.certificate.last_day(DECIDED)}"


def conditions(body: PolicyBody) -> Iterable[Row]:
    for stock in (126, 420):
        snapshot = SNAPSHOT | {"inventory": {"mask": stock}}
        yield f"60 people, {stock} masks, approved on {DECIDED}", wanted(snapshot, body)


def papers(body: PolicyBody) -> Iterable[Row]:
    for paper in body.papers:
        later = {"key": "paper_later", "params": {"paper": paper.name.both}}
        for findings, said in (([later], "promised for later"), ([], "handed in")):
            snapshot = SNAPSHOT | {"inventory": {"mask": 420}, "findings": findings}
            yield f"{paper.name.en}: {said}, approved on {DECIDED}", wanted(snapshot, body)


def wanted(snapshot: dict[str, Any], body: PolicyBody) -> str:
    found = conditions_wanted(snapshot, body, decided_on=DECIDED)
    return (
        ", ".join(f"`{each.kind}` of `{each.detail}`, due {each.due_on}" for each in found) or "no condition"
    )


def reporting(body: PolicyBody) -> Iterable[Row]:
    facts = LetterFacts("approved", "", "", "", {"zh": "", "en": ""}, DECIDED, reporting=body.reporting)
    for duty in duties(facts, DECISION.shipped()):
        yield "the letter of the decision", duty["en"]


def on_commitment(body: PolicyBody) -> Iterable[Row]:
    for flag in (None, CaseFlag.SHORT, CaseFlag.PEOPLE_HELD):
        opens = body.on_commitment.lets_open([flag] if flag else [])
        due = f"opens; the check is due by {due_on(body.on_commitment, DECIDED)}"
        yield (
            f"filed for {DECIDED}, the case shows {f'`{flag}`' if flag else 'nothing'}",
            (due if opens else "waits for the office"),
        )


def batches(body: PolicyBody) -> Iterable[Row]:
    for firms in (199, 200):
        yield f"a batch of {firms} firms", "two sign" if body.two_sign(firms) else "one signs"


def stops(body: PolicyBody) -> Iterable[Row]:
    yield "an approval is taken back", "two decide" if body.stops.two_revoke else "one decides"
    for firms in (199, 200):
        yield (
            f"an area with {firms} firms is suspended",
            "two sign" if body.stops.two_suspend(firms) else "one signs",
        )


def appeals(body: PolicyBody) -> Iterable[Row]:
    until = add_working_days(DECIDED, body.appeals.file_within)
    yield f"rejected on {DECIDED:%A}, {DECIDED}", f"the firm may appeal until {until}"
    yield f"appealed on {until}", f"answer due by {add_working_days(until, body.appeals.answer_within)}"


WORKED: dict[type[BaseModel], Worked] = {
    CertificateTerm: certificate,
    ConditionRule: conditions,
    BatchRule: batches,
    StopRule: stops,
    AppealRule: appeals,
    Paper: papers,
    ReportingDuty: reporting,
    OnCommitment: on_commitment,
}
