"""What the tests of documents share."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals.services import decisions, review
from reopening.services import applications, deferrals, documents
from reopening.services.documents import Place
from tests.reopening.papers import DEFERRABLE, a_pdf, a_photo, in_wenzhou

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def draft(applicant):
    return in_wenzhou(applicant.firms.get())


@pytest.fixture
def document(draft, applicant):
    return add(draft, applicant, a_pdf("营业执照.pdf"))


@pytest.fixture
def photo(draft, applicant):
    return add(draft, applicant, a_photo(), Place("item", "mask"))


@pytest.fixture
def filed(draft, applicant):
    """With the letter of commitment, in the queue."""
    deferrals.defer(application=draft, paper=DEFERRABLE, accepted=True, by=applicant, at=timezone.now())
    return applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())


@pytest.fixture
def approved(filed, reviewer, approver):
    review.claim(application=filed, by=reviewer, at=timezone.now())
    review.recommend(application=filed, by=reviewer, at=timezone.now())
    decisions.approve(application=filed, by=approver, at=timezone.now())
    return filed


OTHER = Place("other")


def add(application, by, sent, place=OTHER):
    (document,) = documents.add(application=application, place=place, sent=[sent], by=by, at=timezone.now())
    return document


def page(application, name="documents", *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def act(document, name):
    return page(document.application, f"document-{name}", document.public_id)


def uploaded(sent, media_type="application/octet-stream"):
    return SimpleUploadedFile(sent.name, sent.content, content_type=media_type)


GETS = [("documents", ()), ("document-place", ("other",)), ("letter", (DEFERRABLE,))]

POSTS = ["download", "replace", "remove"]
