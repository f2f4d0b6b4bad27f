"""Names as people have them: each comes in from a file of every kind and is shown unbroken."""

import html

import pytest
from django.urls import reverse

from reopening.forms.rosters import PersonForm
from reopening.naming import mask_name
from reopening.table_files.refusals import TableRefused
from tests.corpora.readings import TODAY, outcome
from tests.reopening.roster_files.rosters import HEADER, row, table, workbook
from tests.reopening.roster_files.sheets import open_document
from tests.reopening.uploads import draft, imported  # noqa: F401 - a fixture

# As typed, and as shown where that is not the same.
NAMES = {
    "two characters": ["王伟", "李娜", "丁一", "卜一"],
    "one character": ["王", "喆"],
    "three and four": ["王小明", "陈王静怡", "范徐丽泰"],
    "compound surnames": [
        "欧阳娜娜",
        "司马光",
        "诸葛亮",
        "上官婉儿",
        "皇甫嵩",
        "尉迟恭",
        "夏侯惇",
        "令狐冲",
        "东方朔",
    ],
    "middle dots": [
        *(
            "阿卜杜拉·买买提",
            "古丽娜尔·艾合买提江",
            "麦麦提图尔荪·阿卜杜热合曼",
            "才旦卓玛·次仁",
            "乌云其其格·巴特尔",
        ),
        *("买买提•艾力", "迪丽・热巴"),
    ],
    "without a dot": ["才让东智", "巴音孟克", "尼玛扎西", "娜仁托娅"],
    "Latin": [
        "John Smith",
        "Anne-Marie O’Neill",
        "José Núñez",
        "François Lefèvre",
        "Łukasz Żółć",
        "Nguyễn Văn Ánh",
        "Ðặng",
    ],
    "apostrophes": ["O'Brien", "D'Angelo", "N'Golo Kanté", "'t Hooft"],
    "other scripts": ["Иван Петров", "김철수", "田中太郎", "さくら", "محمد علي", "שרה כהן", "สมชาย"],
    "rare characters": [
        "王䶮",
        "㛃一",
        "𠮷野",
        "李𬭎",
        "张𫍯",
        "刘𫖯",
        "陈\U00030000",
        "马\U00031350",
        "高\U0002ebf0",
        "王〇",
    ],
    "combining marks": ["Jose\u0301", "A\u030angstro\u0308m"],
    "50 and more": ["长" * 50, "阿" * 30 + "·" + "买" * 29],
    "words of programs": [
        "null",
        "None",
        "NaN",
        "True",
        "Test",
        "否",
        "O--",
        "<b>王</b>",
        "王&李",
        "=王",
        "@王",
        "100%",
    ],
}
SHOWN = {
    " 王 伟 ": "王 伟",
    "王伟\u3000": "王伟",
    "\u00a0李娜": "李娜",
    "王  小明": "王 小明",
    "ＪＯＨＮ　Ｓｍｉｔｈ": "JOHN Smith",
    "王\u200b小明": "王小明",
    "\ufeff李娜": "李娜",
    "王伟\t": "王伟",
}
PAIRS = [(name, name) for names in NAMES.values() for name in names] + list(SHOWN.items())
TYPED, KEPT = zip(*PAIRS, strict=True)
ROWS = [HEADER, *(row(number, name=name) for number, name in enumerate(TYPED))]
FILES = {
    "xlsx": lambda: workbook(ROWS),
    "ods": lambda: open_document([[str(cell) for cell in cells] for cells in ROWS]),
    "utf-8": lambda: table(ROWS).encode("utf-8-sig"),
    "utf-16": lambda: table(ROWS).encode("utf-16"),
    "gb18030": lambda: table(ROWS).encode("gb18030"),
}


def test_there_are_as_many_as_the_plan_asks_for():
    assert len(PAIRS) >= 56
    assert len(set(TYPED)) == len(TYPED)


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_every_name_comes_in_as_it_is(make):
    found = outcome(make())

    assert not isinstance(found, TableRefused), found.code
    assert {TYPED[n]: each.errors for n, each in enumerate(found) if each.errors} == {}
    assert [each.person.name for each in found] == list(KEPT)


def test_every_name_is_shown_unbroken(client, applicant, draft):  # noqa: F811
    upload = imported(draft, workbook(ROWS), applicant)
    assert (upload.rows_accepted, upload.rows_refused) == (len(PAIRS), 0)
    client.force_login(applicant)
    address, pages = reverse("reopening:roster", args=[draft.public_id]), []

    cursor: str | None = None
    while cursor != "":
        answer = client.get(address, {"cursor": cursor} if cursor else {})
        pages.append(answer.text)
        cursor = answer.context["page"].next_cursor

    shown = "".join(pages)
    assert [name for name in KEPT if f'<th scope="row">{html.escape(name)}</th>' not in shown] == []
    assert "\ufffd" not in shown


@pytest.mark.parametrize("name", KEPT)
def test_a_name_can_be_typed_as_well_and_is_masked_by_its_first_character(name):
    form = PersonForm({"name": name}, today=TODAY)

    form.is_valid()

    assert "name" not in form.errors
    assert form.cleaned_data["name"] == name
    assert mask_name(name)[0] == name[0]
    assert len(name) == 1 or name not in mask_name(name)


@pytest.mark.parametrize("name", ["长" * 61, "王\x07", "王\ufffd", "王\ue000"])
def test_what_is_no_name_is_refused_in_its_cell(name):
    [found] = outcome(workbook([HEADER, row(1, name=name)]))

    assert [error.column for error in found.errors] == ["name"]
