from django.utils import translation

from reopening.industries import choices, industry_name, names


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
