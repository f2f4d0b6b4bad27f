from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reopening.forms.numbers import DecimalField, NumberField, TemperatureField


def test_a_number_field_folds_and_explains():
    field = NumberField(min_value=1, max_value=500)

    assert field.clean("１２０") == 120
    assert NumberField(required=False).clean("　") is None
    with pytest.raises(ValidationError, match="501 is too large: at most 500"):
        field.clean("501")


@pytest.mark.parametrize(
    "typed", ["1200", "１２００", "1,200", "1，200", "1、200", "１，２００", "1　200", " 1200　"]
)
def test_a_count_is_read_however_it_is_typed(typed):
    field = NumberField(min_value=0, max_value=5000)

    assert field.clean(typed) == 1200
    assert field.widget.input_type == "text"
    assert field.widget.attrs["inputmode"] == "numeric"


def test_a_field_that_takes_less_than_nothing_offers_the_key_of_the_minus():
    field = NumberField(min_value=-500, max_value=500)

    assert field.clean("－１２０") == -120
    assert field.widget.attrs["inputmode"] == "text"
    assert field.check_url.endswith("?min=-500&max=500")


@pytest.mark.parametrize(
    "typed", ["1250.5", "１２５０．５", "1,250.5", "1，250.50", "1250,5", "1250。5", "1　250.5"]
)
def test_an_amount_is_read_however_it_is_typed(typed):
    field = DecimalField(min_value=0, max_value=9999, max_digits=6, decimal_places=2)

    assert field.clean(typed) == Decimal("1250.5")
    assert field.widget.input_type == "text"
    assert field.widget.attrs["inputmode"] == "decimal"


@pytest.mark.parametrize(
    "typed", ["12元", "1.2.3", "NaN", "1e9", "-1", "10000", "1.255", "9" * 5000, "٣", "."]
)
def test_an_amount_that_is_none_is_refused_with_a_sentence(typed):
    field = DecimalField(min_value=0, max_value=9999, max_digits=6, decimal_places=2)

    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            field.clean(typed)
        assert len(refusal.value.messages[0]) > 5


def test_an_amount_may_be_left_out_where_it_is_not_asked_for():
    assert DecimalField(required=False).clean("　") is None


@pytest.mark.parametrize(
    "typed", ["38.5", "３８．５", "38,5", "３８，５", "38。5", " 38.5℃", "38.5 °C", "38.5度"]
)
def test_a_temperature_is_read_however_it_is_typed(typed):
    field = TemperatureField()

    assert field.clean(typed) == Decimal("38.5")
    assert field.widget.input_type == "text"


@pytest.mark.parametrize(
    "typed", ["高烧", "385", "NaN", "1e309", "38.55", "33.9", "43.1", "-38", "3" * 50_000, "3\0"]
)
def test_a_temperature_that_is_none_is_refused_with_a_sentence(typed):
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            TemperatureField().clean(typed)
        assert len(refusal.value.messages[0]) > 5
