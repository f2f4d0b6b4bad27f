"""Sites of the demo city that stand still or did: stopped, sealed, released, suspended with their street or trade."""

from datetime import datetime, timedelta

from approvals.models import Suspension
from approvals.services import stops, suspending, suspensions
from approvals.suspending import Scope
from core.dates import shanghai_day
from core.models import User
from reopening.models import Application
from reopening.services import halts

CITY, STREET, TRADE = "3301", "330102008", "R89"
DAY = timedelta(days=1)


def load(cases: dict[str, Application], at: datetime) -> None:
    """`cases`: approved, by what becomes of them."""
    lift_street(at)
    released(cases["released"], at)
    stopped(cases["stopped"], at)
    sealed(cases["sealed"], at)
    suspend(Scope(CITY, industries=(TRADE,)), "健身场所人员聚集、通风不足，全市暂停营业（演示）。", at - DAY)


def lift_street(at: datetime) -> None:
    """A street that stood still for five days, and is open again."""
    row = suspend(Scope(STREET), "辖区小区报告聚集性病例，流调期间全部停工（演示）。", at - 12 * DAY)
    by, then = User.objects.get(username="approver"), at - 7 * DAY
    suspensions.restore(suspension=row, note="密切接触者核酸检测均为阴性，解除管控（演示）。", by=by, at=then)
    while suspending.restore_chunk(suspension=row, at=then):
        pass
    suspending.finish(suspension=row, at=then)


def suspend(scope: Scope, reason: str, at: datetime) -> Suspension:
    """By the approver alone, and carried out without the background."""
    by = User.objects.get(username="approver")
    row = suspensions.suspend(scope=scope, reason=reason, begins_on=shanghai_day(at), by=by, at=at)
    while suspending.suspend_chunk(suspension=row, at=at):
        pass
    return suspending.finish(suspension=row, at=at)


def released(case: Application, at: datetime) -> None:
    """Stopped, mended, looked at, open again."""
    inspector = User.objects.get(username="inspector")
    note = "店内同时多于十人，门口无人登记（演示）。"
    stops.stop(application=case, reasons=["too_many_people"], note=note, by=inspector, at=at - 6 * DAY)
    report(case, "已安排专人在门口登记，限流五人（演示）。", at - 5 * DAY)
    seen = "现场复查，登记和限流已落实（演示）。"
    stops.reopen(application=case, note=seen, by=inspector, at=at - 4 * DAY)


def stopped(case: Application, at: datetime) -> None:
    """The firm says that it has mended what was wrong; nobody has looked yet."""
    inspector = User.objects.get(username="inspector")
    reasons, note = ["no_disinfection", "masks_missing"], "冲压车间无消毒记录，口罩只够半天（演示）。"
    stops.stop(application=case, reasons=reasons, note=note, by=inspector, at=at - 2 * DAY)
    report(case, "已购口罩两百只，消毒记录补齐并上墙，请复查（演示）。", at - DAY)


def sealed(case: Application, at: datetime) -> None:
    """Two people who should have stayed away were at work."""
    inspector = User.objects.get(username="inspector")
    note = "两名应居家隔离人员在岗（演示）。"
    stops.seal(application=case, reasons=["held_people_on_site"], note=note, by=inspector, at=at - DAY)


def report(case: Application, words: str, at: datetime) -> None:
    halts.report_mended(application=case, words=words, by=case.firm.members.order_by("pk")[0], at=at)
