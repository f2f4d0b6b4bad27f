"""Errands and lodging of the demo: one of each in every hand that may have it."""

from datetime import datetime, timedelta

from core.dates import shanghai_day
from core.models import User
from reopening.models import Application
from supplies.services import errands, lodgings, orders

DISTRICT = "330106"


def load(by: User, courier: User, at: datetime) -> None:
    """Asked for by the applicant of the demo and by others; some answered, one given to the courier."""
    rows = Application.objects.filter(status__in=orders.IN_FORCE).order_by("pk")
    for application in rows.filter(firm__members__username="applicant"):
        fetch_disinfectant(application, by, courier, at)
        lodge_newcomers(application, by, at)
    others = rows.filter(division_code__startswith=DISTRICT, firm__members__username="demo-firms")
    for application in others[:1]:
        ask_and_wait(application, at)


def member(application: Application) -> User:
    return application.firm.members.order_by("pk")[0]


def fetch_disinfectant(application: Application, by: User, courier: User, at: datetime) -> None:
    errand = errands.ask(
        application=application,
        what="已付款的消毒液 3 箱，凭提货单取",
        fetch_from="滨江区演示路66号，演示医药公司仓库，找李师傅",
        bring_to=application.firm.address,
        needed_by=at + timedelta(hours=6),
        by=member(application),
        at=at - timedelta(minutes=48),
    )
    errands.accept(errand=errand, answer="今天下午送到", by=by, at=at - timedelta(minutes=40))
    errands.assign(errand=errand, person=courier, by=by, at=at - timedelta(minutes=35))


def lodge_newcomers(application: Application, by: User, at: datetime) -> None:
    lodging = lodgings.ask(
        application=application,
        stay=stay(60, at),
        note="外省返岗员工，分两批到达，希望靠近厂区",
        by=member(application),
        at=at - timedelta(minutes=46),
    )
    lodgings.provide(
        lodging=lodging,
        place="演示人才公寓",
        address="西湖区演示路200号",
        contact="前台 0571-00000000",
        lodged=40,
        answer="余下 20 人请明天再来电",
        by=by,
        at=at - timedelta(minutes=30),
    )


def ask_and_wait(application: Application, at: datetime) -> None:
    """Nobody has answered yet."""
    errands.ask(
        application=application,
        what="把 200 份员工采样送到检测点",
        fetch_from=application.firm.address,
        bring_to="西湖区演示检测点",
        by=member(application),
        at=at - timedelta(minutes=15),
    )
    lodgings.ask(
        application=application, stay=stay(600, at), by=member(application), at=at - timedelta(minutes=14)
    )


def stay(people: int, at: datetime) -> lodgings.Stay:
    first = shanghai_day(at) + timedelta(days=2)
    return lodgings.Stay(people, first, first + timedelta(days=30))
