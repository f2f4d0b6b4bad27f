from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEvent
from reopening.models import PostHolder, StaffMember
from tests.factories import StaffMemberFactory, ready_application, resident_id, submitted_application


@pytest.fixture
def draft(applicant):
    firm = applicant.firms.get()
    firm.staff_total = 20
    firm.save()
    return ready_application(firm, staff=20)


@pytest.fixture
def li(draft):
    return StaffMemberFactory(application=draft, name="李明", post="电工")


def page_of(draft):
    return reverse("reopening:section-posts", args=[draft.public_id])


def people_of(draft):
    return reverse("reopening:posts-people", args=[draft.public_id])


def test_people_are_found_by_a_part_of_the_name_and_told_apart(client, applicant, draft, li):
    other = StaffMemberFactory(application=draft, name="李明", post="焊工")
    StaffMemberFactory(name="李明")  # of another firm
    client.force_login(applicant)

    found = client.post(people_of(draft), {"add_safety_manager": "李"}).text

    assert found.count("data-fill=") == 2
    assert f"李明 · 电工 · …{li.resident_id[-4:]}" in found
    assert f"李明 · 焊工 · …{other.resident_id[-4:]}" in found
    assert "Nobody of that name" in client.post(people_of(draft), {"add_safety_manager": "王"}).text
    assert client.post(people_of(draft), {"add_safety_manager": ""}).text.strip() == ""


def test_namesakes_on_a_post_are_told_apart_and_the_right_one_is_taken_off(client, applicant, draft, li):
    other = StaffMemberFactory(application=draft, name="李明", post="电工")
    alone = StaffMemberFactory(application=draft, name="王芳", post="电工")
    client.force_login(applicant)
    page = page_of(draft)
    for revision, person in enumerate([li, other, alone]):
        typed = f"{person.name} · 电工 · …{person.resident_id[-4:]}"
        client.post(page, {"revision": revision, "add_safety_manager": typed, "stay": "1"})

    shown = client.get(page).text
    assert f"<strong>李明 …{li.resident_id[-4:]}</strong>" in shown
    assert f"<strong>李明 …{other.resident_id[-4:]}</strong>" in shown
    assert "<strong>王芳</strong>" in shown

    client.post(page, {"revision": 3, f"remove_safety_manager_{li.public_id.hex}": "on", "stay": "1"})
    assert {row.resident_id_hash for row in PostHolder.objects.all()} == {
        other.resident_id_hash,
        alone.resident_id_hash,
    }
    assert "<strong>李明</strong>" in client.get(page).text


def test_a_name_adds_a_holder_and_the_page_stays(client, applicant, draft, li):
    client.force_login(applicant)

    answer = client.post(
        page_of(draft), {"revision": 0, "add_safety_manager": "李明", "stay": "1"}, follow=True
    )

    assert answer.redirect_chain[0][0] == page_of(draft)
    assert PostHolder.objects.get().resident_id_hash == li.resident_id_hash
    assert "available" in answer.text
    assert "李明" not in str(AuditEvent.objects.values_list("data", "note"))


def test_what_a_page_saves_by_itself_after_the_button_is_in_nobodys_way(client, applicant, draft, li):
    client.force_login(applicant)
    typed = {"revision": 0, "page": "first", "add_safety_manager": "李明"}
    client.post(page_of(draft), typed | {"stay": "1"})
    form = client.get(page_of(draft)).context["form"]

    client.post(page_of(draft), typed, headers={"HX-Request": "true"})
    shown = {name: form[name].value() for name in ("revision", "page")}

    assert client.post(page_of(draft), shown).status_code == 302
    assert PostHolder.objects.count() == 1


def test_two_of_one_name_must_be_told_apart(client, applicant, draft, li):
    other = StaffMemberFactory(application=draft, name="李明", post="焊工")
    client.force_login(applicant)

    refused = client.post(page_of(draft), {"revision": 0, "add_safety_manager": "李明"})
    label = f"李明 · 焊工 · …{other.resident_id[-4:]}"
    client.post(page_of(draft), {"revision": 0, "add_safety_manager": label})

    assert refused.status_code == 422
    assert "Several fit" in refused.text
    assert PostHolder.objects.get().resident_id_hash == other.resident_id_hash


