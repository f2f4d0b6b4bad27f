"""Policy files: the shipped ones hold what their sources say; a mistake names file, field and reason."""

from datetime import date

import pytest
from django.utils import translation

from reopening.policy import PolicyFileError, load_policy, parse_policy
from reopening.policy.files import REASONS, SHIPPED

HANGZHOU = (SHIPPED / "hangzhou-2020-02-10.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_policy_loads_and_is_named_after_its_file(path):
    policy = load_policy(path)

    assert policy.slug == path.stem
    assert policy.valid_until is None


def test_hangzhou_says_what_its_notice_says():
    body = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body

    assert body.mode == "filing"
    assert (body.lead_time.days, body.lead_time.counting, body.lead_time.filing_day_counted) == (
        3,
        "calendar",
        False,
    )
    assert (body.answer.amount, body.answer.unit) == (3, "working_days")
    assert len(body.phases[0].classes) == 5  # the white list comes first
    assert body.phases[1].rest


def test_wenzhou_has_three_periods_four_classes_at_once_and_five_white_list_kinds():
    policy = load_policy(SHIPPED / "wenzhou-2020-02-12.toml")

    first, second, third = policy.body.phases
    assert (len(first.classes), len(second.classes), third.rest) == (4, 5, True)
    assert first.opens_from == policy.valid_from == date(2020, 2, 12)
    assert all(policy.body.firm_class(key).white_list for key in second.classes)
    assert policy.body.answer_for("green_channel").amount == 48  # S42


def test_exactly_one_hundred_heads_have_one_decider():
    body = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body

    assert [body.decider_for(heads).office for heads in (1, 100, 101, 1000, 1001)] == [
        "street",
        "street",
        "district",
        "district",
        "city",
    ]


MISTAKES = [
    ('mode = "filing"', 'mode = "filling"', "body.mode", "enum"),
    ("days = 3", 'days = "3"', "body.lead_time.days", "int_type"),
    ("days = 3", "dayz = 3", "body.lead_time.dayz", "extra_forbidden"),
    ("days = 3", "days = -3", "body.lead_time.days", "greater_than_equal"),
    (
        "filing_day_counted = false",
        'filing_day_counted = "no"',
        "body.lead_time.filing_day_counted",
        "bool_type",
    ),
    ("at_least = 101", "at_least = 102", "body", "bands_broken"),
    ("at_least = 1001", "at_least = 1001\nat_most = 2000", "body", "bands_open"),
    ("valid_from = 2020-02-10", 'valid_from = "soon"', "valid_from", "date_from_datetime_parsing"),
    ("valid_from = 2020-02-10", "valid_from = 2020-02-10\nvalid_until = 2020-01-01", "", "span_reversed"),
    ('source = "jianggan"', 'source = "nowhere"', "body", "unknown_key"),
    ('kind = "lead_time"', 'kind = "lead"', "body.gates[1]", "union_tag_invalid"),
    ('key = "livelihood"', 'key = "daily_life"', "body", "repeated"),
    ("[body.certificate]\ndays = 180", "[body.certificate]", "body.certificate", "days_or_until"),
    ("inner_pack_units = 10", "inner_pack_units = 7", "body.supplies[1]", "packs_nest"),
    ('"emergency"]', '"emergencies"]', "body.plan", "unknown_key"),
    ('to = "B"', 'to = "Z"', "body.screening", "unknown_key"),
    ("rest = true", "rest = false", "body", "one_rest"),
]


@pytest.mark.parametrize(("right", "wrong", "path", "code"), MISTAKES)
def test_a_mistake_names_file_field_and_reason(right, wrong, path, code):
    assert right in HANGZHOU

    with pytest.raises(PolicyFileError) as refused:
        parse_policy(HANGZHOU.replace(right, wrong), file_name="mine.toml")

    mistake = next(each for each in refused.value.errors if each["code"] == code)
    assert mistake["path"] == path
    with translation.override("en"):
        sentence = str(mistake["message"])
        assert sentence.startswith(f"mine.toml, field {path}: " if path else "mine.toml: ")
        assert sentence.endswith(".")
        assert "%(" not in sentence


def test_several_mistakes_are_told_together():
    twice = HANGZHOU.replace("days = 3", 'days = "3"').replace('mode = "filing"', 'mode = "filling"')

    with pytest.raises(PolicyFileError) as refused:
        parse_policy(twice, file_name="mine.toml")

    assert {each["path"] for each in refused.value.errors} == {"body.mode", "body.lead_time.days"}
    with translation.override("en"):
        assert str(refused.value).startswith("The policy file mine.toml has 2 mistakes. The first one: ")


def test_broken_toml_names_the_line():
    with pytest.raises(PolicyFileError) as refused, translation.override("en"):
        parse_policy("slug = \n", file_name="mine.toml")

    assert "line 1" in str(refused.value.errors[0]["message"])


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes("杭州".encode("gb18030"))

    with pytest.raises(PolicyFileError) as refused:
        load_policy(path)

    assert refused.value.errors[0]["code"] == "unreadable"


def test_a_comment_makes_no_new_version_but_a_number_does():
    policy = parse_policy(HANGZHOU, file_name="a")

    assert parse_policy(HANGZHOU + "\n# seen\n", file_name="a").sha256 == policy.sha256
    assert parse_policy(HANGZHOU.replace("days = 3", "days = 4"), file_name="a").sha256 != policy.sha256


def test_the_body_survives_json():
    body = parse_policy(HANGZHOU, file_name="a").body

    assert type(body).model_validate(body.model_dump(mode="json")) == body


def test_our_own_mistakes_all_have_their_words():
    import re
    from pathlib import Path

    raised: set[str] = set()
    for source in Path(SHIPPED.parent / "policy").glob("*.py"):
        raised |= set(re.findall(r'PydanticCustomError\(\s*"(\w+)"', source.read_text()))

    assert raised <= set(REASONS)


def body_of(slug):
    return load_policy(next(SHIPPED.rglob(f"{slug}.toml"))).body


def test_every_mode_is_shipped():
    modes = {load_policy(path).body.mode.value for path in SHIPPED.glob("*.toml")}

    assert modes == {"approval", "filing", "commitment", "none"}


def test_yinzhou_approves_up_to_a_hundred_in_town_and_transport_firms_in_the_city():
    body = body_of("ningbo-yinzhou-2020-02-06")

    assert [body.decider_for(heads).office for heads in (100, 101)] == ["street", "district"]
    assert body.decider_for(101, industry="G5411").office == "city"
    assert body.decider_for(100, industry="G5411").office == "street"
    assert [step.office.value for step in body.review_steps] == ["street", "district"]


def test_yubei_blocks_without_masks_for_fourteen_days():
    mask = body_of("chongqing-yubei-2020-02-20").supply("mask")

    assert (mask.gate, mask.reserve_days, mask.use) == ("block", 14, 1)


def test_zhengzhou_files_a_day_ahead_in_three_classes():
    body = body_of("zhengzhou-2020-02-15")

    assert (body.lead_time.days, body.answer.amount, body.answer.unit) == (1, 3, "days")
    assert len(body.phases) == len(body.firm_classes) == 3
    assert body.cap_for("mask", firm_class="third", credit_code="", industry="F5212").order_interval_days == 7
    assert body.cap_for("mask", firm_class="third", credit_code="", industry="C13") is None


def test_zhengzhou_asks_shops_for_two_weeks_of_masks_and_cites_the_notice():
    body = body_of("zhengzhou-2020-02-15")

    def masks(industry):
        return next(each for each in body.supplies_for("third", "", industry) if each.item == "mask")

    assert [masks("F5212").reserve_days, masks("C13").reserve_days] == [14, 7]
    assert masks("F5212").source == "shops"
    assert masks("C13") == body.supply("mask")


def test_the_nation_asks_for_no_filing():
    policy = load_policy(SHIPPED / "national-2020-03-03.toml")

    assert (policy.division, policy.body.mode) == ("00", "none")


LISTED = """white_list = true
firms = { credit_codes = ["91330106MA2CFPKQ8G"], industries = ["C13"] }
source = "notice"
"""


def test_a_list_knows_its_firms_by_code_and_by_trade():
    text = HANGZHOU.replace('white_list = true\nsource = "notice"\n', LISTED, 1)
    body = parse_policy(text, file_name="x.toml").body
    listed = body.firm_classes[0]

    assert body.class_of("general", credit_code="91330106MA2CFPKQ8G") == listed.key
    assert body.class_of("general", credit_code="913300001234567890") == "general"
    assert listed.firms.name("", "C1320")
    assert not listed.firms.name("", "")
    assert not listed.firms.name("", "C2")
