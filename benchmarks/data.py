"""What the rows work on: a small real district, and a large one made by the database itself."""

import io
import random
from collections.abc import Iterator
from datetime import date

import xlsxwriter
from django.db import connection
from django.utils import timezone

from core import demo as people
from core.models import Division, User
from core.services import divisions
from reopening import demo as district
from reopening.credit_codes import check_character
from reopening.demo_people import made_up_id
from reopening.models import Application, Firm, InventoryLine, Membership, PlanSection, StaffMember
from reopening.services import applications, policies
from reopening.services.counts import recount

RISKS = [
    "目前在重点疫区",
    "14天内到过重点疫区",
    "目前在本市以外",
    "14天内接触过病例",
    "家人有发热等症状",
    "本人有发热咳嗽等症状",
]
HEADER = ["姓名", "身份证号码", "手机号码", "岗位", "目前所在地", "是否到岗", *RISKS]
CLONED = """
INSERT INTO reopening_firm (public_id, credit_code, name, grams, legal_representative, division_id, address,
    industry_code, contact_name, contact_phone, staff_total)
SELECT gen_random_uuid(), 'Y' || lpad(n::text, 17, '0'), name, grams, legal_representative, division_id, address,
    industry_code, contact_name, contact_phone, staff_total FROM reopening_firm, generate_series(%(first)s, %(last)s) n
    WHERE reopening_firm.id = (SELECT firm_id FROM reopening_application WHERE id = %(model)s);
"""
ORDERED = """
WITH made AS (
    INSERT INTO supplies_order (public_id, number, application_id, firm_id, division_code, kind, status, note,
        urgent_reason, submitted_at, submitted_by_id)
    SELECT gen_random_uuid(), 'B-' || a.id, a.id, a.firm_id, a.division_code, 'government', 'submitted', '', '', now(),
           %s
      FROM reopening_application a WHERE a.number LIKE 'bench-%%' AND a.division_code LIKE '3301%%'
       AND NOT EXISTS (SELECT FROM supplies_order o WHERE o.application_id = a.id)
     ORDER BY a.id LIMIT %s
    RETURNING id
)
INSERT INTO supplies_orderline (order_id, item_id, quantity, reported, awarded, loaded, delivered, cancelled,
    to_purchase, is_settled)
SELECT made.id, i.id, 108 + made.id %% 2, 0, 0, 0, 0, 0, 0, false FROM made, supplies_item i WHERE i.code = %s
"""


def small_district() -> None:
    """The demo's people and firms, with their applications."""
    at = timezone.now()
    if not User.objects.filter(username="reviewer").exists():
        people.load(password="not-used-here", at=at)
        district.load(password="not-used-here", at=at)


def ready_drafts(count: int) -> list[tuple[int, int]]:
    """Drafts of firms of eight that may be handed in, and the one person who may: the keys of both."""
    at, chance, made = timezone.now(), random.Random(3), []
    street = Division.objects.filter(code__startswith="330106", code__regex=r"^\d{9}$").earliest("code")
    for number in range(count):
        person = User.objects.create(username=f"bench-{number}")
        stem = f"Y1330199BN{number:07d}"
        firm = Firm.objects.create(
            credit_code=stem + check_character(stem),
            name=f"演示交件{number}有限公司",
            legal_representative="演示法人",
            division=street,
            address=f"演示路{number}号",
            industry_code="C14",
            contact_name="演示联系人",
            contact_phone="13800000000",
            staff_total=8,
        )
        Membership.objects.create(user=person, firm=firm, is_signatory=True)
        draft = applications.start(firm=firm, by=person, at=at)
        district.fill(draft, 9 * number + 1, chance, at)
        district.promise_papers(draft, person, at)
        made.append((draft.pk, person.pk))
    return made


def places_only() -> None:
    divisions.load(divisions.DEMO_FILE)
    policies.load(policies.shipped())


