"""The administrator's pages of names: what papers say now, another name, and all that were written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuthorityName
from core.services import authority_names
from tests.factories import city, division, street

pytestmark = pytest.mark.django_db
ZH, EN = "西湖区新冠肺炎疫情防控工作领导小组办公室", "Office of the Xihu Leading Group"
LIST = "/papers/authorities/"


@pytest.fixture
def place():
    street()
    return street().parent


@pytest.fixture
def page(client, administrator, place):
    client.force_login(administrator)
    return f"{LIST}{place.pk}/"


def test_a_name_is_written_and_stands_on_both_pages_with_its_history(client, page):
    assert "杭州市西湖区" in client.get(page).text

    answer = client.post(page, {"zh": "第一个名称", "en": "First name"}, follow=True)
    client.post(page, {"zh": ZH, "en": EN})

    assert "Papers made from now on say so." in answer.text
    text = client.get(page).text
    assert text.index(ZH) < text.index("第一个名称")
    assert ZH in client.get(LIST).text
    assert "第一个名称" not in client.get(LIST).text


def test_the_page_of_a_division_says_from_where_its_name_is(client, page, place, administrator):
    authority_names.write(
        division=city(), zh="杭州市办公室", en="Hangzhou Office", by=administrator, at=timezone.now()
    )

    text = client.get(page).text

    assert "杭州市办公室" in text
    assert "This is the name of Hangzhou City, which holds here too." in text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, page):
    answer = client.post(page, {"zh": ZH, "en": ""})

    assert answer.status_code == 422
    assert "in both languages, or in none" in answer.text
    assert ZH in answer.text
    assert not AuthorityName.objects.exists()


def test_a_code_or_a_name_opens_the_page_of_its_division(client, page, place):
    division("3303", "温州市", "Wenzhou City")

    assert client.get(LIST, {"division": place.pk}).url == page
    assert client.get(LIST, {"division": str(place)}).url == page
    for code, words in (
        ("999999", "Nothing in the list is called “999999”"),
        ("3303", "is none of your places"),
    ):
        answer = client.get(LIST, {"division": code})
        assert answer.status_code == 422
        assert words in answer.text


def test_a_name_that_was_taken_back_leaves_the_list(client, page):
    client.post(page, {"zh": ZH, "en": EN})

    client.post(page, {"zh": "", "en": ""})

    assert ZH not in client.get(LIST).text
    assert "no name of its own" in client.get(page).text


def test_a_long_list_costs_no_more_questions_than_a_short_one(
    client, page, administrator, django_assert_num_queries
):
    for number in range(1, 6):
        place = division(f"33010{number}", f"示例{number}区", f"District {number}")
        authority_names.write(
            division=place, zh=f"名称{number}", en="Name", by=administrator, at=timezone.now()
        )
    client.get(LIST)

    with django_assert_num_queries(QUERIES):
        assert "名称5" in client.get(LIST).text


QUERIES = 5  # session, person, roles, unread messages, the rows


def test_the_ladder(client, page, approver, place):
    division("3303", "温州市", "Wenzhou City")
    assert client.get(f"{LIST}3303/").status_code == client.get(f"{LIST}nothing/").status_code == 404
    assert client.put(page).status_code == 405
    assert client.post(LIST).status_code == 405
    client.force_login(approver)
    assert [client.get(url).status_code for url in (LIST, page)] == [403, 403]
    assert client.post(page, {"zh": ZH, "en": EN}).status_code == 403
    client.logout()
    assert client.get(page).url.startswith(reverse("account_login"))
