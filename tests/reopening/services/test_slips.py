import pytest
from django.db import connection
from django.utils import timezone

from core.background import run_waiting
from reopening.models import StaffMember
from reopening.services import links, slips
from reopening.services.slips import NoSlips
from tests.reopening.makers import linked


def test_who_has_a_code_keeps_it_and_only_the_others_get_one(applicant):
    draft, _link = linked(applicant)
    before = set(draft.staff.values_list("code_hash", flat=True))
    draft.staff.filter(pk=draft.staff.first().pk).update(code="", code_hash="")

    slips.make(application=draft, by=applicant, at=timezone.now())
    run_waiting()

    after = set(draft.staff.values_list("code_hash", flat=True))
    assert len(after) == 3
    assert len(after & before) == 2


@pytest.mark.parametrize("verb", ["renew_code", "renew_link"])
def test_a_list_on_its_way_is_void_when_a_code_or_the_address_changes(applicant, verb):
    draft, _link = linked(applicant)
    slips.make(application=draft, by=applicant, at=timezone.now())

    if verb == "renew_code":
        slips.renew(
            member=StaffMember.objects.get(pk=draft.staff.first().pk), by=applicant, at=timezone.now()
        )
    else:
        links.renew_link(application=draft, by=applicant, at=timezone.now())
    run_waiting()

    with pytest.raises(NoSlips):
        slips.slips_of(draft)


def test_a_code_is_stored_sealed_and_found_by_its_hash(applicant):
    draft, _link = linked(applicant)
    member = StaffMember.objects.get(pk=draft.staff.first().pk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM reopening_staffmember WHERE id = %s", [member.pk])
        (stored,) = cursor.fetchone()

    assert member.code
    assert member.code not in stored
    assert member.code not in member.code_hash
