"""What the tests of umbrellas share."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from reopening.models import (
    Application,
    TenantFile,
)
from reopening.permissions import forget_mandates
from reopening.services import tenant_files, umbrellas
from tests.factories import (
    InventoryLineFactory,
    MembershipFactory,
    StaffMemberFactory,
    credit_code,
    policy_set,
    street,
)

KEYS = ["leadership", "duties", "staff_control", "supplies", "disinfection", "emergency"]

HEADER = [
    "铺位号",
    "统一社会信用代码",
    "企业名称",
    "行业",
    "联系人",
    "手机号码",
    "到岗人数",
    "计划复工日期",
    "授权人",
    "授权说明",
]


@pytest.fixture(autouse=True)
def policy(db):
    return policy_set()


@pytest.fixture
def operator(db):
    return MembershipFactory(firm__name="演示商场运营有限公司", user__username="operator").user


def shared(**others):
    values = {
        "name": "演示广场",
        "kind": "mall",
        "division": street(),
        "site_address": "演示路100号",
        "site_kind": "shop",
        "has_isolation_area": True,
    }
    return values | others


@pytest.fixture
def umbrella(operator):
    plan = dict.fromkeys(KEYS, "按照要求落实各项防控措施，责任到人。")
    return umbrellas.open_umbrella(
        firm=operator.firms.get(), values=shared(), plan=plan, by=operator, at=timezone.now()
    )


def tenant_code(serial):
    """Apart from the numbers of the firms that factories make."""
    return credit_code(80_000 + serial)


def line(serial, name="演示商户有限公司", heads="3", giver="王女士", **others):
    opens_on = (shanghai_day(timezone.now()) + timedelta(days=5)).isoformat()
    cells = {
        "unit": f"A{serial}", "code": tenant_code(serial), "name": name, "trade": "F52", "contact": "王女士",
        "phone": "13800001234", "heads": heads, "opens_on": opens_on, "giver": giver, "words": "2月16日书面委托",
    }  # fmt: skip
    return list((cells | others).values())


def table(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    return stream.getvalue().encode()


def check(umbrella, by, *rows):
    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.csv", content=table(*rows), by=by, at=timezone.now()
    )
    background.run_waiting()
    return TenantFile.objects.get(pk=file.pk)


def take_in(umbrella, by, *rows):
    file = check(umbrella, by, *rows)
    tenant_files.take_in(file=file, declared=True, by=by, at=timezone.now())
    background.run_waiting()
    forget_mandates(by)
    return TenantFile.objects.get(pk=file.pk)


def make_ready(application):
    Application.objects.filter(pk=application.pk).update(
        firm_class="daily_life", class_evidence="便民超市", area_m2=50
    )
    StaffMemberFactory.create_batch(3, application=application)
    for item, quantity in {"mask": 1000, "thermometer": 2, "disinfectant": 50_000}.items():
        InventoryLineFactory(application=application, item_code=item, quantity=quantity)


def hours(serial, starts_at, ends_at="18:00", **others):
    return [*line(serial, **others), starts_at, ends_at]


HOURS = [*HEADER, "上班时间", "下班时间"]


def take_in_hours(umbrella, by, *rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([HOURS, *rows])
    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.csv", content=stream.getvalue().encode(), by=by, at=timezone.now()
    )
    background.run_waiting()
    file.refresh_from_db()
    tenant_files.take_in(file=file, declared=True, by=by, at=timezone.now())
    background.run_waiting()
    forget_mandates(by)
    return file
