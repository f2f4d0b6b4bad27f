from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import audit
from core.models import AuditAnchor, AuditEvent
from core.services import anchors
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory()


def act(person, verb="user.greet"):
    return audit.record(person, verb, by=person, at=timezone.now(), data={"count": 1})


def altered(sql: str, *params: object) -> None:
    """Change the trail as somebody with the keys of the database might: with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER core_auditevent_append_only")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER core_auditevent_append_only")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET note = 'x'",
        "DELETE FROM core_auditevent",
        "UPDATE core_auditanchor SET digest = 'x'",
        "DELETE FROM core_auditanchor",
    ],
)
def test_the_trail_is_append_only(person, statement):
    act(person)
    anchors.seal()

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_trail_cannot_be_emptied(person):
    act(person)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER core_auditevent_no_truncate")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE core_auditevent")
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER core_auditevent_no_truncate")


def test_events_of_one_record_follow_each_other(person):
    first, second = act(person), act(person)

    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous == first.digest


def test_an_untouched_trail_holds(person):
    for _time in range(3):
        act(person)
        act(UserFactory())
        anchors.seal()
    out = StringIO()

    call_command("verify_audit", stdout=out)

    assert "6 events, 3 anchors" in out.getvalue()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE core_auditevent SET note = 'nicer' WHERE sequence = 2", "its contents were changed"),
        ("UPDATE core_auditevent SET data = '{}' WHERE sequence = 1", "its contents were changed"),
        ("DELETE FROM core_auditevent WHERE sequence = 2", "event 2 of this record is missing"),
        ("DELETE FROM core_auditevent WHERE sequence = 3", "was deleted"),
        ("UPDATE core_auditevent SET previous = 'x' WHERE sequence = 2", "does not follow"),
    ],
)
def test_a_change_behind_the_desk_is_found(person, sql, sentence):
    for _time in range(3):
        act(person)
    anchors.seal()
    altered(sql)

    assert any(sentence in fault for fault in anchors.faults())
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit", stderr=StringIO())


def test_two_events_that_changed_places_are_found(person):
    for _time in range(3):
        act(person)
    anchors.seal()
    altered(
        "UPDATE core_auditevent SET sequence = sequence + 100 WHERE sequence IN (1, 2);"
        "UPDATE core_auditevent SET sequence = 103 - sequence WHERE sequence > 100"
    )

    found = list(anchors.faults())

    assert any("#1" in fault and "its contents were changed" in fault for fault in found)
    assert any("#2" in fault and "does not follow the event before it" in fault for fault in found)


def test_an_end_that_was_cut_off_with_its_seals_is_found_by_a_noted_anchor(person):
    for _time in range(3):
        act(person)
        last = anchors.seal()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"Last anchor: {last.digest}" in out.getvalue()
    call_command("verify_audit", anchor=last.digest, stdout=StringIO())

    altered("DELETE FROM core_auditevent WHERE sequence = 3")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditanchor DISABLE TRIGGER core_auditanchor_append_only")
        cursor.execute("DELETE FROM core_auditanchor WHERE id = %s", [last.pk])
        cursor.execute("ALTER TABLE core_auditanchor ENABLE TRIGGER core_auditanchor_append_only")

    assert list(anchors.faults()) == []  # by itself the shorter trail is whole
    assert any("is gone" in fault for fault in anchors.faults(noted=last.digest))
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_audit", anchor=last.digest, stderr=StringIO())


def test_of_many_faults_the_first_hundred_are_named(person):
    for _time in range(130):
        act(person)
    altered("UPDATE core_auditevent SET note = 'nicer'")
    errors = StringIO()

    with pytest.raises(CommandError, match="130 faults"):
        call_command("verify_audit", stderr=errors)

    assert errors.getvalue().count("its contents were changed") == 100
    assert "and 30 more" in errors.getvalue()


def test_a_removed_anchor_is_found(person):
    for _time in range(3):
        act(person)
        anchors.seal()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditanchor DISABLE TRIGGER core_auditanchor_append_only")
        middle = AuditAnchor.objects.order_by("pk")[1].pk
        cursor.execute("DELETE FROM core_auditanchor WHERE id = %s", [middle])
        cursor.execute("ALTER TABLE core_auditanchor ENABLE TRIGGER core_auditanchor_append_only")

    assert any("does not follow the anchor" in fault for fault in anchors.faults())


def test_sealing_takes_each_event_once(person):
    act(person)
    first = anchors.seal()
    assert anchors.seal() is None
    late = act(person)

    second = anchors.seal()

    assert second.event_ids == [late.pk]
    assert second.previous == first.digest
    assert AuditEvent.objects.count() == 2


def test_many_acts_are_chained_like_single_ones(person, django_assert_num_queries):
    other = UserFactory()
    act(person)
    acts = [
        audit.Act(person, "user.greet"), audit.Act(other, "user.greet"), audit.Act(person, "user.part"),
    ]  # fmt: skip

    with django_assert_num_queries(2):
        audit.record_many(acts, by=person, at=timezone.now())

    assert [event.verb for event in audit.trail(person)] == ["user.greet", "user.greet", "user.part"]
    assert [event.sequence for event in audit.trail(person)] == [1, 2, 3]
    assert audit.trail(other).get().previous == ""
    call_command("verify_audit", stdout=StringIO())


def test_no_act_asks_nothing(person, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert audit.record_many([], by=person, at=timezone.now()) == []
