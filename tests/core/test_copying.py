import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import binary_rows
from core.copying import array, copy_into, copy_rows, copying, escaped
from core.models import Division

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=4)), min_size=1, max_size=20))
def test_what_goes_in_by_copy_comes_out_the_same(db, rows):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept (place serial, words text, many text[])")
        copy_into(
            cursor, "kept", ["words", "many"], [f"{escaped(text)}\t{array(many)}" for text, many in rows]
        )
        cursor.execute("SELECT words, many FROM kept ORDER BY place")
        found = cursor.fetchall()
        cursor.execute("DROP TABLE kept")

    assert found == rows


DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(TEXT, st.booleans(), DAYS, INSTANTS, st.dictionaries(TEXT, TEXT, max_size=3)), max_size=20
    )
)
def test_what_goes_in_as_binary_rows_comes_out_the_same(db, rows):
    columns = ["words", "is_so", "since", "at", "said"]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE kept (place serial, words text, is_so boolean, since date, at timestamptz, said jsonb)"
        )
        with copying(cursor, "kept", columns, is_binary=True) as copy:
            for words, is_so, since, at, said in rows:
                copy.write(
                    len(columns).to_bytes(2)
                    + binary_rows.text(words)
                    + binary_rows.truth(is_so)
                    + binary_rows.day(since)
                    + binary_rows.instant(at)
                    + binary_rows.document(json.dumps(said))
                )
        cursor.execute("SELECT words, is_so, since, at, said::text FROM kept ORDER BY place")
        found = [(*row, json.loads(said)) for *row, said in cursor.fetchall()]
        cursor.execute("DROP TABLE kept")

    assert found == rows


def test_rows_are_made_without_asking_the_database(db):
    columns = ["code", "name", "name_en"]
    copy_rows(Division, columns, ((f"9{number}", "省", "a\tprovince") for number in range(3)))
    assert Division.objects.get(code="92").name_en == "a\tprovince"

    with pytest.raises(RuntimeError, match="asked while rows go in"):
        copy_rows(
            Division, columns, ((f"9{number}", str(Division.objects.count()), "") for number in range(3, 5))
        )
