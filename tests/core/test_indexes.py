"""Every index is written with every row: none may say what another says already."""

import pytest
from django.apps import apps
from django.db import connection

from core.packages import PACKAGES

# An index whose columns are the first ones of another, in the same order of comparison; neither on a part of the
# table, nor on an expression. A unique one holds a rule besides.
BEGINNINGS = """
WITH known AS (
    SELECT indexrelid::regclass::text AS name, indrelid AS owner, indisunique,
           string_to_array(indkey::text, ' ') AS columns, string_to_array(indclass::text, ' ') AS classes
      FROM pg_index WHERE indpred IS NULL AND indexprs IS NULL AND indrelid::regclass::text = ANY(%s))
SELECT less.name, more.name FROM known AS less JOIN known AS more USING (owner)
 WHERE less.name <> more.name AND NOT less.indisunique
   AND more.columns[1:cardinality(less.columns)] = less.columns
   AND more.classes[1:cardinality(less.classes)] = less.classes
"""


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    ours = [model._meta.db_table for name in PACKAGES for model in apps.get_app_config(name).get_models()]
    assert beginnings(ours) == []


@pytest.mark.django_db
def test_such_an_index_would_be_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX spare ON core_auditevent (subject_type, subject_id)")
    assert beginnings(["core_auditevent"]) == [("spare", "audit_event_one_chain")]


def beginnings(tables: list[str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [tables])
        return cursor.fetchall()
