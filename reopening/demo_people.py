"""Clearly fictitious people on the rosters of the demo district."""

import random
from datetime import datetime, timedelta
from typing import Any

from stdnum.cn import ric

from core.dates import shanghai_day
from core.fields import blind_index
from reopening.models import Application, DeclaredBy, StaffMember
from reopening.screening import Answers
from reopening.services.staff import classify

SURNAMES = "赵钱孙李周吴郑王冯陈"


def add_staff(
    application: Application, chance: random.Random, filed_at: datetime, *, risk: float = 0.06
) -> int:
    """The whole roster, some of it at risk; how many of it stay away for now."""
    people = [
        person(application, number, chance, filed_at, risk) for number in range(application.firm.staff_total)
    ]
    StaffMember.objects.bulk_create(people)
    return sum(not each.on_site for each in people)


def person(
    application: Application, number: int, chance: random.Random, filed_at: datetime, risk: float
) -> StaffMember:
    document = made_up_document(application.pk * 1_000 + number)
    day = shanghai_day(filed_at)
    risks: dict[str, Any] = {}
    if chance.random() < risk and number:
        risks = chance.choice(
            [
                {"in_key_area": True},
                {"been_to_key_area": True, "left_key_area_on": day - timedelta(days=6)},
                {"outside_city": True},
                {"contact": True, "last_contact_on": day - timedelta(days=3)},
                {"symptoms": True},
            ]
        )
    row = StaffMember(
        application=application,
        row_number=number + 1,
        name=f"演示{chance.choice(SURNAMES)}{number + 1:03d}",
        resident_id=document,
        resident_id_hash=blind_index(document),
        mobile=f"139{application.pk % 10_000:04d}{number:04d}",
        post="安全管理负责人" if number == 0 else "一线员工",
        place=application.division.name,
        on_site=not risks,
        declared_by=DeclaredBy.FILE,
        declared_at=filed_at,
    )
    classify(row, Answers(declared_on=day, **risks), filed_at)
    return row


def made_up_document(serial: int) -> str:
    """A resident ID for most; for one in forty a paper of those who have none."""
    if serial % 40 != 17:
        return made_up_id(serial)
    return [f"hk_macao_permit:H{serial:08d}", f"taiwan_permit:{serial:08d}", f"passport:X{serial:08d}"][
        serial // 40 % 3
    ]


def made_up_id(serial: int) -> str:
    """Valid by its check digit; the sequence numbers are not given out in this way."""
    born = datetime(1965, 1, 1) + timedelta(days=serial * 7 % 12_000)  # noqa: DTZ001 - a day, no instant
    stem = f"330199{born:%Y%m%d}{serial % 999 + 1:03d}"
    return stem + ric.calc_check_digit(f"{stem}0")
