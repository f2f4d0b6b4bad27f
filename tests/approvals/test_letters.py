from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import letters
from approvals.letters import PLACES, LetterFacts
from approvals.paper_kinds import DECISION, REJECTION
from core.papers.filling import fill, unknown_places

FACTS = {
    "firm": "演示食品有限公司",
    "credit_code": "Y1330199DEM000001",
    "number": "330106-20200213-0001-K",
    "authority": {"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou City"},
    "day": date(2020, 2, 14),
}
KINDS = {"approved": DECISION, "rejected": REJECTION}
PAIRS = st.lists(st.fixed_dictionaries({"zh": st.text(min_size=1), "en": st.text(min_size=1)}), max_size=4)


def compose(facts):
    return letters.compose(facts, words=KINDS[facts.outcome].shipped(), version="2020-02")


def test_an_approval_says_from_when_how_many_and_what_is_still_to_be_done():
    conditions = [{"zh": "三日内补交租赁合同", "en": "Hand in the lease within three days"}]

    letter = compose(
        LetterFacts(
            outcome="approved", heads=1200, opens_on=date(2020, 2, 17), conditions=conditions, **FACTS
        )
    )

    assert letter["zh"]["opening"] == (
        "你单位提交的复工申请（编号330106-20200213-0001-K）收悉。经审核，同意你单位自2020年2月17日起复工，"
        "每日到岗人数不超过1,200人。"
    )
    assert (letter["zh"]["points_title"], letter["zh"]["points"]) == (
        "你单位还须做到：",
        ["三日内补交租赁合同"],
    )
    assert letter["en"]["signed"] == "Xihu District, Hangzhou City, 14 February 2020"


def test_what_an_office_adds_is_filled_in_for_each_firm_and_language():
    note = {"zh": "{firm}请于{day}到窗口领取。", "en": "{firm}: please come on {day}. {unknown} stays."}

    letter = compose(LetterFacts(outcome="rejected", note=note, **FACTS))

    assert letter["zh"]["note"] == "演示食品有限公司请于2020年2月14日到窗口领取。"
    assert letter["en"]["note"] == "演示食品有限公司: please come on 14 February 2020. {unknown} stays."


@given(reasons=PAIRS, note=st.fixed_dictionaries({"zh": st.text(), "en": st.text()}))
def test_every_reason_stands_in_the_letter_in_both_languages_word_for_word(reasons, note):
    letter = compose(LetterFacts(outcome="rejected", reasons=reasons, note=note, **FACTS))

    for language in ("zh", "en"):
        assert letter[language]["points"] == [reason[language] for reason in reasons]
        assert all(letter[language][part] for part in ("title", "to", "opening", "closing", "signed"))


@given(st.text())
def test_filling_in_leaves_text_without_places_as_it_is(text):
    assert unknown_places(text.replace("{", ""), PLACES) == []
    assert fill(text.replace("{", ""), dict.fromkeys(PLACES, "x")) == text.replace("{", "")


@pytest.mark.parametrize(("text", "found"), [("{firm}", []), ("{Firm} {x}", ["Firm", "x"]), ("{}", [""])])
def test_a_place_that_no_letter_knows_is_found(text, found):
    assert unknown_places(text, PLACES) == found
