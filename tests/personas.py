"""The people of the tests, by name: `applicant`, `reviewer`, `approver`, …, and the outsiders."""

import pytest

from core.models import Division, Role, User
from tests.factories import AppointmentFactory, MembershipFactory, UserFactory, city, other_street, street

__all__ = [
    "administrator",
    "applicant",
    "approver",
    "auditor",
    "clerk",
    "courier",
    "dispatcher",
    "inspector",
    "instructor",
    "other_reviewer",
    "outsider",
    "reviewer",
]


def official(role: Role, division: Division) -> User:
    user = UserFactory(username=f"{role}-{division.code}", name=f"{role.label}")
    AppointmentFactory(user=user, role=role, division=division)
    return user


@pytest.fixture
def reviewer(db: None) -> User:
    return official(Role.REVIEWER, street())


@pytest.fixture
def other_reviewer(db: None) -> User:
    """A reviewer of a street in another district."""
    return official(Role.REVIEWER, other_street())


@pytest.fixture
def approver(db: None) -> User:
    return official(Role.APPROVER, street().parent)


@pytest.fixture
def inspector(db: None) -> User:
    return official(Role.INSPECTOR, street().parent)


@pytest.fixture
def instructor(db: None) -> User:
    return official(Role.INSTRUCTOR, street().parent)


@pytest.fixture
def dispatcher(db: None) -> User:
    return official(Role.DISPATCHER, street().parent)


@pytest.fixture
def courier(db: None) -> User:
    return official(Role.COURIER, street().parent)


@pytest.fixture
def clerk(db: None) -> User:
    return official(Role.CLERK, street().parent)


@pytest.fixture
def auditor(db: None) -> User:
    return official(Role.AUDITOR, city())


@pytest.fixture
def administrator(db: None) -> User:
    return official(Role.ADMINISTRATOR, city())


@pytest.fixture
def applicant(db: None) -> User:
    """A person who may sign for a firm in the street of most tests: `applicant.firms.get()`."""
    return MembershipFactory(user__username="applicant").user


@pytest.fixture
def outsider(db: None) -> User:
    """A person of another firm, in another district."""
    return MembershipFactory(user__username="outsider", firm__division=other_street()).user
