"""Sixty clearly fictitious firms of the demo district, with staff, stock, plans and applications."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from stdnum.cn import uscc

from core.dates import shanghai_day
from core.demo import account
from core.models import Division, User
from reopening import demo_calls, demo_files, demo_mall
from reopening.consents import consent_on
from reopening.demo_people import SURNAMES, add_staff
from reopening.models import (
    Application,
    DocumentUse,
    Firm,
    InventoryLine,
    Membership,
    PlanSection,
    PolicySet,
    PolicyStatus,
    PostHolder,
    Shift,
    SiteKind,
)
from reopening.screening import Answers
from reopening.services import (
    applications,
    declarations,
    deferrals,
    documents,
    links,
    policies,
    policy_drafts,
    slips,
)
from reopening.services.documents import Place

FIRMS = 60
JIANGGAN = "330104"
CITY_POLICY = "hangzhou-2020-02-10"
WENZHOU = 6  # of them in the Wenzhou street
WITH_FILES = 3  # firms, the demo applicant's own, that have handed documents in
DRAFTS = range(0, FIRMS, 9)  # every ninth is still being filled in
EARLY = range(1, FIRMS, 5)  # filed twelve days before the others, so that their day has come
TRADES: list[tuple[str, str, str]] = [
    # name, industry (GB/T 4754), kind of site
    ("食品", "C14", SiteKind.FACTORY),
    ("口罩机械", "C35", SiteKind.FACTORY),
    ("软件", "I65", SiteKind.OFFICE),
    ("便民超市", "F52", SiteKind.SHOP),
    ("建筑", "E47", SiteKind.CONSTRUCTION),
    ("电子", "C39", SiteKind.FACTORY),
    ("物流", "G54", SiteKind.OFFICE),
    ("服装", "C18", SiteKind.FACTORY),
]
WORDS = ["示例", "样本", "演练", "试用", "虚拟", "模拟"]
PLAN = {
    "leadership": "成立防控领导小组，法定代表人为第一责任人，每日例会研判，夜间有人值守。",
    "duties": "测温、消毒、物资、信息报送分别落实到人，名单张贴在入口处，缺岗当日补齐。",
    "staff_control": "员工逐一排查，一人一档；入口测温，体温37.3℃及以上不得进入并报告街道。",
    "supplies": "口罩每人每日一只，专人登记领用；不足储备天数时提前申购。",
    "disinfection": "公共区域每日消毒两次，门把手、电梯按钮每日三次，记录留存。",
    "emergency": "发现发热立即隔离并联系发热门诊，封闭相关区域，配合流行病学调查。",
}


def load(*, password: str, at: datetime) -> None:
    """Policy sets always; firms, a mall with tenants and two calls, once."""
    policies.load(policies.shipped())
    applicant = account("applicant", "演示·企业经办人", password)
    if Firm.objects.filter(credit_code=credit_code(0)).exists():
        return
    others = User.objects.create(username="demo-firms", name="演示·其他企业", is_active=False)
    chance = random.Random(20200217)  # noqa: S311 - the same district each time
    for serial in range(FIRMS):
        # The demo's applicant acts for one firm with a draft, and for two that have been submitted.
        person = User.objects.get(pk=applicant.pk if serial < 3 else others.pk)
        file_for(firm(serial, person, chance), serial, person, chance, at)
    draft_policy(at)
    demo_mall.load(password=password, at=at)
    demo_calls.load(at=at)


def draft_policy(at: datetime) -> None:
    """A draft that waits for the administrator: masks for five days, or no reopening, from next week."""
    administrator = User.objects.get(username="administrator")
    made_from = PolicySet.objects.get(slug=CITY_POLICY, status=PolicyStatus.PUBLISHED)
    row = policy_drafts.draft(
        made_from=made_from,
        slug=CITY_POLICY,
        valid_from=shanghai_day(at) + timedelta(days=7),
        by=administrator,
        at=at,
    )
    supplies = [
        each | {"reserve_days": 5, "gate": "block"} if each["item"] == "mask" else each
        for each in row.body["supplies"]
    ]
    values = {
        "supplies": supplies,
        "answer": row.body["answer"] | {"amount": 2},
    }  # as the nation's set binds it
    policy_drafts.edit(policy_set=row, changes={}, values=values, by=administrator, at=at)


def credit_code(serial: int) -> str:
    """Valid by its check digit, yet given out by nobody: the district 330199 does not exist."""
    stem = f"Y1330199DEM{serial:06d}"
    return stem + uscc.calc_check_digit(stem)


def street_for(serial: int) -> Division:
    """The first firm, whose draft the applicant fills in, lies in Jianggan: there everybody declares first."""
    city = "3303" if serial >= FIRMS - WENZHOU else "3301"
    rows = Division.objects.filter(code__startswith=city).order_by("code")
    jianggan = [row for row in rows if row.is_street and row.code.startswith(JIANGGAN)]
    others = [row for row in rows if row.is_street and not row.code.startswith(JIANGGAN)]
    return jianggan[0] if serial == 0 else others[serial % len(others)]


def firm(serial: int, person: User, chance: random.Random) -> Firm:
    trade, industry, _kind = TRADES[serial % len(TRADES)]
    street = street_for(serial)
    row = Firm.objects.create(
        credit_code=credit_code(serial),
        name=f"{street.name[:2]}{WORDS[serial % len(WORDS)]}{trade}（演示{serial + 1:02d}）有限公司",
        legal_representative=f"演示{chance.choice(SURNAMES)}某",
        division=street,
        address=f"{street.name}演示路{serial + 1}号",
        industry_code=industry,
        contact_name=f"演示{chance.choice(SURNAMES)}女士",
        contact_phone=f"1380000{serial:04d}",
        staff_total=chance.choice([5, 8, 12, 20, 20, 35, 60, 120]),
    )
    Membership.objects.create(user=person, firm=row, is_signatory=True)
    return row


def file_for(row: Firm, serial: int, person: User, chance: random.Random, at: datetime) -> None:
    filed_at = at - timedelta(hours=chance.randint(1, 70), days=12 if serial in EARLY else 0)
    application = applications.start(firm=row, by=person, at=filed_at)
    fill(application, serial, chance, filed_at)
    if serial == 0:
        let_declare(application, person, at)
    if serial < WITH_FILES:
        hand_in_files(application, person, filed_at)
    if serial not in DRAFTS:
        promise_papers(application, person, filed_at)
        applications.submit(application=application, committed=True, by=person, at=filed_at)


def promise_papers(application: Application, person: User, at: datetime) -> None:
    """All that may follow after the decision."""
    for paper in application.policy_set.rules.papers:
        if paper.deferrable and paper.section is None:
            deferrals.defer(application=application, paper=paper.key, accepted=True, by=person, at=at)


def let_declare(application: Application, person: User, at: datetime) -> None:
    """The link is out and every person has a code; most have declared, one has withdrawn the consent."""
    links.open_link(application=application, by=person, at=at)
    slips.give(application.pk, list(application.staff.values_list("pk", flat=True)))
    day = shanghai_day(at)
    people = list(application.staff.order_by("pk"))
    for number, member in enumerate(people[: len(people) * 2 // 3]):
        member.application = application
        answers = Answers(declared_on=day, here="杭州市", household_ill=number == 1)
        declarations.declare(member=member, answers=answers, consent=consent_on(day).version, at=at)
    declarations.withdraw(member=people[0], at=at)
    links.remind(application=application, by=person, at=at)


def hand_in_files(application: Application, person: User, filed_at: datetime) -> None:
    """A licence and a photo of the masks, made up."""
    licence = demo_files.paper("营业执照（演示）.pdf", "DEMO - not a real licence")
    boxes = demo_files.photo("口罩库存.png", boxes=5)
    for place, sent in ((Place(DocumentUse.OTHER), licence), (Place(DocumentUse.ITEM, "mask"), boxes)):
        documents.add(application=application, place=place, sent=[sent], by=person, at=filed_at)


def fill(application: Application, serial: int, chance: random.Random, filed_at: datetime) -> None:
    policy = application.policy_set.rules
    away = add_staff(application, chance, filed_at)
    heads = application.firm.staff_total - away
    values: dict[str, Any] = {
        "site_kind": TRADES[serial % len(TRADES)][2],
        "area_m2": heads * 12,
        "firm_class": policy.firm_classes[serial % len(policy.firm_classes)].key,
        "class_evidence": "见营业执照与主管部门名单（演示）",
        "has_isolation_area": True,
        "opens_on": shanghai_day(filed_at) + timedelta(days=chance.randint(6, 10)),
        "heads_on_site": heads,
    }
    Application.objects.filter(pk=application.pk).update(**values)
    application.refresh_from_db()
    masks = int(heads * chance.choice([0, 0.4, 1, 2.1, 3, 5, 7, 9.4]))
    stock = {
        "mask": masks,
        "thermometer": 1 + heads // 50,
        "disinfectant": heads * 500,
        "alcohol": heads * 40,
    }
    InventoryLine.objects.bulk_create(
        InventoryLine(application=application, item_code=item, quantity=quantity)
        for item, quantity in stock.items()
    )
    add_work(application, heads, is_draft=serial in DRAFTS)
    written = list(PLAN.items())[: 3 if serial in DRAFTS else None]
    PlanSection.objects.bulk_create(
        PlanSection(application=application, key=key, text=text) for key, text in written
    )


def add_work(application: Application, heads: int, *, is_draft: bool) -> None:
    """Who fills the safety posts, and two shifts; a draft starts everybody at once, so that there is a peak."""
    people = list(application.staff.order_by("row_number")[:2])
    for post, holder in zip(application.policy_set.rules.posts, people, strict=False):
        PostHolder.objects.create(
            application=application,
            post_key=post.key,
            resident_id_hash=holder.resident_id_hash,
            certificate=f"T{holder.resident_id}" if post.certificate and not is_draft else "",
        )
    early = heads if is_draft else heads - heads // 2
    rows = [
        ("白班", early, time(8), time(17), time(12)),
        ("中班", heads - early, time(9), time(18), time(12, 30)),
    ]
    Application.objects.filter(pk=application.pk).update(entrances=1)
    Shift.objects.bulk_create(
        Shift(
            application=application,
            position=position,
            name=name,
            people=count,
            starts_at=starts_at,
            ends_at=ends_at,
            meal_at=meal_at,
            uses_canteen=True,
        )
        for position, (name, count, starts_at, ends_at, meal_at) in enumerate(rows)
        if count
    )
