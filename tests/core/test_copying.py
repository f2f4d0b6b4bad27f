from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.copying import array, copy_into, escaped

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
