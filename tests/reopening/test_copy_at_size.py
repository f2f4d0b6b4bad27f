"""A roster of 50,000 people is copied by one INSERT and screened anew in chunks, in memory that does not grow."""

import resource

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from reopening.models import Application, StaffMember
from reopening.services import applications, copies, screenings
from tests.factories import submitted_application

pytestmark = pytest.mark.slow
PEOPLE = 50_000

FILL = """
INSERT INTO reopening_staffmember
    (application_id, row_number, name, resident_id, resident_id_hash, mobile, post, on_site, place, answers,
     class_code, measure, cause, updated_at)
SELECT %s, n, '员工' || n, 'g1:' || repeat('x', 60), md5(n::text), '', '', true, '',
       jsonb_build_object('declared_on', %s::text, 'symptoms', n %% 100 = 0), 'A', 'clinic', '{}', now()
FROM generate_series(1, %s) AS n
"""


@pytest.mark.django_db
def test_fifty_thousand_people_are_copied_and_screened_in_constant_memory(applicant):
    old = submitted_application(applicant.firms.get())
    applications.withdraw(application=old, by=applicant, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(FILL, [old.pk, shanghai_day(timezone.now()).isoformat(), PEOPLE])

    with CaptureQueriesContext(connection) as copying:
        new = copies.copy(application=old, by=applicant, at=timezone.now())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with CaptureQueriesContext(connection) as screening:
        background.run_waiting()

    people = StaffMember.objects.filter(application=new)
    assert people.count() == PEOPLE + 3
    assert sum("INSERT INTO reopening_staffmember" in query["sql"] for query in copying) == 1
    assert people.filter(class_code="A").count() == 0
    assert people.filter(measure="clinic").count() == PEOPLE // 100
    assert Application.objects.get(pk=new.pk).copy.job.done == PEOPLE + 3
    chunks = PEOPLE / screenings.CHUNK + 1
    assert len(screening) < 12 * chunks
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024  # KiB
