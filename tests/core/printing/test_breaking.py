from hypothesis import given
from hypothesis import strategies as st

from core.printing.breaking import NEVER_FIRST, NEVER_LAST, advances_of, break_lines

SERIF = {"family": "Desk Serif", "language": "zh-Hans"}


def broken(text, width=100.0, size=10.0):
    return break_lines(text, size=size, width=width, **SERIF)


def test_chinese_breaks_between_any_two_characters():
    assert broken("杭州示例生物医药科技股份有限公司") == ["杭州示例生物医药科技", "股份有限公司"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    assert broken("杭州示例生物医药科技（集团）") == ["杭州示例生物医药科技", "（集团）"]
    assert broken("杭州示例生物医药科（集团）") == ["杭州示例生物医药科", "（集团）"]
    assert broken("杭州示例生物医药科技，集团") == ["杭州示例生物医药科", "技，集团"]


def test_words_break_at_spaces_and_the_space_is_gone():
    assert broken("delivery to be received by 22 February") == [
        "delivery to be",
        "received by 22",
        "February",
    ]


def test_a_word_longer_than_the_line_breaks_inside():
    assert "".join(broken("0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz")) == "0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz"


def test_nothing_is_one_empty_line():
    assert broken("") == [""]


@given(st.text(alphabet="复工备案 aWi1-/（）。，", max_size=60), st.integers(30, 300))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text, width):
    lines = broken(text, width=float(width))

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        fits = sum(advances_of(line, **SERIF)) <= width / 10 * 1000
        assert fits or len(line.strip()) == 1 or not set(line).isdisjoint(NEVER_FIRST | NEVER_LAST)
