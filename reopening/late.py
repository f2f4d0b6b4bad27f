"""
What the policy does by itself when an answer is late: silence counts as yes, or the case goes up to the office above.

Pure: the next act follows from the policy, the office that has the case, and the instant at which the answer was due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reopening.policy.body import PolicyBody
from reopening.policy.timing import Escalation
from reopening.routing import DIGITS


@dataclass(frozen=True)
class Step:
    """`rule` None: silence counts as yes. `office_code`: where the case goes otherwise."""

    at: datetime
    rule: Escalation | None = None
    office_code: str = ""


def next_step(
    body: PolicyBody, *, lane: str, division_code: str, office_code: str, due_at: datetime, deems: bool = True
) -> Step | None:
    """
    What happens next if nobody answers; None: nothing.

    :param deems: False once silence could not count as yes, because no certificate could be made
    """
    if deems and body.answer_for(lane).deemed_acceptance:
        return Step(due_at)
    for rule in body.escalation:
        if DIGITS[rule.office] < len(office_code or division_code):
            at = due_at + timedelta(hours=rule.after_hours)
            return Step(at, rule, division_code[: DIGITS[rule.office]])
    return None
