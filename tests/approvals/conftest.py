import pytest
from django.test import Client

from approvals.models import Certificate
from reopening.models import Application
from tests.approvals.cases import certified, claimed
from tests.factories import submitted_application


@pytest.fixture
def signed_in(client: Client):
    """`signed_in(user)`: a browser in which the person is signed in."""

    def sign_in(user) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def waiting(applicant) -> Application:
    """A case of the applicant's firm, in the queue."""
    return submitted_application(applicant.firms.get())


@pytest.fixture
def in_review(applicant, reviewer) -> Application:
    """The applicant's case, claimed by the reviewer."""
    return claimed(reviewer, applicant.firms.get())


@pytest.fixture
def certificate(applicant, reviewer, approver) -> Certificate:
    """The applicant's certificate; its file is not drawn yet."""
    return certified(reviewer, approver, applicant.firms.get())
