from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from reopening.models import Application, StaffMember
from tests.factories import (
    ApplicationFactory,
    StaffMemberFactory,
    policy_set,
    resident_id,
    submitted_application,
)
from tests.reopening.services.test_hotline import take_call
from tests.states import force

PERSON = {
    "revision": 1,
    "name": "王小明",
    "resident_id": resident_id(7),
    "mobile": "138 0000 0000",
    "post": "质检",
    "on_site": "on",
}


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def page_of(application, name, *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def test_the_roster_lists_people_with_masked_numbers_their_class_and_why(client, applicant, draft):
    cause = {"rule": "contact", "said_on": "2020-02-10", "temperature": ""}
    StaffMemberFactory(
        application=draft,
        name="王小明",
        resident_id=resident_id(7),
        mobile="13812345678",
        class_code="C",
        measure="central_observation",
        clear_on="2020-02-24",
        cause=cause,
    )
    client.force_login(applicant)

    page = client.get(page_of(draft, "roster")).text

    assert '<th scope="row">王小明' in page
    assert resident_id(7) not in page
    assert resident_id(7)[-4:] in page
    assert "Observation at a central place" in page
    assert "Had contact with a case on 2020-02-10 (Mon)." in page
    assert "2020-02-24 (Mon)" in page


def test_whoever_files_under_a_mandate_reads_family_names_and_the_office_no_list(client, clerk, reviewer):
    policy_set()
    call = take_call(clerk)
    member = StaffMemberFactory(application=call.application, name="王小明")
    client.force_login(clerk)
    client.post(page_of(call.application, "roster-look"), {"reason": "来电要求补充人员"})

    listed = client.get(page_of(call.application, "roster")).text
    leaving = client.get(page_of(call.application, "roster-remove", member.public_id)).text

    assert "王**" in listed
    assert "王小明" not in listed + leaving
    force(Application.objects.filter(pk=call.application.pk), status="withdrawn")
    client.force_login(reviewer)
    assert client.get(page_of(call.application, "roster")).status_code == 403


def test_an_empty_roster_says_what_to_do_first(client, applicant, draft):
    client.force_login(applicant)

    assert "Nobody is on the roster yet" in client.get(page_of(draft, "roster")).text


def test_people_of_one_class_are_picked_out(client, applicant, draft):
    StaffMemberFactory(application=draft, name="甲", class_code="D")
    StaffMemberFactory(application=draft, name="乙", class_code="C")
    client.force_login(applicant)

    page = client.get(page_of(draft, "roster"), {"class": "C"}).text

    assert '<th scope="row">乙' in page
    assert '<th scope="row">甲' not in page


def test_people_are_found_by_name_or_number_within_a_class(client, applicant, draft):
    for number, (name, class_code) in enumerate([("王小明", "D"), ("王大明", "C"), ("李明", "D")]):
        StaffMemberFactory(
            application=draft, name=name, class_code=class_code, resident_id=f"33010619900101{number}04X"
        )
    StaffMemberFactory(name="王小明")  # of another firm
    client.force_login(applicant)

    def names(**asked):
        return [row.name for row in client.get(page_of(draft, "roster"), asked).context["rows"]]

    assert names(q="王") == ["王小明", "王大明"]
    assert names(q="王", **{"class": "D"}) == ["王小明"]
    assert names(q="104x") == ["王大明"]
    nobody = client.get(page_of(draft, "roster"), {"q": "赵"}).text
    assert "Nobody on the roster fits" in nobody
    assert "Nobody is on the roster yet" not in nobody
    in_class = client.get(page_of(draft, "roster"), {"q": "王", "class": "D"}).text
    assert 'name="class" value="D"' in in_class
    assert "q=%E7%8E%8B&amp;class=C" in in_class


def test_a_whole_number_is_not_looked_for(client, applicant, draft):
    """It would stand in addresses and logs."""
    StaffMemberFactory(application=draft, resident_id=resident_id(7))
    client.force_login(applicant)

    page = client.get(page_of(draft, "roster"), {"q": resident_id(7)})

    assert 'maxlength="12"' in page.text
    assert "at most 12 characters" in page.text
    assert page.context["words"] == ""


def test_a_long_roster_comes_page_by_page_at_a_fixed_cost(
    client, applicant, draft, django_assert_max_num_queries
):
    StaffMemberFactory.create_batch(60, application=draft)
    client.force_login(applicant)

    with django_assert_max_num_queries(18):
        first = client.get(page_of(draft, "roster"))
    with django_assert_max_num_queries(19):  # one more opens the numbers
        client.get(page_of(draft, "roster"), {"q": "0000"})
    cursor = first.context["page"].next_cursor
    second = client.get(page_of(draft, "roster"), {"cursor": cursor})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)


