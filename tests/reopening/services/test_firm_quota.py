"""How many papers and photos all cases of a firm may hold together."""

import pytest
from django.db import transaction
from django.utils import timezone

from reopening.models import StoredFile
from reopening.services import documents, files
from reopening.services.documents import Place
from reopening.services.files import FirmQuotaReached
from tests.factories import ApplicationFactory
from tests.reopening.papers import a_pdf, a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def add(draft, *sent, by):
    return documents.add(application=draft, place=Place("other"), sent=sent, by=by, at=timezone.now())


def files_of(application, *sent, by, **more):
    """Stored as within an act, which holds the application."""
    with transaction.atomic():
        return [
            files.store(application, one, by=by, **more)
            for _name, one in documents.harmless(sent, Place("other"))
        ]


def test_the_quota_of_a_firm_holds_over_all_its_cases_and_an_officials_photo_is_none_of_them(
    draft, applicant, settings
):
    before = ApplicationFactory(firm=draft.firm, status="withdrawn")
    [old] = files_of(before, a_pdf(mark="1"), by=applicant)
    StoredFile.objects.filter(pk=old.pk).update(size=2**20)
    settings.FIRM_QUOTA_MEGABYTES, settings.FIRM_QUOTA_FILES = 1, 100

    with pytest.raises(FirmQuotaReached, match="together hold up to 100 files and 1 MB"):
        add(draft, a_pdf(mark="2"), by=applicant)

    settings.FIRM_QUOTA_MEGABYTES, settings.FIRM_QUOTA_FILES = 100, 1
    with pytest.raises(FirmQuotaReached):
        add(draft, a_pdf(mark="2"), by=applicant)
    assert files_of(draft, a_photo(), by=applicant, is_of_office=True)
    StoredFile.objects.all().delete()
    assert add(draft, a_pdf(mark="2"), by=applicant)


def test_what_a_copy_shares_counts_once(draft, applicant):
    [file] = files_of(draft, a_pdf(), by=applicant)
    copy = ApplicationFactory(firm=draft.firm, status="withdrawn")
    StoredFile.objects.create(
        application=copy, digest=file.digest, kind="pdf", size=file.size, pages=1, content=file.content.name,
        scan="not_scanned",
    )  # fmt: skip

    assert files.held_by_firm(draft.firm_id) == (1, file.size)
