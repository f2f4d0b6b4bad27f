import pytest
from django.utils import translation

from reopening.policy import load_policy
from reopening.policy.files import SHIPPED
from supplies.models import Item
from supplies.packing import in_packs

POLICY = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body


@pytest.mark.parametrize(
    ("code", "units", "en", "zh"),
    [
        ("mask", 290, "5 boxes 4 packs (290 pieces)", "5盒 4包（290只）"),
        ("mask", 7, "7 pieces", "7只"),
        ("mask", 1, "1 piece", "1只"),
        ("mask", 51, "1 box 1 piece (51 pieces)", "1盒 1只（51只）"),
        ("thermometer", 2, "2 pieces", "2支"),
        ("disinfectant", 3_360, "6 bottles 360 ml (3,360 ml)", "6瓶 360毫升（3,360毫升）"),
        ("unheard_of", 12, "12 pieces", "12个"),
        ("unheard_of", 1, "1 piece", "1个"),
    ],
)
def test_a_quantity_is_said_in_packs_with_its_base_units(code, units, en, zh):
    item = Item(code=code)

    with translation.override("en"):
        assert in_packs(item, units, POLICY) == en
    with translation.override("zh-hans"):
        assert in_packs(item, units, POLICY) == zh


@pytest.mark.parametrize(
    ("code", "zh", "counted"),
    [("mask", "只", "1,200只"), ("thermometer", "支", "1,200支"), ("goggles", "个", "1,200个")],
)
def test_goods_and_policies_count_with_one_word(code, zh, counted):
    item = Item(code=code)

    with translation.override("zh-hans"):
        assert (item.unit_name, item.in_units(1_200)) == (zh, counted)
    with translation.override("en"):
        assert (item.unit_name, item.in_units(1)) == ("pieces", "1 piece")