def test_certificates_are_typed_checked_and_kept(client, applicant, draft, li):
    client.force_login(applicant)
    client.post(page_of(draft), {"revision": 0, "add_special_operations": "李明"})
    field = f"certificate_special_operations_{li.public_id.hex}"
    number = f"T{li.resident_id}"

    wrong = client.post(page_of(draft), {"revision": 1, field: "T1234567890123456"})
    client.post(page_of(draft), {"revision": 1, field: number})

    assert wrong.status_code == 422
    assert PostHolder.objects.get().certificate == number
    page = client.get(page_of(draft)).text
    assert f"On file: T{number[1:7]}********{number[-4:]}." in page
    assert number not in page
    client.post(
        page_of(draft), {"revision": 2, field: "", field.replace("certificate", "until"): "2099-12-31"}
    )
    assert PostHolder.objects.get().certificate == number
    assert PostHolder.objects.get().certificate_until.year == 2099


def test_a_holder_is_taken_off(client, applicant, draft, li):
    client.force_login(applicant)
    client.post(page_of(draft), {"revision": 0, "add_safety_manager": "李明"})

    client.post(page_of(draft), {"revision": 1, f"remove_safety_manager_{li.public_id.hex}": "on"})

    assert not PostHolder.objects.exists()


def test_choosing_somebody_saves_and_shows_the_matrix_anew(client, applicant, draft, li):
    client.force_login(applicant)
    typed = {"revision": 0, "page": "mine", "add_safety_manager": "李明"}

    first = client.post(page_of(draft), typed, headers={"HX-Request": "true"})
    half = client.post(
        page_of(draft), typed | {"add_safety_manager": "李某某"}, headers={"HX-Request": "true"}
    )

    assert first.headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in half.headers
    assert "except for: Add a holder" in half.text
    assert PostHolder.objects.count() == 1


def test_the_firm_reads_names_and_clearing_days(client, applicant, draft, li):
    clear_on = draft.opens_on + timedelta(days=2)
    StaffMember.objects.filter(pk=li.pk).update(class_code="C", clear_on=clear_on, cause={"rule": "contact"})
    client.force_login(applicant)

    typed = client.post(
        reverse("reopening:preview-posts", args=[draft.public_id]),
        {"revision": 0, "add_safety_manager": "李明"},
    ).text
    client.post(page_of(draft), {"revision": 0, "add_safety_manager": "李明"})
    page = client.get(page_of(draft)).text

    assert f"From {clear_on.isoformat()}" in typed
    assert "in observation" in page
    assert f"clear from {clear_on.isoformat()}" in page
    assert typed.strip() in page


def test_officials_read_counts_and_no_names(client, applicant, reviewer, draft, li):
    client.force_login(applicant)
    StaffMember.objects.filter(pk=li.pk).delete()
    person = draft.staff.first()
    client.post(page_of(draft), {"revision": 0, "add_safety_manager": person.name})
    client.post(reverse("reopening:submit", args=[draft.public_id]), {"committed": "on"})
    draft.refresh_from_db()
    client.force_login(reviewer)

    page = client.get(reverse("approvals:case", args=[draft.public_id])).text

    assert draft.number
    assert "1 of 1 can be there on the opening day" in page
    assert person.name not in page
    assert draft.snapshot["posts_state"] == {"safety_manager": {"available": 1}}


def test_where_no_post_is_asked_there_is_no_section(client, applicant):
    firm = applicant.firms.get()
    other = ready_application(firm)
    client.force_login(applicant)
    assert client.get(page_of(other)).status_code == 200

    stored = other.policy_set
    stored.body = stored.body | {"posts": []}
    stored.save()

    assert client.get(page_of(other)).status_code == 404
    assert "Safety posts" not in client.get(other.get_absolute_url()).text


def test_posts_have_their_ladder(client, applicant, outsider, reviewer):
    filed = submitted_application(applicant.firms.get())
    for address in (
        page_of(filed),
        people_of(filed),
        reverse("reopening:preview-posts", args=[filed.public_id]),
    ):
        client.logout()
        assert client.post(address).status_code == 302
        client.force_login(outsider)
        assert client.post(address).status_code == 404
        client.force_login(reviewer)
        assert client.post(address).status_code == 403
        client.force_login(applicant)
        assert client.post(address).status_code == 409
        assert client.delete(address).status_code == 405


def test_fifty_holders_take_as_many_queries_as_one(client, applicant, draft, django_assert_max_num_queries):
    client.force_login(applicant)
    rows = [
        PostHolder(
            application=draft,
            post_key="safety_manager",
            resident_id_hash=person.resident_id_hash,
            certificate=f"T{resident_id(1)}",
        )
        for person in draft.staff.all()
    ]
    PostHolder.objects.bulk_create(rows)

    with django_assert_max_num_queries(20):
        assert client.get(page_of(draft)).status_code == 200
