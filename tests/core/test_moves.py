"""Every state is reached by a row of the transition table: the database refuses every other change."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from approvals.services import review
from core.workflow_document import records, workflows
from reopening.models import Application
from tests.approvals.cases import claimed

pytestmark = pytest.mark.django_db
RECORDS = dict(records())
# Records of machinery, not of anybody's case: a job, an event's words, a count.
NOT_MOVED_BY_PEOPLE = {
    "core.Job",
    "core.AuditEvent",
    "reopening.CaseCount",
}


def kept_moves(record):
    """The moves that the trigger of the record's table lets pass; None without a trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s",
            [record._meta.db_table, f"{record._meta.db_table}_moves"],
        )
        row = cursor.fetchone()
    return row and set(re.findall(r"'(\w+)>(\w+)'", row[0]))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record._meta.label)
def test_the_database_knows_the_moves_of_the_table_and_no_others(record):
    assert kept_moves(record) == RECORDS[record], (
        "the table has changed: add a migration with core.triggers.only_moves for this record"
    )


def test_every_record_with_a_state_has_a_table():
    found = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in {"core", "reopening", "approvals", "supplies"}
        for field in model._meta.concrete_fields
        if field.name in {"status", "result", "state"} and isinstance(field, models.CharField)
    }

    assert found - NOT_MOVED_BY_PEOPLE == {record._meta.label for record in RECORDS}


def test_every_table_moves_a_record():
    assert {table.moves for _name, table in workflows()} <= set(RECORDS.values())


def test_a_state_written_past_the_engine_is_refused_whoever_writes_it(reviewer):
    case = claimed(reviewer)

    for wrong in ("draft", "superseded", "revoked"):
        with pytest.raises(IntegrityError, match=f"under_review to {wrong}"), transaction.atomic():
            Application.objects.filter(pk=case.pk).update(status=wrong)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE reopening_application SET status = %s", [wrong])

    review.recommend(application=case, by=reviewer, at=timezone.now())
    assert Application.objects.get(pk=case.pk).status == "recommended"
