"""Who issues a paper: the nearest name that was written, else the place, for many places in one query."""

import pytest
from django.utils import timezone

from core.papers.authorities import authorities, authority_name
from core.services import authority_names
from reopening.authorities import authorities_for
from reopening.policy.base import Office
from tests.factories import city, other_street, street

pytestmark = pytest.mark.django_db
CITY = {"zh": "杭州市新冠肺炎疫情防控工作领导小组办公室", "en": "Office of the Hangzhou Leading Group"}
DISTRICT = {"zh": "西湖区新冠肺炎疫情防控工作领导小组办公室", "en": "Office of the Xihu Leading Group"}


@pytest.fixture(autouse=True)
def places(db):
    return street(), other_street()


def write(division, pair, by):
    return authority_names.write(division=division, **pair, by=by, at=timezone.now())


def test_without_a_name_the_place_is_named_from_the_city_down():
    assert authority_name("330106") == {"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou City"}
    assert authority_name("33") == {"zh": "浙江省", "en": "Zhejiang Province"}
    assert authority_name("") == {"zh": "", "en": ""}


def test_the_nearest_name_counts_down_to_the_street(administrator):
    write(city(), CITY, administrator)
    assert authority_name("330106002") == authority_name("330102001") == CITY
    write(street().parent, DISTRICT, administrator)

    assert authority_name("330106") == authority_name("330106002") == DISTRICT
    assert authority_name("330102001") == authority_name("3301") == CITY


def test_a_name_taken_back_gives_the_place_to_the_one_above(administrator):
    write(city(), CITY, administrator)
    write(street().parent, DISTRICT, administrator)

    write(street().parent, {"zh": "", "en": ""}, administrator)

    assert authority_name("330106002") == CITY


def test_a_name_of_a_street_stands_only_on_what_the_street_decides(administrator):
    write(street(), DISTRICT, administrator)
    authority = authorities_for(["330106002"])

    assert authority("330106002", Office.STREET) == DISTRICT
    assert authority("330106002", Office.DISTRICT)["zh"] == "杭州市西湖区"
    assert authority("330106002", Office.CITY)["zh"] == "杭州市"


def test_many_places_are_asked_for_at_once(administrator, django_assert_num_queries):
    write(city(), CITY, administrator)

    with django_assert_num_queries(1):
        authority = authorities(["330106002", "330102001", "330106", "33"])
        assert [authority(code) for code in ("330106002", "330102001", "330106")] == [CITY] * 3
