"""What is typed into a form that is saved as a whole is there again, for the same person, on whichever device."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import FormDraft, StaffMember, Umbrella
from reopening.screening import Answers
from reopening.services import form_drafts, staff
from reopening.services.form_drafts import LONGEST, STAYS
from tests.factories import ApplicationFactory, MembershipFactory, StaffMemberFactory
from tests.reopening.umbrellas import operator, policy  # noqa: F401 - fixtures

TYPED = {"name": "王小明", "id_kind": "passport", "resident_id": "E1234", "contact": "on", "place": "杭州"}


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


@pytest.fixture
def address(draft):
    return reverse("reopening:roster-add", args=[draft.public_id])


def keep(client, page, **typed):
    return client.post(f"{page}?keep", typed, headers={"HX-Request": "true"})


def test_a_half_filled_person_is_there_on_another_device_until_it_is_saved(client, applicant, draft, address):
    client.force_login(applicant)
    said = keep(client, address, **TYPED)
    phone = Client(headers={"accept-language": "en"})
    phone.force_login(applicant)

    page = phone.get(address).text

    assert "not saved yet" in said.text
    assert not StaffMember.objects.exists()
    assert "What you typed here until" in page
    assert 'value="王小明"' in page
    assert 'value="E1234"' in page
    assert '<option value="passport" selected>' in page
    assert 'name="contact" class="form-check-input" id="id_contact" checked' in page
    assert 'name="on_site" class="form-check-input" id="id_on_site">' in page  # the mark was taken off
    phone.post(address, TYPED | {"resident_id": "E12345678", "last_contact_on": str(timezone.localdate())})
    assert draft.staff.get().name == "王小明"
    assert "王小明" not in client.get(address).text
    assert not FormDraft.objects.exists()


def test_what_was_kept_is_sealed_and_nobody_elses(client, applicant, draft, address):
    client.force_login(applicant)
    keep(client, address, **TYPED)
    colleague = MembershipFactory(firm=draft.firm).user

    with connection.cursor() as cursor:
        cursor.execute("SELECT entries FROM reopening_formdraft")
        (stored,) = cursor.fetchone()
    client.force_login(colleague)

    assert "王小明" not in stored
    assert "E1234" not in stored
    assert "王小明" not in client.get(address).text


def test_it_can_be_discarded_and_is_gone_after_a_day(client, applicant, address):
    client.force_login(applicant)
    keep(client, address, **TYPED)
    assert client.post(f"{address}?discard").headers["Location"] == address
    assert "王小明" not in client.get(address).text

    keep(client, address, **TYPED)
    FormDraft.objects.update(kept_at=timezone.now() - STAYS)
    assert "王小明" not in client.get(address).text
    assert form_drafts.forget_old(at=timezone.now()) == 1
    assert not FormDraft.objects.exists()


def test_entries_that_were_sent_and_refused_are_kept_too(client, applicant, address):
    client.force_login(applicant)

    assert client.post(address, TYPED).status_code == 422

    assert 'value="王小明"' in client.get(address).text


def test_a_person_whom_somebody_saved_meanwhile_is_not_written_over_from_what_was_kept(
    client, applicant, draft
):
    member = StaffMemberFactory(application=draft, name="王小明", post="仓库")
    address = reverse("reopening:roster-person", args=[draft.public_id, member.public_id])
    client.force_login(applicant)
    seen = member.updated_at.isoformat()
    keep(client, address, seen=seen, name="王小明", post="车间", on_site="on", place=member.place)
    answers = Answers(declared_on=shanghai_day(timezone.now()))
    staff.edit(member=member, person={"post": "门卫"}, answers=answers, by=applicant, at=timezone.now())

    page = client.get(address).text
    again = client.post(address, {"seen": seen, "name": "王小明", "post": "车间", "on_site": "on"})

    assert f'value="{seen}"' in page
    assert 'value="车间"' in page
    assert again.status_code == 422
    assert "Saved by somebody else meanwhile" in again.text
    member.refresh_from_db()
    assert member.post == "门卫"


def test_a_firms_data_show_through_where_nobody_typed(client, applicant):
    firm = applicant.firms.get()
    address = reverse("reopening:firm", args=[firm.public_id])
    client.force_login(applicant)
    shown = client.get(address).context["form"]
    typed = {name: shown[name].value() for name in shown.fields} | {"address": "演示新路9号"}
    keep(client, address, **typed | {"division": str(firm.division)})
    type(firm).objects.filter(pk=firm.pk).update(contact_name="新联系人")

    page = client.get(address).text

    assert 'value="演示新路9号"' in page
    assert 'value="新联系人"' in page


def test_an_umbrella_is_kept_until_it_is_opened(client, operator):  # noqa: F811
    address = reverse("reopening:new-umbrella", args=[operator.firms.get().public_id])
    client.force_login(operator)
    keep(client, address, name="演示广场", kind="mall", plan_disinfection="每日两次。")

    page = client.get(address).text

    assert 'value="演示广场"' in page
    assert "每日两次。" in page
    assert not Umbrella.objects.exists()


def test_nothing_typed_keeps_nothing_and_too_much_is_said(client, applicant, address):
    client.force_login(applicant)

    keep(client, address, id_kind="resident_id", on_site="on")
    said = keep(client, address, name="王" * LONGEST)

    assert "Please save the form" in said.text
    assert not FormDraft.objects.exists()


def test_who_may_not_open_the_page_keeps_nothing_there(client, outsider, reviewer, applicant, address):
    for person, status in ((outsider, 404), (reviewer, 404)):
        client.force_login(person)
        assert keep(client, address, **TYPED).status_code == status
    client.force_login(applicant)
    assert not FormDraft.objects.exists()
