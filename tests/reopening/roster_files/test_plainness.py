"""What is said of many cells at once is what is found when they are read one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reopening.identities import (
    CHECK_CHARACTERS,
    WEIGHTS,
    IdentityRefused,
    canonical_mobile,
    canonical_resident_id,
)
from reopening.roster_files.plainness import plain_ids, plain_mobiles, plain_texts
from reopening.table_files.cells import CellRefused, text_in

TODAY = date(2020, 2, 15)
DIGITS = st.text("0123456789", min_size=17, max_size=17)
BIRTHDAYS = st.dates(date(1899, 12, 1), TODAY + timedelta(days=40)).map(lambda day: f"{day:%Y%m%d}")
WRONG_DAYS = st.sampled_from(
    ["20190229", "19000229", "20000229", "20200231", "19991301", "19990010", "19990100"]
)
STEMS = st.builds(
    lambda region, county, born, serial: region + county + born + serial,
    st.sampled_from(["11", "33", "71", "83", "00", "16", "99"]),
    st.text("0123456789", min_size=4, max_size=4),
    BIRTHDAYS | WRONG_DAYS,
    st.text("0123456789", min_size=3, max_size=3),
)


def with_check(stem: str) -> str:
    return stem + CHECK_CHARACTERS[sum(map(lambda digit, weight: int(digit) * weight, stem, WEIGHTS)) % 11]


IDS = STEMS.map(with_check) | st.builds(str.__add__, STEMS | DIGITS, st.sampled_from("0123456789Xx"))
OTHERS = st.sampled_from(
    ["", None, 330106199001011234, 1.5, True, "３３０１０６１９９００１０１１２３４", " " * 18, "|" * 18]
)


def stands(read, cell) -> bool:
    """Whether the cell is read, and is the same afterwards."""
    try:
        return type(cell) is str and read(cell) == cell
    except (IdentityRefused, CellRefused):
        return False


@given(cells=st.lists(IDS | OTHERS, max_size=20))
def test_ids_are_plain_when_nothing_has_to_be_done_to_them(cells):
    expected = [stands(lambda cell: canonical_resident_id(cell, on=TODAY), cell) for cell in cells]

    assert plain_ids(cells, TODAY).tolist() == expected


@given(
    cells=st.lists(
        st.from_regex(r"1[0-9]{10}", fullmatch=True)
        | st.sampled_from(["+8613800000000", "138 0000 0000", "２３８００００００００", "23800000000"])
        | OTHERS
    )
)
def test_mobiles_are_plain_when_nothing_has_to_be_done_to_them(cells):
    assert plain_mobiles(cells).tolist() == [stands(canonical_mobile, cell) for cell in cells]


TEXTS = st.text(st.sampled_from("王小明 |·Ａ\ufffd\u200b\u3000\t\n") | st.characters(), max_size=40)


@given(cells=st.lists(TEXTS, min_size=1, max_size=6))
@example(["王小明", "李四"])
@example(["王 ", "李"])
@example(["王", " 李"])
@example(["王", ""])
@example(["王|", "李"])
def test_texts_that_are_all_plain_need_nothing_done_to_them(cells):
    if plain_texts(cells):
        assert all(stands(lambda cell: text_in(cell, 60), cell) for cell in cells)


@pytest.mark.parametrize("cells", [["王小明", "李 四", "Li Si", "阿卜杜拉·买买提"], ["王|明"]])
def test_usual_names_are_plain(cells):
    assert plain_texts(cells)


@pytest.mark.parametrize("cells", [["王", 5], ["王", None], ["王", True]])
def test_what_is_no_text_is_not_plain(cells):
    assert not plain_texts(cells)
