"""A key that is held statement by statement: the roster's to its application."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.copying import copy_into
from reopening.models import StaffMember
from tests.factories import ApplicationFactory, StaffMemberFactory

pytestmark = pytest.mark.django_db

NOWHERE = 987_654_321
TABLE = StaffMember._meta.db_table


def run(statement: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def person() -> StaffMember:
    return StaffMemberFactory()


def strayed(person: StaffMember, number: int) -> StaffMember:
    return StaffMemberFactory.build(application=None, application_id=NOWHERE, resident_id_hash=f"{number}")


def test_a_stray_row_is_refused(person):
    with pytest.raises(IntegrityError, match=str(NOWHERE)), transaction.atomic():
        strayed(person, 1).save()

    assert StaffMember.objects.get() == person


def test_a_stray_row_among_right_ones_is_refused_with_them(person):
    right = StaffMemberFactory.build(application=person.application, resident_id_hash="right")

    with pytest.raises(IntegrityError, match=str(NOWHERE)), transaction.atomic():
        StaffMember.objects.bulk_create([right, strayed(person, 2)])

    assert StaffMember.objects.get() == person


def test_a_stray_row_is_refused_by_copy_too(person):
    columns = "application_id, row_number, name, resident_id, resident_id_hash, mobile, post, on_site, place, answers"
    columns += ", class_code, measure, cause, updated_at"
    line = "\t".join([str(NOWHERE), "1", "王", "x", "hash", "", "", "t", "", "{}", "", "", "{}", "now"])

    with (
        pytest.raises(Exception, match=str(NOWHERE)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        copy_into(cursor, TABLE, columns.split(", "), [line])

    assert StaffMember.objects.get() == person


def test_an_application_is_not_taken_from_under_its_people(person):
    with pytest.raises(IntegrityError, match="still has rows"):
        run("DELETE FROM reopening_application WHERE id = %s", person.application_id)
    with pytest.raises(IntegrityError, match="still has rows"):
        run("UPDATE reopening_application SET id = %s WHERE id = %s", NOWHERE, person.application_id)


def test_nobody_moves_to_another_roster(person):
    with pytest.raises(IntegrityError, match="never changes"):
        run(f"UPDATE {TABLE} SET application_id = %s", ApplicationFactory().pk)


def test_an_application_without_people_goes():
    application = ApplicationFactory()

    run("DELETE FROM reopening_application WHERE id = %s", application.pk)
