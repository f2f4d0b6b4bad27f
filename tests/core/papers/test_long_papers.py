"""Long papers page: heads repeat, pages are numbered, nothing is lost or cut."""

import re

import pytest

from approvals.batch_list import COLUMNS
from core.papers.composing import compose
from core.papers.kinds import kinds
from core.papers.page import paper_pdf
from core.papers.samples import sample_facts
from tests.core.papers.papers import pages_of

LINES = 200
ROWS = 5_000
# 50 characters each, with some of CJK Extensions A, B and E.
LONGEST = "䶮㛃𬬮赟𠅤" + "杭州示例生物医药科技集团股份有限公司西湖区第一分公司暨示例研究院联合党委" + "二" * 9


def words(key, **changes):
    kind = kinds()[key]
    return compose(kind, kind.shipped(), sample_facts(kind) | changes)


def numbered(pages):
    return [f"第 {page} 页 共 {len(pages)} 页" in text for page, text in enumerate(pages, start=1)]


def test_two_hundred_points_stand_on_as_many_pages_as_they_need_each_once_and_in_order():
    points = [{"zh": f"第{n}项须补正。", "en": f"Point {n} is to be corrected."} for n in range(1, LINES + 1)]

    pages = pages_of(paper_pdf(words("deficiency", points=points)))

    found = [int(each) for each in re.findall(r"第(\d+)项须补正", "\n".join(pages))]
    assert found == list(range(1, LINES + 1))
    assert len(pages) > 4
    assert all(numbered(pages))
    assert all(text.count("须补正") == text.count("to be corrected") for text in pages)


def test_who_issued_a_letter_never_stands_alone_on_a_page_nor_a_paragraph_without_its_translation():
    notes = [{"note": {"zh": "说明。\n" * lines, "en": ""}} for lines in range(1, 41)]
    kind, closing = kinds()["decision"], words("decision")["sheets"][0]["blocks"][-1]["text"]
    facts = sample_facts(kind)
    sheets = [{"number": f"<{at}>", "texts": facts["texts"] | note} for at, note in enumerate(notes)]

    pages = pages_of(paper_pdf(compose(kind, kind.shipped(), facts | {"sheets": sheets})))

    assert len(pages) > len(notes)  # some letters need a second page
    ends = [text.replace("\n", "") for text in pages if "2020年2月17日（周一）" in text]
    assert len(ends) == len(notes)
    assert all(closing["zh"] in text and closing["en"][:20] in text for text in ends)


def test_the_poster_keeps_to_one_side_with_the_longest_names():
    kind = kinds()["poster"]
    places = sample_facts(kind)["places"] | {"firm": {"zh": (LONGEST * 3)[:120], "en": ""}}
    authority = {
        "zh": ("余杭区新冠肺炎疫情防控工作领导小组办公室" * 6)[:120],
        "en": ("Office of Yuhang " * 12)[:200],
    }

    pages = pages_of(paper_pdf(words("poster", places=places, authority=authority)))

    assert len(pages) == 1
    assert places["firm"]["zh"] in pages[0].replace("\n", "")


def cells(number, firm):
    texts = {
        "serial": str(number),
        "firm": firm,
        "place": "西湖区翠苑街道",
        "heads": "1,200",
        "from": "2020-02-20",
        "until": "2020-05-20",
        "number": f"330106002-20200220-{number:05d}-X",
    }
    return [{"as": column, "zh": texts[column], "en": ""} for column in COLUMNS]


def test_the_longest_names_stand_whole_in_the_list_of_a_batch_and_no_row_is_cut():
    pages = pages_of(paper_pdf(words("list", rows=[cells(n, LONGEST) for n in range(1, 101)])))

    assert "".join(pages).replace("\n", "").count(LONGEST) == 100
    assert all(numbered(pages))


@pytest.mark.slow
def test_five_thousand_firms_of_a_batch_repeat_their_head_on_every_page_and_lose_none():
    rows = [cells(n, f"杭州演示第{n:05d}号食品有限公司") for n in range(1, ROWS + 1)]

    pages = pages_of(paper_pdf(words("list", rows=rows)))

    said = "".join(pages).replace("\n", "")  # a number may be broken at its hyphens
    found = [int(each) for each in re.findall(r"20200220-(\d{5})-X", said)]
    assert found == list(range(1, ROWS + 1))
    assert all(numbered(pages))
    with_rows = [text for text in pages if "食品有限公司" in text]
    assert all("单位名称" in text and "Certificate" in text for text in with_rows)