def test_a_person_added_by_form_is_screened_and_the_result_is_told(client, applicant, draft):
    client.force_login(applicant)
    today = shanghai_day(timezone.now())
    contact = {"contact": "on", "last_contact_on": (today - timedelta(days=2)).isoformat()}

    page = client.post(page_of(draft, "roster-add"), PERSON | contact, follow=True).text

    member = StaffMember.objects.get()
    assert (member.class_code, member.mobile) == ("C", "13800000000")
    assert "Observation at a central place" in page
    assert "Had contact with a case on" in page


def test_the_next_person_can_follow_at_once(client, applicant, draft):
    client.force_login(applicant)

    answer = client.post(page_of(draft, "roster-add"), PERSON | {"again": "1"})

    assert answer.headers["Location"] == page_of(draft, "roster-add")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"resident_id": resident_id(7)[:-1] + "?"}, "resident_id"),
        ({"mobile": "123"}, "mobile"),
        ({"contact": "on"}, "last_contact_on"),
        ({"arrived_on": "2999-01-01"}, "arrived_on"),
        ({"temperature": "99"}, "temperature"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(client, applicant, draft, wrong, field):
    client.force_login(applicant)

    page = client.post(page_of(draft, "roster-add"), PERSON | wrong)

    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.text
    assert "质检" in page.text
    assert not StaffMember.objects.exists()


def test_the_same_person_twice_is_said_beside_the_number(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft, "roster-add"), PERSON)

    page = client.post(page_of(draft, "roster-add"), PERSON)

    assert page.status_code == 422
    assert "This person is on the roster already." in page.text


def test_a_correction_keeps_the_number_and_screens_again(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft, "roster-add"), PERSON)
    member = StaffMember.objects.get()
    address = page_of(draft, "roster-person", member.public_id)

    assert 'value="王小明"' in client.get(address).text
    client.post(address, {"name": "王小明", "symptoms": "on", "reason": "本人补报咳嗽"})

    member.refresh_from_db()
    assert (member.class_code, member.resident_id, member.on_site) == ("E", resident_id(7), False)
    assert trail(draft).last().note == "本人补报咳嗽"


def test_other_answers_need_a_reason_and_other_words_do_not(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft, "roster-add"), PERSON)
    address = page_of(draft, "roster-person", StaffMember.objects.get().public_id)
    said = {name: value for name, value in PERSON.items() if name != "resident_id"}

    page = client.post(address, said | {"symptoms": "on"})
    assert page.status_code == 422
    assert "Please say why the answers change." in page.text
    assert client.post(address, said | {"post": "门卫"}).status_code == 302
    assert StaffMember.objects.get().post == "门卫"


def test_two_people_correct_the_same_person_and_both_know(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft, "roster-add"), PERSON)
    address = page_of(draft, "roster-person", StaffMember.objects.get().public_id)
    said = {name: value for name, value in PERSON.items() if name != "resident_id"}
    said["seen"] = client.get(address).context["form"]["seen"].value()
    assert client.post(address, said | {"post": "门卫"}).status_code == 302

    page = client.post(address, said | {"post": "厨师"})

    assert page.status_code == 422
    assert "Somebody saved this part after you opened it." in page.text
    assert "Saved by somebody else meanwhile" in page.text
    assert StaffMember.objects.get().post == "门卫"
    assert client.post(address, said | {"seen": "yesterday"}).status_code == 422
    now = page.context["form"]["seen"].value()
    assert client.post(address, said | {"seen": now, "post": "厨师"}).status_code == 302


def test_taking_somebody_off_asks_first(client, applicant, draft):
    member = StaffMemberFactory(application=draft)
    address = page_of(draft, "roster-remove", member.public_id)
    client.force_login(applicant)

    assert "The person&#x27;s answers are deleted." in client.get(address).text
    assert StaffMember.objects.exists()
    client.post(address)
    assert not StaffMember.objects.exists()


def test_the_pages_of_the_roster_have_their_ladder(client, applicant, outsider, reviewer):
    filed = submitted_application(applicant.firms.get())
    member = filed.staff.first()
    changing = [
        page_of(filed, "roster-add"),
        page_of(filed, "roster-person", member.public_id),
        page_of(filed, "roster-remove", member.public_id),
    ]
    for address in [page_of(filed, "roster"), *changing]:
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(outsider)
        assert client.get(address).status_code == 404
        client.force_login(reviewer)
        assert client.get(address).status_code == 403
        client.force_login(applicant)
        assert client.delete(address).status_code == 405
        assert client.get(address).status_code == (409 if address in changing else 200)
    for address in changing:
        assert client.post(address, PERSON).status_code == 409


def test_people_of_another_roster_are_not_found(client, applicant, draft):
    stranger = StaffMemberFactory()
    client.force_login(applicant)

    assert client.get(page_of(draft, "roster-person", stranger.public_id)).status_code == 404
    assert client.post(page_of(draft, "roster-remove", stranger.public_id)).status_code == 404
