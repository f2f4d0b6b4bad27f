"""What lines, awards and parcels of a round refer to is held by statement: the same promise as a foreign key's."""

import pytest
from django.db import IntegrityError, connection, transaction

from supplies.models import Award, AwardLot, RoundLine
from tests.supplies import makers

NOBODY = 2**40
HELD = [
    (RoundLine, "round_item"),
    (RoundLine, "order_line"),
    (RoundLine, "firm"),
    (RoundLine, "home_depot"),
    (Award, "line"),
    (AwardLot, "award"),
    (AwardLot, "order_line"),
    (AwardLot, "depot"),
    (AwardLot, "lot"),
]
FROM_BELOW = (AwardLot, Award, RoundLine)
pytestmark = pytest.mark.django_db
held = pytest.mark.parametrize(("model", "name"), HELD, ids=lambda each: getattr(each, "__name__", each))


@pytest.fixture(autouse=True)
def _published():
    makers.received(300)
    makers.order()
    makers.published_round()


def test_every_key_without_a_constraint_is_held_so():
    free = [
        (model, field.name)
        for model in (RoundLine, Award, AwardLot)
        for field in model._meta.concrete_fields
        if field.remote_field and not field.db_constraint
    ]
    assert free == HELD


@held
def test_a_row_that_refers_to_nothing_is_refused(model, name):
    row = model.objects.get()
    for below in FROM_BELOW[: FROM_BELOW.index(model) + 1]:
        below.objects.all()._raw_delete("default")
    setattr(row, f"{name}_id", NOBODY)

    with pytest.raises(IntegrityError, match=f"has the id {NOBODY}"), transaction.atomic():
        row.save(force_insert=True)


@held
def test_a_row_stays_where_it_is(model, name):
    with pytest.raises(IntegrityError, match=f"{name}_id never changes"), transaction.atomic():
        model.objects.update(**{name: NOBODY})


@pytest.mark.parametrize("change", [f"UPDATE {{}} SET id = {NOBODY}", "DELETE FROM {}"])
@held
def test_what_is_referred_to_stays(model, name, change):
    parent = model._meta.get_field(name).remote_field.model._meta.db_table
    key, child = getattr(model.objects.get(), f"{name}_id"), model._meta.db_table
    with connection.cursor() as cursor:
        silence_others(cursor, parent, but=f"{child}_{name}_")

        with pytest.raises(IntegrityError, match=f"{child} still has rows of {key}"):
            cursor.execute(f"{change.format(parent)} WHERE id = %s", [key])


def silence_others(cursor, table, *, but):
    """What else holds the rows of a table, so that it is this trigger which refuses."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal "
        "AND NOT starts_with(tgname, %s)",
        [table, but],
    )
    for [trigger] in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
