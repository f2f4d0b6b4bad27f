from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import trail
from core.models import AuditEvent, Notification, Role
from reopening import mandate_texts
from reopening.models import Application, Firm, Mandate, MandateKind, PolicySet, Relation
from reopening.permissions import acts_for, forget_mandates
from reopening.services import applications, hotline, mandates
from reopening.services.hotline import NoConsent
from reopening.services.mandates import Giver, MandateOver
from reopening.services.sections import edit
from reopening.timeline import filed_on_behalf, timeline_of
from tests.factories import (
    AppointmentFactory,
    FirmFactory,
    MembershipFactory,
    credit_code,
    other_street,
    policy_set,
    ready_application,
    street,
)

GIVER = Giver("王女士", Relation.MANAGER, "13800001234")


@pytest.fixture(autouse=True)
def policy(db):
    return policy_set()


def take_call(clerk, firm=None, **others):
    values = {
        "name": "热线新企业有限公司",
        "legal_representative": "演示法人",
        "division": street(),
        "address": "演示路9号",
        "industry_code": "C14",
        "staff_total": 8,
        "contact_name": GIVER.name,
        "contact_phone": GIVER.phone,
    }
    arguments = {
        "credit_code": firm.credit_code if firm else credit_code(500),
        "firm": values,
        "giver": GIVER,
        "agreed": True,
        "by": clerk,
        "at": timezone.now(),
    }
    return hotline.take_call(**arguments | others)


def test_a_call_brings_a_mandate_a_draft_and_a_code(clerk):
    call = take_call(clerk)

    firm = Firm.objects.get()
    assert (call.mandate.holder, call.mandate.firm, call.mandate.giver_name) == (clerk, firm, "王女士")
    assert call.mandate.consent == mandate_texts.current("hotline").version
    assert call.application.firm == firm
    assert len(call.code) == 9
    assert not firm.memberships.exists()
    assert acts_for(clerk, firm)


def test_without_consent_nothing_is_written(clerk):
    with pytest.raises(NoConsent):
        take_call(clerk, agreed=False)

    assert not Firm.objects.exists()


def test_a_clerk_of_another_place_is_refused(clerk):
    firm = FirmFactory(division=other_street())

    with pytest.raises(PermissionDenied):
        take_call(clerk, firm)

    assert not Mandate.objects.exists()


def test_a_new_firm_is_asked_for_everything_that_a_firm_must_say(clerk):
    with pytest.raises(ValidationError) as refused:
        hotline.known_or_new(credit_code(500), {"name": "演示"}, by=clerk, at=timezone.now())

    assert "address" in refused.value.error_dict


def test_the_mandate_lasts_until_the_end_of_the_day_where_the_policy_says_nothing(clerk):
    at = timezone.now()

    until = take_call(clerk, at=at).mandate.until

    assert until == mandates.end_of_day(at)
    assert timedelta() < until - at <= timedelta(days=1)


def test_a_clerk_files_and_every_act_carries_the_number(clerk):
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    call = take_call(clerk, firm)

    edit(application=application, changes={"heads_on_site": 3}, by=clerk, at=timezone.now())
    applications.submit(application=application, committed=True, by=clerk, at=timezone.now())

    numbers = [event.data.get("mandate") for event in trail(application)]
    assert numbers == [call.mandate.number] * 2
    assert "王女士" in filed_on_behalf(application)
    assert call.mandate.number in filed_on_behalf(application)
    assert timeline_of(application)[0].who == "the hotline, for 王女士"


def test_a_member_who_files_carries_no_number(applicant):
    application = ready_application(applicant.firms.get())

    applications.submit(application=application, committed=True, by=applicant, at=timezone.now())

    assert filed_on_behalf(application) == ""


def test_when_the_mandate_is_over_nothing_can_be_done_under_it(clerk):
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    call = take_call(clerk, firm)
    mandates.end(mandate=call.mandate, by=clerk, at=timezone.now())

    with pytest.raises(PermissionDenied):
        edit(application=application, changes={"heads_on_site": 2}, by=clerk, at=timezone.now())
    with pytest.raises(PermissionDenied):
        applications.submit(application=application, committed=True, by=clerk, at=timezone.now())
    with pytest.raises(MandateOver):
        mandates.end(mandate=call.mandate, by=clerk, at=timezone.now())
    assert not Application.objects.visible_to(clerk).exists()


