"""An area of 4,000 open firms stands still, and opens again, within seconds."""

import time
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from approvals.models import Certificate, SuspendedCase
from approvals.services import suspending, suspensions
from approvals.suspending import Scope
from core.dates import shanghai_day
from core.models import Role
from reopening.models import Application, Halt
from tests.approvals.cases import certified
from tests.approvals.crowds import analyse
from tests.factories import AppointmentFactory, UserFactory, street

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FIRMS = 4_000
MOST_SECONDS = 40


def copies(model, of, count, **changes):
    """Rows like this one, each with what must be its own, written by the database."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [changes.get(name, f'"{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(values)} "
            f"FROM {model._meta.db_table}, generate_series(1, {count}) AS n WHERE id = %s",
            [of.pk],
        )


@pytest.fixture
def area(reviewer, approver):
    certificate = certified(reviewer, approver)
    case = certificate.application
    copies(
        Application,
        case,
        FIRMS - 1,
        public_id="gen_random_uuid()",
        case_key="gen_random_uuid()",
        number="number || '-' || n",
    )
    with connection.cursor() as cursor:
        names = [f.column for f in Certificate._meta.concrete_fields if not f.primary_key]
        own = {
            "public_id": "gen_random_uuid()",
            "application_id": "a.id",
            "case_key": "a.case_key",
            "number": "c.number || '-' || a.id",
            "token": "md5(a.id::text)",
        }
        values = [own.get(name, f'c."{name}"') for name in names]
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO approvals_certificate ({columns}) SELECT {', '.join(values)} "
            "FROM approvals_certificate c, reopening_application a WHERE c.id = %s AND a.id <> %s",
            [certificate.pk, case.pk],
        )
    analyse(Application, Certificate)
    return uuid.UUID(str(case.public_id))


def test_four_thousand_firms_stand_still_and_open_again_within_seconds(area, approver, capsys):
    at, today = timezone.now(), shanghai_day(timezone.now())
    colleague = AppointmentFactory(role=Role.APPROVER, division=street().parent, user=UserFactory()).user
    row = suspensions.suspend(scope=Scope("330106"), reason="疫情防控", begins_on=today, by=approver, at=at)
    suspensions.countersign(suspension=row, by=colleague, at=at)
    began = time.perf_counter()
    while suspending.suspend_chunk(suspension=row, at=at):
        pass
    suspending.finish(suspension=row, at=at)
    took = time.perf_counter() - began
    assert Halt.objects.in_force().count() == FIRMS
    assert not Certificate.objects.standing(today).exists()

    suspensions.restore(suspension=row, note="解除", by=approver, at=at)
    began = time.perf_counter()
    while suspending.restore_chunk(suspension=row, at=at):
        pass
    back = time.perf_counter() - began

    with capsys.disabled():
        print(f"\n{FIRMS} firms: suspended in {took:.1f} s, restored in {back:.1f} s")
    assert SuspendedCase.objects.filter(result="restored").count() == FIRMS
    assert max(took, back) < MOST_SECONDS
