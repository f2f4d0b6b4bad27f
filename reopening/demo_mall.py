"""A mall of the demo city and its eight tenants: submitted, ready, drafts, one to be asked, one without a word."""

import random
from datetime import datetime, time, timedelta

from stdnum.cn import uscc

from core.dates import shanghai_day
from core.demo import account
from core.models import Division, User
from reopening.demo_people import add_staff
from reopening.firm_files.tenants import TenantRow
from reopening.models import Application, Firm, InventoryLine, Membership, SiteKind, Tenancy, Umbrella
from reopening.permissions import forget_mandates
from reopening.services import tenancies, umbrellas
from reopening.services.policies import policy_for
from reopening.services.tenant_intake import TenantIntake

STREET = "330106002"
SHOPS = [
    # name, trade (GB/T 4754), people on site, when they start
    ("便民超市", "F52", 6, time(8)),
    ("大药房", "F52", 4, time(8)),
    ("面馆", "H62", 5, time(9)),
    ("服装店", "F52", 3, time(9, 30)),
    ("书店", "F52", 2, time(9, 30)),
    ("理发店", "O80", 4, time(9, 30)),
    ("数码店", "F52", 3, time(9, 30)),
]
FILED, READY = 0, 1  # the first two want nothing more; the first is submitted
WITHOUT_A_WORD = 6  # nobody is named who authorised the operator
PLAN = {
    "leadership": "商场成立防控领导小组，总经理为第一责任人，各商户负责人为成员，每日例会。",
    "duties": "商场负责入口测温、公共区域消毒和隔离区；商户负责店内消毒和员工登记。",
    "staff_control": "商户员工统一从员工通道进入，逐人测温登记；外地返回人员先报告后到岗。",
    "supplies": "商场备口罩和消毒液统一调剂，商户按日登记领用，不足储备天数时提前申购。",
    "disinfection": "公共区域每日消毒三次，扶梯扶手、电梯按钮每两小时一次，记录留存。",
    "emergency": "发现发热立即送至商场隔离区并联系发热门诊，封闭相关店铺，配合调查。",
}


def load(*, password: str, at: datetime) -> None:
    """Once, after the firms of the district."""
    operator = account("operator", "演示·商场经办人", password)
    umbrella = open_mall(operator, at)
    intake = TenantIntake(umbrella, policy_for(umbrella.division, at), operator, at)
    intake.take_in([*shops(at), neighbour(at)])
    forget_mandates(operator)
    for serial in (FILED, READY):
        make_ready(umbrella.tenancies.get(unit=unit(serial)), at)
    tenancies.judge_many(list(umbrella.tenancies.values_list("pk", flat=True)), at=at, known={})
    [(tenancy, case, blocks)] = tenancies.judge_many(
        [umbrella.tenancies.get(unit=unit(FILED)).pk], at=at, known={}
    )
    tenancies.submit_one(tenancy, case, blocks, by=operator, at=at)


def open_mall(operator: User, at: datetime) -> Umbrella:
    street = Division.objects.get(pk=STREET)
    firm = Firm.objects.create(
        credit_code=credit_code(0),
        name="西湖演示商场运营有限公司",
        legal_representative="演示王某",
        division=street,
        address=f"{street.name}演示路100号",
        industry_code="K70",
        contact_name="演示王女士",
        contact_phone="13800009000",
        staff_total=40,
    )
    Membership.objects.create(user=operator, firm=firm, is_signatory=True)
    values = {
        "name": "演示广场",
        "kind": "mall",
        "division": street,
        "site_address": firm.address,
        "site_kind": SiteKind.SHOP,
        "has_isolation_area": True,
    }
    return umbrellas.open_umbrella(firm=firm, values=values, plan=PLAN, by=operator, at=at)


def credit_code(serial: int) -> str:
    """As those of the demo's firms: given out by nobody."""
    stem = f"Y1330199DEM9{serial:05d}"
    return stem + uscc.calc_check_digit(stem)


def unit(serial: int) -> str:
    return f"A{101 + serial}"


def shops(at: datetime) -> list[TenantRow]:
    """Small firms without people of their own."""
    return [
        row(
            serial,
            {
                "credit_code": credit_code(serial + 1),
                "name": f"演示广场{name}有限公司",
                "industry_code": trade,
                "heads": heads,
                "starts_at": starts_at,
                "giver_name": "" if serial == WITHOUT_A_WORD else f"演示店长{serial + 1}",
            },
            at,
        )
        for serial, (name, trade, heads, starts_at) in enumerate(SHOPS)
    ]


def neighbour(at: datetime) -> TenantRow:
    """A firm of the demo's applicant, who is asked whether the mall may file for it."""
    firm = Firm.objects.filter(members__username="applicant").order_by("-pk")[0]
    values = {"name": firm.name, "industry_code": firm.industry_code, "heads": 5, "giver_name": "演示店长8"}
    return row(len(SHOPS), values | {"credit_code": firm.credit_code}, at)


def row(serial: int, values: dict[str, object], at: datetime) -> TenantRow:
    """As the list of tenants would say it."""
    same = {
        "unit": unit(serial),
        "contact_name": f"演示店长{serial + 1}",
        "contact_phone": f"1380000{9001 + serial}",
        "staff_total": values["heads"],
        "starts_at": None,
        "ends_at": time(21) if values.get("starts_at") else None,
        "opens_on": shanghai_day(at) + timedelta(days=6),
        "legal_representative": "",
        "words": "书面委托（演示）" if values["giver_name"] else "",
    }
    return TenantRow(serial + 2, same | values, [], {})


def make_ready(tenancy: Tenancy, at: datetime) -> None:
    application = Application.objects.select_related("firm", "division", "policy_set").get(
        pk=tenancy.application_id or 0
    )
    add_staff(application, random.Random(tenancy.heads), at, risk=0)  # noqa: S311 - the same each time
    Application.objects.filter(pk=application.pk).update(
        firm_class="daily_life", class_evidence="居民生活必需（演示）", area_m2=tenancy.heads * 15
    )
    stock = {
        "mask": tenancy.heads * 12,
        "thermometer": 2,
        "disinfectant": tenancy.heads * 2_000,
        "alcohol": tenancy.heads * 200,
    }
    InventoryLine.objects.bulk_create(
        InventoryLine(application=application, item_code=item, quantity=quantity)
        for item, quantity in stock.items()
    )
