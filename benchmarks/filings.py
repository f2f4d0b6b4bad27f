"""An application of eleven rows, written at once and in the usual way, without any code of the product."""

import json
import uuid
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

TABLES = """
CREATE TABLE IF NOT EXISTS plain_filing (
    id bigserial PRIMARY KEY, number text UNIQUE NOT NULL, status text NOT NULL, due timestamptz NOT NULL DEFAULT now(),
    snapshot jsonb NOT NULL);
CREATE INDEX IF NOT EXISTS plain_filing_due ON plain_filing (status, due, id);
CREATE TABLE IF NOT EXISTS plain_filed_person (
    id bigserial PRIMARY KEY, filing_id bigint NOT NULL REFERENCES plain_filing, name text NOT NULL,
    sealed text NOT NULL,
    hash text NOT NULL, answers jsonb NOT NULL, class text NOT NULL, UNIQUE (filing_id, hash));
CREATE TABLE IF NOT EXISTS plain_filing_event (
    id bigserial PRIMARY KEY, filing_id bigint NOT NULL REFERENCES plain_filing, verb text NOT NULL,
    at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS plain_job (id bigserial PRIMARY KEY, task text NOT NULL, arguments jsonb NOT NULL);
"""
AT_ONCE = """
WITH filing AS (
    INSERT INTO plain_filing (number, status, snapshot) VALUES (%(number)s, 'submitted', %(snapshot)s) RETURNING id),
people AS (
    INSERT INTO plain_filed_person (filing_id, name, sealed, hash, answers, class)
    SELECT filing.id, name, %(sealed)s, hash, '{}', 'D'
      FROM filing, unnest(%(names)s::text[], %(hashes)s::text[]) AS listed (name, hash)),
event AS (INSERT INTO plain_filing_event (filing_id, verb, at) SELECT id, 'submit', now() FROM filing)
INSERT INTO plain_job (task, arguments) SELECT 'tell', jsonb_build_object('filing', id) FROM filing
"""


class PlainFiling(models.Model):
    number = models.TextField(unique=True)
    status = models.TextField()
    due = models.DateTimeField(db_default=Now())
    snapshot = models.JSONField()

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_filing"


class PlainPerson(models.Model):
    filing = models.ForeignKey(PlainFiling, models.PROTECT)
    name = models.TextField()
    sealed = models.TextField()
    hash = models.TextField()
    answers = models.JSONField()
    class_code = models.TextField(db_column="class")

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_filed_person"


class PlainEvent(models.Model):
    filing = models.ForeignKey(PlainFiling, models.PROTECT)
    verb = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_filing_event"


class PlainJob(models.Model):
    task = models.TextField()
    arguments = models.JSONField()

    class Meta:
        app_label, managed, db_table = "benchmarks", False, "plain_job"


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def material() -> dict[str, Any]:
    """An application with eight people."""
    key = uuid.uuid4().hex
    return {
        "number": key,
        "snapshot": json.dumps({"plan": {str(n): "措施" * 50 for n in range(6)}}, ensure_ascii=False),
        "sealed": "x" * 140,
        "names": [f"员工{n}" for n in range(8)],
        "hashes": [f"{key}{n}" for n in range(8)],
    }


def write_at_once() -> None:
    """1 + 8 + 1 + 1 rows in one statement, committed."""
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, material())


def write_one_by_one() -> None:
    """The same rows in one transaction, `create()` for each."""
    said = material()
    with transaction.atomic():
        row = PlainFiling.objects.create(
            number=said["number"], status="submitted", snapshot=json.loads(said["snapshot"])
        )
        for name, key in zip(said["names"], said["hashes"], strict=True):
            PlainPerson.objects.create(
                filing=row, name=name, sealed=said["sealed"], hash=key, answers={}, class_code="D"
            )
        PlainEvent.objects.create(filing=row, verb="submit", at=timezone.now())
        PlainJob.objects.create(task="tell", arguments={"filing": row.pk})
