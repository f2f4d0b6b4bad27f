"""Places are typed by name or code, in every form and filter."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.field_checks import KINDS
from core.place_fields import PlaceField, PlacesField, everywhere
from core.queries import places_like, short_code
from tests.factories import division, other_street, street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    street()
    other_street()
    for code, name, name_en in [
        ("330106004", "西溪街道", "Xixi Subdistrict"),
        ("3303", "温州市", "Wenzhou City"),
        ("50", "重庆市", "Chongqing Municipality"),
        ("5001", "重庆市辖区", "Districts of Chongqing"),
        ("31", "上海市", "Shanghai"),
        ("3101", "上海市", "Shanghai"),
    ]:
        division(code, name, name_en)


def own(*within, levels=(2, 4, 6, 9)):
    field = PlaceField(levels=levels)
    field.within = within
    return field


def refusal(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("330106", "330106"),
        ("３３０１０６", "330106"),
        ("330100", "3301"),
        ("330106002000", "330106002"),
        ("西湖区", "330106"),
        ("杭州市西湖区", "330106"),
        ("杭州市 · 西湖区", "330106"),
        ("xihu district", "330106"),
        ("Hangzhou City · Xihu District", "330106"),
        ("西湖 北山", "330106002"),
        ("杭州市", "3301"),
        ("浙江省", "33"),
        ("重庆市 · 重庆市辖区", "5001"),
        ("上海市", "31"),  # the wider one of that name
    ],
)
def test_a_place_of_any_level_is_found_however_it_is_written(typed, code):
    assert PlaceField().clean(typed).pk == code


def test_every_place_that_is_offered_is_found_again_in_both_languages():
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for row in PlaceField().rows.exclude(pk="3101"):
                path = PlaceField().prepare_value(row)
                assert PlaceField().clean(path) == row, path


def test_codes_with_zeros_at_their_end_are_those_without():
    assert [short_code(code) for code in ("330000", "330106000", "330106100", "3301")] == [
        "33",
        "330106",
        "330106100",
        "3301",
    ]


def test_what_is_unclear_is_offered_and_what_is_unknown_refused_in_words():
    unclear = refusal(PlaceField(), "西湖")
    assert "Several fit “西湖”" in unclear
    assert "Hangzhou City · Xihu District; " in unclear
    assert refusal(PlaceField(), "火星") == "Nothing in the list is called “火星”."
    assert refusal(PlaceField(), "") == "Please enter the place."
    with translation.override("zh-hans"):
        assert refusal(PlaceField(), "火星") == "目录中没有“火星”。"


def test_only_ones_own_places_are_found_and_the_others_named():
    field = own("3301")

    assert field.suggestions("xihu")[0].label == "Hangzhou City · Xihu District"
    assert refusal(field, "温州市") == "Zhejiang Province · Wenzhou City (3303) is none of your places."
    assert refusal(own("3301", levels=(6,)), "330106002").endswith(
        "another level than what is asked for here."
    )
    with translation.override("zh-hans"):
        assert refusal(field, "3303") == "浙江省 · 温州市 (3303)不在您负责的地区内。"


def test_ones_only_place_is_filled_in_and_several_are_offered_first():
    one, district, city = PlaceField(), PlaceField(levels=(6,)), PlaceField(levels=(6, 9))
    one.own(["330106002"]), district.own(["330106"]), city.own(["3301"])

    assert (one.initial.pk, district.initial.pk, city.initial) == ("330106002", "330106", None)
    assert city.first_choices()[0].label == "Hangzhou City · Shangcheng District"
    assert PlaceField().first_choices() == []


def test_the_check_beside_the_field_knows_the_same_places(rf):
    field = own("3301", levels=(6,))

    checked = KINDS["place"](rf.post(field.check_url))

    assert (checked.within, checked.levels) == (["3301"], (6,))
    assert KINDS["place"](rf.post(PlaceField().check_url)).within is None


@pytest.mark.parametrize(
    "typed", ["330106002, 330106004", "西溪街道；北山街道", "330106002\n西溪街道", "330106004 330106002"]
)
def test_several_places_are_named_one_after_the_other(typed):
    assert PlacesField().clean(typed) == ("330106002", "330106004")


def test_of_several_places_the_unclear_one_is_offered_among_the_others():
    field = PlacesField()
    typed = "北山街道；西湖"

    assert "Several fit “西湖”" in refusal(field, typed)
    [first, *_more] = field.suggestions(typed)
    assert first.label == "Hangzhou City · Xihu District"
    assert PlacesField().clean(first.value) == ("330106", "330106002")
    assert field.widget.entries[0][1][0] == (first.value, first.label)
    assert "50 at most" in refusal(PlacesField(), ";".join(["33"] * 51))


def test_lists_of_places_are_checked_for_people_with_an_account_only(client, django_user_model):
    assert client.post("/checks/places/", {"within": "330106"}).status_code == 404
    client.force_login(django_user_model.objects.create_user("somebody"))

    assert (
        "Hangzhou City · Xihu District (330106)" in client.post("/checks/places/", {"within": "330106"}).text
    )
    offered = client.post("/checks/place/?within=330106", {"division": ""}).text
    assert 'data-fill="Hangzhou City · Xihu District"' in offered
    assert 'data-fill="Hangzhou City · Shangcheng District"' not in offered


@pytest.mark.parametrize(
    ("field", "typed", "looks"),
    [
        (PlaceField(), "火星", 1),
        (PlaceField(), "西湖", 1),
        (own("3301"), "西湖", 1),
        (own("3301"), "温州市", 2),  # among the reader's own, then anywhere
        (PlaceField(levels=(9,)), "火星", 2),
    ],
)
def test_what_is_refused_was_looked_for_once(field, typed, looks):
    with CaptureQueriesContext(connection) as captured:
        field = deepcopy(field)
        refusal(field, typed)
        field.suggestions(typed)
        field.prepare_value(typed)
    assert sum(' AS "fit"' in each["sql"] for each in captured.captured_queries) == looks


def test_the_places_above_have_an_index_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "division_wide" in places_like("西湖", everywhere()).explain()


def test_what_can_be_no_place_costs_no_search(client, django_assert_max_num_queries):
    long, many = "西湖" * 500, "，".join(["西湖北山"] * 30)
    with django_assert_max_num_queries(0):
        for text in (long, many):
            assert PlaceField().suggestions(text) == []
            assert PlaceField().prepare_value(text) == text
        assert PlacesField().prepare_value("；".join(["西湖"] * 100)).count("西湖") == 100
    assert client.get("/register/", {"division": many}).status_code == 200
