"""What the tests of applications share."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reopening.services import applications
from tests.factories import (
    ApplicationFactory,
    ready_application,
    submitted_application,
)


def page_of(application, name="application"):
    return reverse(f"reopening:{name}", args=[application.public_id])


@pytest.fixture
def firm(applicant):
    return applicant.firms.get()


@pytest.fixture
def draft(firm):
    return ApplicationFactory(firm=firm)


@pytest.fixture
def ready(firm):
    return ready_application(firm)


@pytest.fixture
def filed(firm):
    return submitted_application(firm)


def returned(application, reviewer):
    applications.claim(application=application, by=reviewer, at=timezone.now())
    return applications.return_for_correction(
        application=application,
        reasons=["supplies_doubtful"],
        by=reviewer,
        at=timezone.now(),
        note="Please count the masks again.",
    )
