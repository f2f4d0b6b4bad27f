"""
An application of eleven rows, written at once and in the usual way, and the rows that a submission writes, at once:
without any code of the product.
"""

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

# What a submission writes, into the product's own tables with their indexes and triggers. Times, places and marks
# are those of a case that was handed in; nothing is read or judged, and no event is chained.
SAME_ROWS = """
WITH model AS (SELECT * FROM reopening_application WHERE id = %(model)s),
taken AS (
    INSERT INTO core_counter (scope, value) VALUES ('bench', 1)
        ON CONFLICT (scope) DO UPDATE SET value = core_counter.value + 1 RETURNING value),
filed AS (
    UPDATE reopening_application own
       SET number = 'same-' || taken.value, status = model.status, committed_at = model.committed_at,
           committed_by_id = model.committed_by_id, submitted_at = model.submitted_at,
           submitted_by_id = model.submitted_by_id, submissions = model.submissions, phase = model.phase,
           due_at = model.due_at, staff_on_roster = model.staff_on_roster, snapshot = %(snapshot)s::jsonb,
           snapshot_digest = model.snapshot_digest, judged_class = model.judged_class,
           people_held = model.people_held, cover_days = model.cover_days, factors = model.factors,
           factor_rank = model.factor_rank, office_code = model.office_code, route = model.route,
           acts_at = model.acts_at
      FROM model, taken WHERE own.id = %(key)s RETURNING own.id),
event AS (
    INSERT INTO core_auditevent (subject_type, subject_id, sequence, verb, actor_id, at, from_status, to_status,
           note, data, previous, digest)
    SELECT subject_type, filed.id::text, sequence, verb, actor_id, at, from_status, to_status, note, data, previous,
           digest
      FROM core_auditevent, filed
     WHERE subject_type = 'reopening.application' AND subject_id = %(model)s::text AND verb = 'application.submit')
INSERT INTO reopening_casecount (division_code, phase, status, cases, revision)
SELECT division_code, phase, status, 1, 1 FROM model
    ON CONFLICT (division_code, phase, status) DO UPDATE
   SET cases = reopening_casecount.cases + 1, revision = reopening_casecount.revision + 1
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


class PlainFilingEvent(models.Model):
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


def material(snapshot: str) -> dict[str, Any]:
    """An application with eight people. :param snapshot: what it says, as JSON"""
    key = uuid.uuid4().hex
    return {
        "number": key,
        "snapshot": snapshot,
        "sealed": "x" * 140,
        "names": [f"员工{n}" for n in range(8)],
        "hashes": [f"{key}{n}" for n in range(8)],
    }


def write_at_once(snapshot: str) -> None:
    """1 + 8 + 1 + 1 rows in one statement, committed."""
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, material(snapshot))


def write_same_rows(key: int, model: int, snapshot: str) -> None:
    """The four rows of a submission in one statement, committed; times and marks are those of the case `model`."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_ROWS, {"key": key, "model": model, "snapshot": snapshot})


def write_one_by_one(snapshot: str) -> None:
    """The eleven rows in one transaction, `create()` for each."""
    said = material(snapshot)
    with transaction.atomic():
        row = PlainFiling.objects.create(
            number=said["number"], status="submitted", snapshot=json.loads(said["snapshot"])
        )
        for name, key in zip(said["names"], said["hashes"], strict=True):
            PlainPerson.objects.create(
                filing=row, name=name, sealed=said["sealed"], hash=key, answers={}, class_code="D"
            )
        PlainFilingEvent.objects.create(filing=row, verb="submit", at=timezone.now())
        PlainJob.objects.create(task="tell", arguments={"filing": row.pk})
