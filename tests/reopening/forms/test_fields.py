from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core.place_fields import StreetField
from reopening.forms.fields import CertificateField, IdNumberField
from reopening.forms.industries import IndustryField
from tests.factories import division, other_street, resident_id, street


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "330106002",
        "北山街道",
        "北山",
        "西湖区北山街道",
        "杭州市 · 西湖区 · 北山街道",
        "西湖 北山",
        "３３０１０６００２",
        "Beishan",
    ],
)
def test_a_street_is_found_however_it_is_written(typed):
    beishan, _elsewhere = street(), other_street()

    assert StreetField().clean(typed) == beishan


@pytest.mark.django_db
def test_a_street_of_a_common_name_asks_for_its_district():
    street(), other_street()
    division("330102002", "北山街道", "Beishan Subdistrict")

    with pytest.raises(ValidationError) as refused:
        StreetField().clean("北山街道")

    assert "Several fit" in refused.value.messages[0]
    assert "Xihu District" in refused.value.messages[0]
    assert StreetField().clean("上城区 北山街道").pk == "330102002"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["西湖区", "330106", "不存在街道", "%", "330199999"])
def test_what_is_no_single_street_is_refused(typed):
    street()
    division("330106003", "西溪街道", "Xixi Subdistrict")

    with pytest.raises(ValidationError):
        StreetField().clean(typed)


@pytest.mark.django_db
def test_a_district_offers_its_streets_and_each_offer_finds_itself():
    street()
    division("330106003", "西溪街道", "Xixi Subdistrict")
    field = StreetField()

    with translation.override("zh-hans"):
        offers = field.suggestions("西湖区")
        found = [field.clean(each.value).pk for each in offers]

    assert [each.label for each in offers] == ["杭州市 · 西湖区 · 北山街道", "杭州市 · 西湖区 · 西溪街道"]
    assert found == ["330106002", "330106003"]
    assert [field.clean(each.value).pk for each in field.suggestions("Xihu")] == found


@pytest.mark.django_db
def test_a_stored_street_is_shown_by_its_path_and_is_no_change():
    field, row = StreetField(), street()

    assert field.prepare_value(row.pk) == "Hangzhou City · Xihu District · Beishan Subdistrict"
    assert not field.has_changed(row.pk, field.prepare_value(row.pk))
    assert field.has_changed(row.pk, other_street().pk)
    assert field.has_changed(None, row.pk)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("C14", "C14"),
        ("c14 食品制造业", "C14"),
        ("14", "C14"),
        ("C1432", "C1432"),
        ("1432", "C1432"),
        ("食品制造", "C14"),
        ("Pharmaceuticals", "C27"),
        ("医药制造业", "C27"),
        ("教育", "P83"),
        ("Ｃ２７", "C27"),
    ],
)
def test_an_industry_is_found_by_code_or_words(typed, code):
    assert IndustryField().clean(typed) == code


@pytest.mark.parametrize("typed", ["C", "制造", "C99", "99", "X27", "奇怪的行业", "1"])
def test_what_is_no_single_industry_is_refused(typed):
    with pytest.raises(ValidationError):
        IndustryField().clean(typed)


@pytest.mark.parametrize("typed", ["C2799", "2799", "C279"])
def test_a_class_that_the_standard_has_not_is_told_with_the_way_out(typed):
    with pytest.raises(ValidationError, match=r"has no C279.*C27 Pharmaceuticals"):
        IndustryField().clean(typed)
    assert IndustryField().suggestions(typed) == []


def test_words_offer_the_best_fit_first():
    with translation.override("zh-hans"):
        labels = [each.label for each in IndustryField().suggestions("食品")]

    assert labels[0] == "C14 食品制造业"
    assert "C13 农副食品加工业" in labels


def test_the_certificate_of_a_special_operation_carries_an_id():
    number = f"T{resident_id(4)}"
    field = CertificateField()

    assert field.clean(number.lower()) == number
    assert field.clean("浙建安C（2019）0012345") == "浙建安C(2019)0012345"
    for wrong in (number[:-1] + ("0" if number[-1] != "0" else "1"), "T1234567890123456", "ab", "a;b--c"):
        with pytest.raises(ValidationError):
            field.clean(wrong)


def test_nobody_is_born_tomorrow():
    field = IdNumberField()
    field.today = date(1950, 1, 1)

    with pytest.raises(ValidationError, match="date of birth"):
        field.clean(resident_id(3))
