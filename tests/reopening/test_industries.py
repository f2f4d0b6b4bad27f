import pytest
from django.utils import translation

from reopening.forms.industries import IndustriesField
from reopening.industries import (
    choices,
    classes,
    industry_name,
    is_in_standard,
    names,
    resolve,
    resolve_prefix,
    search,
    strange_class,
)


def test_the_table_has_the_twenty_sections_and_the_divisions_from_01_to_97():
    codes = list(names())

    assert [code for code in codes if len(code) == 1] == list("ABCDEFGHIJKLMNOPQRST")
    assert [code[1:] for code in codes if len(code) == 3] == [f"{number:02d}" for number in range(1, 98)]


def test_divisions_are_offered_under_their_sections():
    manufacturing = dict(choices())["C Manufacturing"]

    assert ("C27", "C27 Pharmaceuticals") in manufacturing
    assert len(manufacturing) == 31


def test_a_code_is_named_by_its_division_in_the_readers_language():
    assert industry_name("C2770") == "C2770 Pharmaceuticals"
    assert industry_name("?") == "?"
    with translation.override("zh-hans"):
        assert industry_name("H62") == "H62 餐饮业"


def test_groups_and_classes_are_as_many_as_the_standard_says_and_lie_in_its_divisions():
    groups = classes()

    assert len(groups) == 473
    assert sum(map(len, groups.values())) == 1_381
    assert {f"{group[:2]}" for group in groups} == {code[1:] for code in names() if len(code) == 3}
    assert all(digits == "".join(sorted(set(digits))) and digits for digits in groups.values())
    # A group that is divided has no class 0, one that is not has nothing else.
    assert all(digits == "0" or "0" not in digits for digits in groups.values())


def test_every_digit_of_a_code_is_looked_at():
    assert [is_in_standard(code) for code in ("277", "2770", "2771", "279", "6513", "6514", "27")] == [
        *(True, True, False, False, True, False, True)
    ]
    assert (resolve("C2770"), resolve("2770 卫生材料"), resolve("C277")) == ("C2770", "C2770", "C277")
    assert resolve("3741 飞机制造") == "C3741"
    assert (resolve("C2799"), resolve("2771"), resolve("C279")) == (None, None, None)
    assert (strange_class("2799"), strange_class("C2770"), strange_class("99"), strange_class("食品")) == (
        *("C2799", "", "", ""),
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_name_of_every_section_and_division_is_found_again_alone_and_among_others(language):
    with translation.override(language):
        for code in names():
            name = industry_name(code)
            assert resolve_prefix(name) == code
            assert IndustriesField().clean(f"{name}; H62, r") == tuple(sorted({code, "H62", "R"}))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("c", "C"),
        ("制造业", "C"),
        ("Manufacturing", "C"),
        ("C27", "C27"),
        ("2770", "C2770"),
        ("餐饮业", "H62"),
        *(("C2", None), ("C2799", None), ("X9", None), ("火星", None)),
    ],
)
def test_a_prefix_may_be_a_whole_section(typed, found):
    assert resolve_prefix(typed) == found


def test_what_a_section_may_mean_too_is_no_division_yet():
    assert resolve_prefix("manufact") is None
    assert resolve_prefix("other manufacturing") == "C41"


def test_a_trade_is_found_by_what_people_call_it():
    assert search("食品") == ["C14", "C13", "F52"]  # a food shop sees its own trade beside the makers of food
    assert (resolve("超市"), resolve("理发店"), resolve("饭店"), resolve("Supermarket")) == (
        *("F52", "O80", "H62", "F52"),
    )


def test_a_division_that_fits_by_itself_stands_before_those_of_its_section():
    assert (search("餐饮"), search("零售"), resolve("餐饮")) == (["H62"], ["F52"], "H62")
    assert search("批发和零售") == ["F51", "F52"]
