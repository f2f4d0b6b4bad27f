"""A chunk of a signature is a fixed number of statements, however many cases it holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Batch, MemberResult
from approvals.services import batches, filling, signing
from core.models import AuditEvent
from reopening.models import Application, Firm
from tests.approvals.cases import draft_batch, recommended
from tests.cloning import copies

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def many(reviewer, count):
    """So many cases that wait for their decision, each of a firm of its own."""
    case = recommended(reviewer)
    own = {"public_id": "gen_random_uuid()"}
    firms = copies(
        case.firm, count - 1, credit_code=f"'Y{case.pk % 1000:03d}' || lpad(n::text, 14, '0')", **own
    )
    first = f"{firms[0]} + n - 1"
    own |= {"case_key": "gen_random_uuid()", "number": "number || '-' || n", "firm_id": first}
    copies(case, count - 1, **own)
    return Application.objects.filter(firm__in=[case.firm_id, *firms])


def test_a_chunk_of_200_asks_as_many_questions_as_one_of_100(reviewer, approver):
    counts = []
    for size in (100, 200):
        cases = list(many(reviewer, size))
        batch = draft_batch(approver, firms=1_000, heads=100_000, phase=cases[0].phase)
        filling.add(batch=batch, applications=cases, by=approver, at=timezone.now())
        batches.sign(batch=batch, by=approver, at=timezone.now())

        batch = Batch.objects.get(pk=batch.pk)  # as a worker has it: nothing is known of the signer yet
        with CaptureQueriesContext(connection) as queries:
            assert signing.sign_chunk(batch=batch, limit=size) == size

        counts.append(len(queries))
        assert set(batch.members.values_list("result", flat=True)) == {MemberResult.APPROVED}
        assert AuditEvent.objects.filter(verb="application.approve", data__batch=batch.number).count() == size
    assert counts[0] == counts[1] <= 45
    assert Firm.objects.count() == 300
