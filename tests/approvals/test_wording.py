import json
from datetime import date

import pytest

from approvals.wording import CertificateFacts, compose, load_words
from core.papers.composing import printed_text
from core.printing.faces import missing_characters

BASE = {
    "number": "330106-20200217-0001-P",
    "firm": "杭州示例食品有限公司",
    "credit_code": "91330106MA2EXAMPL0",
    "address": "西湖区翠苑街道示例路 88 号",
    "headcount_limit": 86,
    "opens_on": date(2020, 2, 20),
    "valid_from": date(2020, 2, 20),
    "valid_until": date(2020, 3, 31),
    "issued_on": date(2020, 2, 17),
    "authority": {"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou"},
    "check_url": "https://desk.example.gov.cn/verify/abc/",
}
CONDITION = {"zh": "口罩须到货。", "en": "Masks must arrive."}


def facts(**changes):
    return CertificateFacts(**{"mode": "filing", **BASE, **changes})


def value(wording, key):
    return next(fact["value"] for fact in wording["facts"] if fact["key"] == key)


@pytest.mark.parametrize("mode", ["filing", "approval", "commitment"])
def test_every_mode_has_its_own_title_in_both_languages_and_can_be_drawn(mode):
    wording = compose(facts(mode=mode))

    assert wording["title"] == load_words("2020-02")["title"][mode]
    assert missing_characters(printed_text(wording)) == []


def test_the_words_survive_storage_as_json():
    wording = compose(facts(conditions=[CONDITION]))

    assert json.loads(json.dumps(wording)) == wording


def test_days_carry_their_weekday():
    assert value(compose(facts()), "opens_on") == {
        "zh": "2020年2月20日（周四）",
        "en": "Thu 20 February 2020",
    }


def test_an_open_term_says_so():
    assert value(compose(facts(valid_until=None)), "validity") == {
        "zh": "自 2020年2月20日 起，至另行通知之日止",
        "en": "From 20 February 2020 until further notice",
    }


def test_conditions_show_in_the_decision():
    wording = compose(facts(mode="approval", conditions=[CONDITION]))

    assert value(wording, "decision") == {"zh": "准予复工（附条件）", "en": "Approved, with conditions"}
    assert wording["conditions"]["items"] == [CONDITION]


def test_without_conditions_the_paper_says_none():
    assert compose(facts())["conditions"]["items"] == [{"zh": "无", "en": "None"}]


def test_only_a_sample_says_so():
    assert compose(facts())["sample"] is None
    assert compose(facts(sample=True))["sample"]["zh"] == "样本"