def many_cases(upto: int) -> None:
    """Submitted copies of one case until there are `upto`, each of a firm of its own, with due times spread out."""
    missing = upto - Application.objects.count()
    model = Application.objects.filter(status="submitted").order_by("pk").first()
    if missing <= 0 or model is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT coalesce(max(id), 0) FROM reopening_firm")
        [top] = cursor.fetchone()
        cursor.execute(CLONED, {"first": top + 1, "last": top + missing, "model": model.pk})
        columns = [
            field.column
            for field in Application._meta.concrete_fields
            if field.column
            not in {
                "id",
                "public_id",
                "case_key",
                "number",
                "firm_id",
                "due_at",
                "division_id",
                "division_code",
            }
        ]
        listed = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f"""INSERT INTO reopening_application
            (public_id, number, firm_id, due_at, division_id, division_code, {listed})
            SELECT gen_random_uuid(), 'bench-' || f.id, f.id, now() + f.id %% 7000 * interval '1 minute',
                s.codes[1 + f.id %% 12], s.codes[1 + f.id %% 12], {", ".join(f"a.{column}" for column in columns)}
            FROM reopening_application a, reopening_firm f,
                (SELECT array_agg(code ORDER BY code) AS codes FROM core_division WHERE length(code) = 9) s
            WHERE a.id = %s AND f.id > %s""",
            [model.pk, top],
        )
        cursor.execute("ANALYZE")
    recount()


def open_orders(count: int, item: str) -> None:
    """Orders of so many of the cases that `many_cases` made, each for what one of the first day asked for."""
    person = User.objects.get(username="reviewer")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ORDERED, [person.pk, count, item])
        cursor.execute("ANALYZE")


def fill_cases() -> None:
    """Give every case that `many_cases` made the roster, the goods and the plan of the first one that was filed."""
    model = Application.objects.filter(status="submitted").exclude(number__startswith="bench-").earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for rows in (StaffMember, InventoryLine, PlanSection):
            own = {"id", "public_id", "application_id"}
            kept = [field.column for field in rows._meta.concrete_fields if field.column not in own]
            listed = ", ".join(f'row."{column}"' for column in kept)
            named = ", ".join(f'"{column}"' for column in kept)
            has_id = any(field.column == "public_id" for field in rows._meta.concrete_fields)
            cursor.execute(
                f"""INSERT INTO {rows._meta.db_table} (application_id, {"public_id, " if has_id else ""}{named})
                SELECT a.id, {"gen_random_uuid(), " if has_id else ""}{listed}
                  FROM reopening_application a, {rows._meta.db_table} row
                 WHERE row.application_id = %s AND a.number LIKE 'bench-%%'""",
                [model.pk],
            )
        cursor.execute("ANALYZE")


def workbook(people_count: int) -> bytes:
    """A roster as a safety officer's Excel writes it."""
    chance = random.Random(1)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number in range(1, people_count + 1):
        identity = made_up_id(number)
        sheet.write_row(
            number,
            0,
            [
                f"员工{number}",
                identity,
                f"138{number:08d}",
                "操作工",
                "杭州",
                chance.choice("是否"),
                *["否"] * len(RISKS),
            ],
        )
    book.close()
    return buffer.getvalue()


NAMES = [
    *("杭州", "西湖", "余杭", "萧山", "滨江", "临安", "富阳", "桐庐"),
    *("示例", "演练", "虚拟", "样本", "试用", "模拟", "云溪", "青禾", "远山", "新桥"),
    *(
        "食品",
        "口罩机械",
        "软件",
        "便民超市",
        "建筑",
        "电子",
        "物流",
        "服装",
        "印染",
        "五金",
        "餐饮",
        "教育咨询",
    ),
]
TRADES = ["C14", "C35", "I65", "F52", "E47", "C39", "G54", "C18"]


def registered_firms(count: int) -> Iterator[tuple[str, ...]]:
    """Rows of a register that nobody keeps: valid codes of the district 330199, which does not exist."""
    chance = random.Random(2)
    streets = list(
        Division.objects.filter(code__regex=r"^\d{9}$").order_by("code").values_list("code", flat=True)
    )
    for number in range(count):
        stem = f"Y1330199RG{number:07d}"
        words = NAMES[:8], NAMES[8:18], NAMES[18:]
        name = "".join(chance.choice(each) for each in words)
        yield (
            stem + check_character(stem),
            f"{name[:4]}{chr(0x4E00 + number % 6_000)}{chr(0x5000 + number // 60)}{name[4:]}有限公司",
            chance.choice(streets),
            f"演示{chr(0x5B00 + number % 300)}",
            f"演示路{number}号",
            chance.choice(TRADES),
            chance.choice(["above", "below"]),
        )


def register_csv(count: int) -> str:
    """The same as a trade office's export has them."""
    lines = ["统一社会信用代码,企业名称,行政区划代码,法定代表人,住所,行业代码,规模"]
    lines += [",".join(row) for row in registered_firms(count)]
    return "\n".join(lines) + "\n"


def today() -> date:
    return timezone.localdate()
