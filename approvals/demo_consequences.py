"""What befell firms of the demo city after their approval, one case left unanswered, and one that is pressing."""

from datetime import datetime, timedelta

from approvals import demo_halts
from approvals.demo_deciding import batch_of, recommend, sign
from approvals.models import Batch
from approvals.services import lateness, revocations, rolling_back, undoing
from core.models import User
from reopening import demo_lane, demo_opened, demo_trial
from reopening.demo import FIRMS
from reopening.models import Application

FILED = timedelta(days=21)  # ago
READ = timedelta(days=18)
SIGNED = timedelta(days=17)
ROLLED_BACK = timedelta(days=15)
REVOKED = timedelta(days=5)
REINSTATED = timedelta(days=3)


def load(at: datetime) -> None:
    """Once, after the other cases; each act at its own day, the earlier ones first."""
    cases = demo_opened.load(at - FILED)
    batch = approve(list(cases.values()), at)
    roll_back(batch, cases["rolled_back"], at - ROLLED_BACK)
    demo_halts.load(cases, at)
    take_back_and_reinstate(cases["reinstated"], at)
    trials = [demo_trial.SILENCE, demo_trial.COMMITMENT]
    for serial, trial in enumerate(trials):
        case = demo_trial.load(trial, serial, at)
        if case.acts_at is not None:
            lateness.act_on_late(at=case.acts_at)
    demo_lane.load(FIRMS + len(cases) + len(trials), at)


def approve(cases: list[Application], at: datetime) -> Batch:
    """All of them in one published batch."""
    reviewer, approver = User.objects.get(username="reviewer"), User.objects.get(username="approver")
    for case in cases:
        recommend(case, reviewer, at - READ)
    batch = batch_of(cases, approver, at - SIGNED)
    sign(batch, approver, at - SIGNED)
    return batch


def roll_back(batch: Batch, case: Application, at: datetime) -> None:
    """One member only: it is ready for a decision again."""
    row = rolling_back.start(
        batch=batch,
        members=batch.members.filter(application=case),
        reason="该企业图纸室与宿舍共用通道，入批时未核实，须补办现场核查（演示）。",
        by=User.objects.get(username="approver"),
        at=at,
    )
    while undoing.undo_chunk(roll_back=row):
        pass
    undoing.finish(roll_back=row, at=at)


def take_back_and_reinstate(case: Application, at: datetime) -> None:
    """Revoked by one approver, given back by another one."""
    certificate = case.certificates.get()
    revocations.revoke(
        certificate=certificate,
        reason="群众反映未经测温即进入车间（演示）。",
        by=User.objects.get(username="approver"),
        at=at - REVOKED,
    )
    revocations.reinstate(
        certificate=certificate,
        note="调取监控复核，当日各班均逐人测温，撤销有误，予以恢复（演示）。",
        by=User.objects.get(username="chief"),
        at=at - REINSTATED,
    )
