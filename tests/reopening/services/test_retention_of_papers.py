"""Papers and photos go with their case: rows, bytes and thumbnails; what a copy shares stays as long as the copy."""

import pytest
from django.core.files.storage import default_storage

from core.audit import trail
from core.models import AuditEvent
from reopening.models import Document, DocumentUse, StoredFile
from reopening.services import applications, copies, documents, files
from reopening.services.documents import Place
from tests.factories import ready_application
from tests.reopening.papers import a_pdf, a_photo
from tests.reopening.services.test_retention import NOTHING, days, purged  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant, days):  # noqa: F811
    """A draft with a paper, and a photo that was replaced by another one."""
    draft = ready_application(applicant.firms.get())
    for use, key, sent in (
        (DocumentUse.OTHER, "", a_pdf()),
        (DocumentUse.ITEM, "mask", a_photo()),
        (DocumentUse.ITEM, "mask", a_photo(colour="blue")),
    ):
        documents.add(application=draft, place=Place(use, key), sent=[sent], by=applicant, at=days(0))
    return draft


def stored() -> set[str]:
    return set(files.names_in(default_storage))


def test_a_closed_case_keeps_no_paper_and_no_photo(case, applicant, days):  # noqa: F811
    assert len(stored()) == 5  # a PDF, two photos with their thumbnails
    applications.withdraw(application=case, by=applicant, at=days(0))

    assert purged(days(9))["documents"] == 0
    assert purged(days(11)) == NOTHING | {"cases": 1, "people": 3, "documents": 3}

    assert stored() == set()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert trail(case).last().data["documents"] == 3
    assert purged(days(12)) == NOTHING


def test_bytes_that_a_copy_shares_stay_with_the_copy(case, applicant, days):  # noqa: F811
    applications.withdraw(application=case, by=applicant, at=days(0))
    copies.copy(application=case, by=applicant, at=days(8))
    shared = {row.content.name for row in StoredFile.objects.exclude(application=case)}

    assert purged(days(11))["documents"] == 3

    assert shared
    assert {row.content.name for row in StoredFile.objects.all()} == shared
    assert shared < stored()
    assert all(default_storage.exists(row.content.name) for row in StoredFile.objects.all())


def test_a_run_killed_between_rows_and_bytes_is_finished_by_the_sweep(case, applicant, days, monkeypatch):  # noqa: F811
    applications.withdraw(application=case, by=applicant, at=days(0))

    def killed(names):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(files, "remove", killed)
        with pytest.raises(SystemExit):
            purged(days(11))

    assert not StoredFile.objects.exists()
    events = AuditEvent.objects.count()
    assert purged(days(11)) == NOTHING
    assert files.sweep(at=days(11)) == 5
    assert stored() == set()
    assert AuditEvent.objects.count() == events
