"""Fifty thousand people: everybody gets a code of their own, the list holds them all, and the counts stay quick."""

import io
import resource

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from core import background
from core.fields import blind_index, encrypt
from core.models import Job
from reopening.codes import canonical_code
from reopening.declared import declaration_counts
from reopening.models import DeclarationLink, StaffMember
from reopening.services import links, slips
from tests.factories import ApplicationFactory
from tests.reopening.roster_files.rosters import resident_id

pytestmark = pytest.mark.slow

PEOPLE = 50_000


def test_fifty_thousand_people_get_their_codes_in_the_background(applicant):
    draft = ApplicationFactory(firm=applicant.firms.get())
    sealed = encrypt(resident_id(0))
    StaffMember.objects.bulk_create(
        [
            StaffMember(
                application=draft,
                name=f"员工{number}",
                resident_id_hash=blind_index(str(number)),
                class_code="D",
                measure="may_work",
            )
            for number in range(PEOPLE)
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reopening_staffmember SET resident_id = %s", [sealed])
    links.open_link(application=draft, by=applicant, at=timezone.now())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    job = slips.make(application=draft, by=applicant, at=timezone.now())
    background.run_waiting()

    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.result["people"], job.done) == ("done", PEOPLE, job.total)
    codes = [member.code for member in draft.staff.only("code", "application_id")]
    assert len(set(codes)) == PEOPLE
    assert all(canonical_code(code) == code for code in codes[:500])
    counts = declaration_counts(draft, timezone.now())
    assert (counts.people, counts.without_code, counts.missing) == (PEOPLE, 0, PEOPLE)
    content = slips.slips_of(draft)
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    assert sheet.max_row == PEOPLE + 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 350 * 1024  # KiB
    assert DeclarationLink.objects.get().slips_at is not None