@pytest.mark.parametrize(
    ("hours", "taken_at", "until"),
    [
        (0, "2020-02-12T15:00+08:00", "2020-02-13T00:00+08:00"),
        (4, "2020-02-12T15:00+08:00", "2020-02-12T19:00+08:00"),
        (48, "2020-02-12T15:00+08:00", "2020-02-13T00:00+08:00"),
    ],
)
def test_a_call_lasts_as_long_as_the_policy_says_and_never_beyond_its_day(hours, taken_at, until):
    firm = FirmFactory()
    rule = {"hours": hours, "ours": True, "why": {"zh": "试", "en": "test"}}
    row = policy_set()
    PolicySet.objects.filter(pk=row.pk).update(
        valid_from=date(2020, 2, 10), body=row.body | {"hotline": rule}
    )

    assert hotline.lasts_until(firm, datetime.fromisoformat(taken_at)) == datetime.fromisoformat(until)


def test_an_old_mandate_opens_nothing(clerk):
    firm = FirmFactory()
    ready_application(firm)
    before = timezone.now() - timedelta(days=2)
    until = before + timedelta(hours=4)
    mandates.give(firm=firm, kind=MandateKind.HOTLINE, giver=GIVER, until=until, by=clerk, at=before)

    assert not acts_for(clerk, firm)
    assert not Application.objects.visible_to(clerk).exists()


def test_who_filed_for_a_firm_never_reviews_or_decides_its_case(clerk):
    for role in (Role.REVIEWER, Role.APPROVER):
        AppointmentFactory(user=clerk, role=role, division=street())
    firm = FirmFactory(staff_total=3)
    application = ready_application(firm)
    call = take_call(clerk, firm)
    applications.submit(application=application, committed=True, by=clerk, at=timezone.now())
    mandates.end(mandate=call.mandate, by=clerk, at=timezone.now())

    with pytest.raises(PermissionDenied):
        applications.claim(application=application, by=clerk, at=timezone.now())


def test_a_reviewer_who_has_the_case_leaves_the_call_to_a_colleague(reviewer):
    AppointmentFactory(user=reviewer, role=Role.CLERK, division=street())
    member = MembershipFactory(firm__staff_total=3)
    application = ready_application(member.firm)
    applications.submit(application=application, committed=True, by=member.user, at=timezone.now())
    applications.claim(application=application, by=reviewer, at=timezone.now())

    with pytest.raises(hotline.OwnCase):
        take_call(reviewer, member.firm)


def test_people_of_a_firm_are_told_and_no_code_is_made_for_them(clerk, applicant):
    firm = applicant.firms.get()

    call = take_call(clerk, firm)

    told = Notification.objects.get(user=applicant)
    assert (told.kind, told.params["number"], call.code) == ("mandate.given", call.mandate.number, "")
    mandates.end(mandate=call.mandate, by=applicant, at=timezone.now())
    forget_mandates(clerk)
    assert not acts_for(clerk, firm)


def test_a_stranger_ends_nobodys_mandate(clerk, outsider):
    call = take_call(clerk)

    with pytest.raises(PermissionDenied):
        mandates.end(mandate=call.mandate, by=outsider, at=timezone.now())


@pytest.mark.django_db
def test_the_database_keeps_a_mandate_as_it_was_given(clerk):
    call = take_call(clerk)

    for change in ({"until": timezone.now() + timedelta(days=9)}, {"words": "anders"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(pk=call.mandate.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.all()._raw_delete("default")


def test_the_audit_holds_neither_the_callers_name_nor_their_telephone(clerk):
    take_call(clerk)

    said = str(list(AuditEvent.objects.values_list("data", "note")))
    assert "王女士" not in said
    assert "1380000" not in said


def test_every_version_of_a_consent_stands_in_both_languages():
    for consent in mandate_texts.versions().values():
        assert consent.zh
        assert consent.en
