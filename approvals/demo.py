"""Cases of the demo district in every state: waiting, in review, returned, rejected, approved, revoked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from approvals import demo_consequences, demo_papers, demo_review, demo_stages
from approvals.demo_deciding import batch_of, recommend, sign
from approvals.models import Appeal, Batch, Decision
from approvals.services import appeals, decisions, review, revocations
from core.dates import shanghai_day
from core.models import User
from reopening.demo_people import made_up_id
from reopening.models import AmendmentKind, Application, ApplicationStatus
from reopening.screening import Answers
from reopening.services import amendments, applications, firms, staff
from reopening.services.sections import edit

CITY = "3301"
EARLY = timedelta(days=10)  # cases filed longer ago than this are decided
FRESH = 22  # cases that are being worked on
READING = timedelta(minutes=50)
DECIDING = timedelta(minutes=20)


def load(*, password: str, at: datetime) -> None:
    """Once; a second run changes nothing."""
    if Decision.objects.exists() or Batch.objects.exists():
        return
    reviewer, approver = User.objects.get(username="reviewer"), User.objects.get(username="approver")
    waiting = Application.objects.filter(
        division_code__startswith=CITY, status=ApplicationStatus.SUBMITTED
    ).select_related("firm", "policy_set")
    early = list(waiting.filter(submitted_at__lt=at - EARLY).order_by("pk"))
    decide_early(early, reviewer, approver, at)
    fresh = waiting.filter(submitted_at__gte=at - EARLY).order_by("pk")
    # Read at once: a cursor left open by an error would spoil the transaction of whoever comes next.
    work_on(iter(fresh[:FRESH]), reviewer, approver, at)
    demo_papers.load(at)
    demo_consequences.load(at)
    demo_stages.load(at)


def decide_early(cases: list[Application], reviewer: User, approver: User, at: datetime) -> None:
    """One batch of the largest phase, signed and published; the others one by one; one right revoked."""
    if not cases:
        return
    read_at = min(case.submitted_at for case in cases if case.submitted_at) + timedelta(days=3)
    for case in cases:
        recommend(case, reviewer, read_at)
    phases = [case.phase for case in cases]
    largest = max(phases, key=phases.count)
    together = [case for case in cases if case.phase == largest]
    signed_at = read_at + timedelta(hours=2)
    sign(batch_of(together, approver, signed_at), approver, signed_at)
    for case in cases:
        if case.phase != largest:
            decisions.approve(application=case, by=approver, at=signed_at)
    amend_some(together[1:3], reviewer, approver, at)
    last = Application.objects.get(pk=together[-1].pk)
    revocations.revoke(
        certificate=last.certificates.get(),
        reason="现场检查发现入口未测温、口罩未按规定发放（演示）。",
        by=approver,
        at=at,
    )


def amend_some(cases: list[Application], reviewer: User, approver: User, at: datetime) -> None:
    """Approved firms add a person: the first one waits; the others are decided and supersede the old version."""
    for place, case in enumerate(cases):
        signatory = case.firm.memberships.filter(is_signatory=True).select_related("user").earliest("pk").user
        new = amendments.amend(
            application=Application.objects.get(pk=case.pk),
            kind=AmendmentKind.ADD_STAFF,
            note="外省员工隔离期满返岗（演示）。",
            by=signatory,
            at=at - READING,
        )
        heads = (new.heads_on_site or 0) + 1
        firms.edit(
            firm=new.firm,
            changes={"staff_total": new.firm.staff_total + 1},
            by=signatory,
            at=at - READING,
        )
        identity = made_up_id(new.pk * 1_000 + heads)
        staff.add(
            application=new,
            person={"name": "演示新员工", "resident_id": identity, "on_site": True, "post": "一线员工"},
            answers=Answers(declared_on=shanghai_day(at)),
            by=signatory,
            at=at - READING,
        )
        edit(application=new, changes={"heads_on_site": heads}, by=signatory, at=at - READING)
        applications.submit(application=new, committed=True, by=signatory, at=at - READING)
        if place:
            recommend(new, reviewer, at - DECIDING)
            decisions.approve(application=new, by=approver, at=at - timedelta(minutes=5))


def work_on(cases: Iterator[Application], reviewer: User, approver: User, at: datetime) -> None:
    """A few of each: returned, handed in again, in review, rejected, ready, in a batch being prepared."""
    reading, deciding = at - READING, at - DECIDING
    for case in islice(cases, 3):
        send_back(case, reviewer, reading)
    for case in islice(cases, 2):
        send_back(case, reviewer, reading)
        hand_in_again(case, deciding)
    taken = list(islice(cases, 4))
    for case in taken:
        review.claim(application=case, by=reviewer, at=reading)
    demo_review.load(taken, reviewer, deciding)
    for case in islice(cases, 2):
        reject(case, reviewer, approver, at)
    appeal(case, at)
    ready = list(islice(cases, 9))
    for case in ready:
        recommend(case, reviewer, reading)
    phases = [case.phase for case in ready]
    largest = max(phases, key=phases.count)
    batch_of([case for case in ready if case.phase == largest][:4], approver, deciding)
    answer_appeals(list(islice(cases, 2)), reviewer, approver, at)


def reject(case: Application, reviewer: User, approver: User, at: datetime) -> None:
    recommend(case, reviewer, at - READING)
    decisions.reject(
        application=case,
        reasons=["untrue"],
        note="名册与现场人数不符（演示）。",
        by=approver,
        at=at - DECIDING,
    )


def answer_appeals(cases: list[Application], reviewer: User, approver: User, at: datetime) -> None:
    """Of two more rejections one stands, and one is undone."""
    chief = User.objects.get(username="chief")
    answers = (
        (appeals.uphold, "经现场复核，当日到岗人数多于名册所列，维持原决定（演示）。"),
        (appeals.overturn, "经查排班表，三人确为当日轮休，撤销原决定，重新办理（演示）。"),
    )
    for case, (answer, words) in zip(cases, answers, strict=True):
        reject(case, reviewer, approver, at)
        answer(appeal=appeal(case, at), answer=words, by=chief, at=at)


def appeal(case: Application, at: datetime) -> Appeal:
    """A firm thinks that its rejection is wrong; the chief answers."""
    signatory = case.firm.memberships.filter(is_signatory=True).select_related("user").earliest("pk").user
    return appeals.appeal(
        application=Application.objects.select_related("firm", "policy_set").get(pk=case.pk),
        grounds="名册漏登的三人为当日轮休，并未到岗，排班表可证（演示）。",
        by=signatory,
        at=at,
    )


def send_back(case: Application, reviewer: User, at: datetime) -> None:
    review.claim(application=case, by=reviewer, at=at)
    review.return_for_correction(
        application=case,
        reasons=["roster_doubtful", "plan_too_thin"],
        note="请核实外地返岗员工的隔离期限，并写明每日消毒的次数和负责人（演示）。",
        by=reviewer,
        at=at + timedelta(minutes=10),
    )


def hand_in_again(case: Application, at: datetime) -> None:
    """The firm answers the notice."""
    signatory = case.firm.memberships.filter(is_signatory=True).select_related("user").earliest("pk").user
    applications.submit(application=case, committed=True, by=signatory, at=at)
