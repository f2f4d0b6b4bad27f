"""Made-up facts for the preview of a template: long and rare names, so that it shows what may happen. No ORM."""

from datetime import date
from typing import Any

from core.papers.facts import facts
from core.papers.filling import Pair
from core.papers.parts import Given, Points, Table

DAY = date(2020, 2, 17)
FIRM = "杭州䶮㛃𬬮赟示例生物医药科技（集团）股份有限公司西湖区第一分公司暨示例研究院"
AUTHORITY: Pair = {"zh": "杭州市西湖区（示例）", "en": "Xihu District, Hangzhou City (example)"}
ADDRESS = "https://desk.example.gov.cn/verify/example/"
VALUES: dict[str, Pair] = {
    "firm": {"zh": FIRM, "en": ""},
    "credit_code": {"zh": "91330106MA2EXAMPL0", "en": ""},
    "number": {"zh": "330106-20200217-0001-P", "en": ""},
    "procedure": {"zh": "复工备案", "en": "filing to reopen"},
    "heads": {"zh": "1,200", "en": ""},
    "opens_on": {"zh": "2020年2月20日", "en": "20 February 2020"},
    "validity": {"zh": "2020年2月20日 至 2020年3月31日", "en": "20 February 2020 to 31 March 2020"},
    "received": {"zh": "2020年2月17日 09:30", "en": "17 February 2020, 09:30"},
    "due": {"zh": "2020年2月18日 18:00", "en": "18 February 2020, 18:00"},
    "day": {"zh": "2020年2月17日", "en": "17 February 2020"},
    "appeal_until": {"zh": "2020年4月17日", "en": "17 April 2020"},
    "authority": AUTHORITY,
    "office": AUTHORITY,
    "decision": {"zh": "已驳回", "en": "Rejected"},
    "decided_on": {"zh": "2020年2月17日", "en": "17 February 2020"},
    "filed_on": {"zh": "2020年2月24日", "en": "24 February 2020"},
    "file_by": {"zh": "2020年4月17日", "en": "17 April 2020"},
    "due_on": {"zh": "2020年3月24日", "en": "24 March 2020"},
    "papers": {"zh": "2", "en": ""},
    "firms": {"zh": "3", "en": ""},
    "site": {"zh": "浙江省杭州市西湖区翠苑街道示例路 88 号 3 幢 2 层", "en": ""},
    "address": {"zh": "浙江省杭州市西湖区翠苑街道示例路 88 号 3 幢 2 层", "en": ""},
    "run": {"zh": "R20200217-01", "en": ""},
    "stop": {"zh": "3", "en": ""},
    "depot": {"zh": "西湖区物资中心仓库（示例）", "en": "Depot of Xihu District (example)"},
}
CELLS: dict[str, Pair] = {
    "firm": {"zh": FIRM, "en": ""},
    "place": {"zh": "翠苑街道", "en": "Cuiyuan Street"},
    "heads": {"zh": "1,200", "en": ""},
    "from": {"zh": "2020-02-20", "en": ""},
    "until": {"zh": "2020-05-20", "en": ""},
    "number": {"zh": "330106-20200217-0001-P", "en": ""},
    "item": {"zh": "一次性医用口罩", "en": "Medical face mask"},
    "lot": {"zh": "L20200101", "en": ""},
    "expires": {"zh": "2021-12-31", "en": ""},
    "quantity": {"zh": "1,000只", "en": "1,000 pieces"},
}
ROWS = 3
EXAMPLE: Pair = {"zh": "（示例）", "en": "(example)"}
POINT: Pair = {"zh": "示例：员工名册不完整。", "en": "Example: the roster is incomplete."}


def sample_facts(kind: Any) -> dict[str, Any]:
    """:param kind: with its places and parts, as `core.papers.kinds.PaperKind`"""
    columns = next((part.columns for part in kind.parts if isinstance(part, Table)), ())
    given = [part.key for part in kind.parts if isinstance(part, Given) and not part.is_worded]
    given += [
        part.heading
        for part in kind.parts
        if isinstance(part, Points) and part.is_given and not part.is_worded
    ]
    return facts(
        day=DAY,
        division="330106",
        authority=AUTHORITY,
        number="330106-20200217-0001-P",
        places={name: VALUES.get(name, EXAMPLE) for name in (*kind.places, *kind.places_of_given)},
        points=[POINT] * 3,
        rows=[[cell(column, place) for column in columns] for place in range(1, ROWS + 1)],
        sections=[{"title": EXAMPLE, "rows": [{"label": EXAMPLE, "value": EXAMPLE}] * 3}],
        texts=dict.fromkeys(given, EXAMPLE),
        address=ADDRESS,
    )


def cell(column: str, place: int) -> dict[str, str]:
    """Of a made-up row; as the kinds write theirs: a quantity is a figure."""
    value = {"zh": str(place), "en": ""} if column == "serial" else CELLS.get(column, EXAMPLE)
    return {"as": "figure" if column == "quantity" else column, **value}
