"""Many new rows by COPY are the rows that `bulk_create` would have made."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict

from approvals.models import Suspension
from core.inserting import FEW, insert_many
from core.models import AuditEvent
from reopening.models import Firm
from tests.factories import FirmFactory, UserFactory, street

pytestmark = pytest.mark.django_db
MANY = FEW + 1
AWKWARD = ["", "\\", "\\N", "a\tb\nc\rd", '{"}\\"', "𠮷野家 · é", "NULL", "'); --"]
AT = datetime(2020, 2, 17, 3, 4, 5, 678901, tzinfo=UTC)


def events(texts, by):
    return [
        AuditEvent(
            subject_type="core.user",
            subject_id=str(number),
            sequence=1,
            verb="user.greet",
            actor=by if number % 2 else None,
            at=AT,
            note=text,
            data={"said": text, "times": number, "deep": [None, True, 1.5, {"in": text}]},
            digest="0" * 64,
        )
        for number, text in enumerate(texts)
    ]


def test_every_value_comes_back_as_it_was_given():
    person = UserFactory()

    made = insert_many(events(AWKWARD, person))

    kept = AuditEvent.objects.in_bulk([row.pk for row in made])
    for row, text in zip(made, AWKWARD, strict=True):
        assert kept[row.pk].note == text
        assert kept[row.pk].data == row.data
        assert kept[row.pk].at == AT
        assert kept[row.pk].actor_id == row.actor_id
        assert kept[row.pk].recorded_at is not None  # the database's own default


@pytest.mark.parametrize("count", [1, FEW, MANY])
def test_each_row_knows_its_key_and_counts_as_saved(count):
    made = insert_many(events(["x"] * count, None))

    assert [row.pk for row in made] == sorted(AuditEvent.objects.values_list("pk", flat=True))
    assert not any(row._state.adding for row in made)


def test_days_truths_numbers_and_arrays_are_the_same_as_by_an_insert(approver):
    def rows(mark):
        return [
            Suspension(
                number=f"{mark}-{number}",
                division_id=street().pk,
                division_code=street().pk,
                within=["330106", 'a"b\\c'],
                industries=[],
                reason="停",
                begins_on=date(2020, 2, 17),
                firms_seen=number,
                status="proposed",
                proposed_at=AT,
                proposed_by=approver,
            )
            for number in range(MANY)
        ]

    by_copy, by_insert = insert_many(rows("c")), Suspension.objects.bulk_create(rows("i"))

    def kept(made):
        return [
            model_to_dict(row, exclude=["id", "number"])
            for row in Suspension.objects.filter(pk__in=[each.pk for each in made]).order_by("pk")
        ]

    assert kept(by_copy) == kept(by_insert)


def test_nothing_at_all_is_nothing_to_do(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_many([]) == []


@pytest.mark.parametrize("count", [MANY, 200])
def test_two_statements_however_many_they_are(count, django_assert_num_queries):
    with django_assert_num_queries(2):
        insert_many(events(["x"] * count, None))


def test_what_the_database_refuses_is_refused_whole():
    firm = FirmFactory()
    rows = FirmFactory.build_batch(MANY, division=street())
    rows[-1].credit_code = firm.credit_code

    with pytest.raises(IntegrityError, match="credit_code"), transaction.atomic():
        insert_many(rows)

    assert Firm.objects.get() == firm
