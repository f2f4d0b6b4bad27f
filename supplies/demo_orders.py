"""Orders of the demo that come after the day's first round: urgent, usual (for the second round), and a list."""

from datetime import datetime

from core import background
from core.errors import DomainError
from core.models import Division, User
from reopening.halts import refuse_halted
from reopening.models import Application
from supplies.services import emergencies, order_files, orders

DISTRICT = "330106"
LATE = 9  # firms that order after the first round: urgently, six as usual, and two with the list


def late_firms() -> list[Application]:
    """Firms of the district that lack masks; the applicant of the demo is served like everybody else."""
    rows = Application.objects.filter(
        status__in=orders.IN_FORCE, division_code__startswith=DISTRICT, firm__members__isnull=False
    ).exclude(firm__members__username="applicant")
    found: list[Application] = []
    for application in rows.select_related("firm", "policy_set").distinct().order_by("-pk"):
        try:
            refuse_halted(application)
            lacking = orders.shortfall_of(application, application.created_at)
        except DomainError:
            continue
        if "mask" in lacking and len(found) < LATE:
            found.append(application)
    return found


def order_urgently(application: Application, by: User, at: datetime) -> None:
    """An order that cannot wait, and that the dispatcher shares out for at once."""
    order = orders.place(
        application=application,
        lines={"mask": orders.shortfall_of(application, at)["mask"]},
        urgent_reason="口罩只够用到今天下班，明天起无法上岗",
        by=application.firm.members.order_by("pk")[0],
        at=at,
    )
    emergencies.expedite(order=order, reason="核实属实，库存可以先行保障", by=by, at=at)


def order_late(application: Application, at: datetime) -> None:
    """Whatever the first round left over, somebody waits for the second one."""
    by = application.firm.members.order_by("pk")[0]
    orders.place(
        application=application,
        lines={"mask": orders.shortfall_of(application, at)["mask"]},
        by=by,
        at=at,
    )


def bring_list(applications: list[Application], by: User, at: datetime) -> None:
    """Yesterday's list, read and shown: one firm can come in, another one and a stranger have rows to correct."""
    good = [f"{row.firm.credit_code},{row.firm.name},口罩,20,0," for row in applications]
    wrong = [
        f"{applications[0].firm.credit_code},{applications[0].firm.name},口罩,30,0,重复",
        "91330106MA2ABCDE1X,演示未备案企业（演示）,口罩,100,,",
        f"{applications[0].firm.credit_code},{applications[0].firm.name},对讲机,5,,",
    ]
    header = "统一社会信用代码,企业名称,物资,申请数量,现有数量,备注"
    file = order_files.upload(
        division=Division.objects.get(pk=DISTRICT),
        file_name="昨日申购清单（演示）.csv",
        content="\n".join([header, *good, *wrong, ""]).encode("utf-8-sig"),
        by=by,
        at=at,
    )
    background.run(str(file.job_id))
