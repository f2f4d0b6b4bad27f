"""
An application taken away at the instant at which people come onto its roster: one of the two is refused.

The control takes the trigger on the application away: then the people stand there without it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from reopening.models import Application, StaffMember
from tests.factories import ApplicationFactory, StaffMemberFactory
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without_trigger() -> Iterator[None]:
    table, trigger = Application._meta.db_table, f"{StaffMember._meta.db_table}_is_held"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def taken_away(application: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reopening_application WHERE id = %s", [application.pk])


def waits_for_a_lock() -> None:
    """Until somebody does; the other one goes on only then."""
    with connection.cursor() as cursor:
        for _look in range(3_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def one_after_the_other(first, second) -> list[object]:
    """`first` has acted and not committed when `second` comes; what each returned or raised."""
    has_acted = threading.Event()

    def lead() -> None:
        with transaction.atomic():
            try:
                first()
            finally:
                has_acted.set()
            waits_for_a_lock()

    def follow() -> None:
        has_acted.wait(timeout=30)
        second()

    return together(lead, follow)


@pytest.fixture
def application() -> Application:
    return ApplicationFactory()


def test_an_application_is_not_taken_from_under_people_who_are_just_coming(application):
    came, went = one_after_the_other(
        lambda: StaffMemberFactory(application=application), lambda: taken_away(application)
    )

    assert came is None
    assert isinstance(went, IntegrityError)
    assert application.staff.count() == 1
    assert Application.objects.filter(pk=application.pk).exists()


def test_nobody_comes_onto_the_roster_of_an_application_that_is_just_being_taken_away(application):
    went, came = one_after_the_other(
        lambda: taken_away(application), lambda: StaffMemberFactory(application=application)
    )

    assert went is None
    assert isinstance(came, IntegrityError)
    assert not StaffMember.objects.exists()


def test_control_without_the_trigger_people_stand_there_without_their_application(application):
    with without_trigger():
        results = one_after_the_other(
            lambda: StaffMemberFactory(application=application), lambda: taken_away(application)
        )

    assert results == [None, None]
    assert StaffMember.objects.filter(application_id=application.pk).count() == 1
    assert not Application.objects.exists()
