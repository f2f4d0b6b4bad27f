from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from approvals.proofs import faults

pytestmark = pytest.mark.django_db


def altered(change: str) -> None:
    """Change a decision as somebody with the keys of the database might: with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE approvals_decision DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE approvals_decision SET {change}")
        cursor.execute("ALTER TABLE approvals_decision ENABLE TRIGGER USER")


def test_one_command_proves_the_decisions_too(certificate):
    out = StringIO()
    call_command("verify_audit", stdout=out)

    assert "every chain of decisions" in out.getvalue()
    assert list(faults()) == []


@pytest.mark.parametrize(
    "change", ["outcome = 'rejected'", "note = 'x'", "decided_at = decided_at - interval '1 day'"]
)
def test_a_decision_altered_by_hand_is_found(certificate, change):
    altered(change)

    assert len(list(faults())) == 1
    with pytest.raises(CommandError, match="does not hold: 1 fault"):
        call_command("verify_audit", stderr=StringIO())
