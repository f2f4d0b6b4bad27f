"""A lock reads the row anew; what is saved afterwards is what was edited."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from approvals.models import Certificate
from core.locking import changed_since, lock, values_of
from reopening.models import Application, Firm
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant):
    return submitted_application(applicant.firms.get())


def test_a_lock_reads_what_others_have_written_and_forgets_what_was_read_of_other_rows(case):
    assert case.firm.name
    Application.objects.filter(pk=case.pk).update(status="under_review", snapshot={"a": [1]})
    Firm.objects.filter(pk=case.firm_id).update(name="演示改名有限公司")

    with transaction.atomic():
        lock(case)

    assert (case.status, case.snapshot) == ("under_review", {"a": [1]})
    assert case.firm.name == "演示改名有限公司"


def test_every_column_is_read_as_a_query_reads_it(case):
    with transaction.atomic():
        lock(case)

    fresh = Application.objects.get(pk=case.pk)
    for field in Application._meta.concrete_fields:
        assert getattr(case, field.attname) == getattr(fresh, field.attname), field.name


def test_columns_that_were_not_loaded_stay_so(case):
    partly = Application.objects.defer("snapshot").get(pk=case.pk)

    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        lock(partly)

    assert partly.get_deferred_fields() == {"snapshot"}
    assert queries[0]["sql"].endswith('FOR NO KEY UPDATE OF "reopening_application"')


def test_a_row_that_is_gone_is_said_to_be(case):
    case.pk = case.pk + 1_000

    with pytest.raises(Application.DoesNotExist), transaction.atomic():
        lock(case)


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction(case):
    with pytest.raises(TransactionManagementError):
        lock(case)


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        (lambda case: None, []),
        (lambda case: setattr(case, "status", "submitted"), []),  # what it is already
        (lambda case: setattr(case, "phase", "other"), ["phase"]),
        (lambda case: case.snapshot["firm"].update(name="x"), ["snapshot"]),
        (lambda case: setattr(case, "claimed_by", case.submitted_by), ["claimed_by"]),
    ],
)
def test_what_was_edited_is_found_inside_documents_too(case, edit, fields):
    before = values_of(case)

    edit(case)

    assert changed_since(case, before) == fields


def test_a_file_that_was_stored_is_found(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    certificate = Certificate()
    before = values_of(certificate)

    certificate.pdf.name = "certificates/x.pdf"

    assert changed_since(certificate, before) == ["pdf"]


def test_moving_a_case_to_another_division_keeps_both_columns_together(case):
    case.division_id = case.division_id[:6]

    case.save(update_fields=["division"])

    case.refresh_from_db()
    assert case.division_code == case.division_id
