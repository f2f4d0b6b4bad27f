"""Rosters screened anew by the policy in force, chunk by chunk; what people declared stays as it is."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.dates import shanghai_day
from core.workflow import lock
from reopening.models import Application, StaffMember
from reopening.policy.health import ScreeningSet
from reopening.screening import Answers, screen

CHUNK = 2_000  # people in one transaction
COLUMNS = ("pk", "answers", "class_code", "measure", "clear_on", "cause")
Verdict = tuple[str, str, str | None, str]  # class, measure, clearing day, cause as JSON

UPDATE = f"""
UPDATE {StaffMember._meta.db_table} AS person
SET class_code = new.class_code, measure = new.measure, clear_on = new.clear_on, cause = new.cause::jsonb
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::text[])
    AS new(id, class_code, measure, clear_on, cause)
WHERE person.id = new.id AND person.id = ANY(%s)  -- said twice: the planner may not know how many there are
"""  # noqa: S608 - our own name


def screen_anew(application: Application, at: datetime) -> Iterator[int]:
    """
    Screen everybody of the roster on the day of `at`; yields how many are done, chunk by chunk.

    Doing it again changes nothing. The application's row is locked in every chunk, so that a person who is edited
    meanwhile keeps what the edit says.
    """
    judge, last, done = Judge(application.policy_set.rules.screening, on=shanghai_day(at)), 0, 0
    people = StaffMember.objects.filter(application=application)
    while True:
        with transaction.atomic():
            lock(application)
            rows = screen_some(people, judge, after=last)
        if not rows:
            return
        last, done = rows[-1][0], done + len(rows)
        yield done


def screen_all(application: Application, table: ScreeningSet, at: datetime) -> None:
    """The same at once, by a table of the caller's, who holds the lock: seconds for tens of thousands."""
    screen_people(StaffMember.objects.filter(application=application), Judge(table, on=shanghai_day(at)))


def screen_cases(keys: Iterable[int], table: ScreeningSet) -> None:
    """
    The rosters of locked cases by another table, each person on the day of their own declaration.

    :param keys: of the applications
    """
    screen_people(StaffMember.objects.filter(application__in=list(keys)), Judge(table))


def screen_people(people: QuerySet[StaffMember], judge: "Judge") -> None:
    last = 0
    while rows := screen_some(people, judge, after=last):
        last = rows[-1][0]


def screen_some(people: QuerySet[StaffMember], judge: "Judge", *, after: int) -> list[Any]:
    """The next `CHUNK` of these people by key, screened and stored."""
    rows = list(people.filter(pk__gt=after).order_by("pk").values_list(*COLUMNS)[:CHUNK])
    store([(row[0], verdict) for row in rows if (verdict := judge.anew(row))])
    return rows


class Judge:
    """
    The verdict on each person; most people of a roster answer the same.

    :param on: the day on which they are judged; None: each on the day of the own declaration
    """

    def __init__(self, table: ScreeningSet, *, on: date | None = None) -> None:
        self.table, self.on = table, on
        self.verdict = lru_cache(maxsize=4096)(self.judge)

    def anew(self, row: tuple[Any, ...]) -> Verdict | None:
        """The new verdict of a row of `COLUMNS`; None where it stays, and for who has not declared anything yet."""
        _pk, answers, class_code, measure, clear_on, cause = row
        if "declared_on" not in answers:
            return None
        found = self.verdict(as_text(answers))
        stands = (class_code, measure, clear_on and clear_on.isoformat(), as_text(cause))
        return None if found == stands else found

    def judge(self, answers: str) -> Verdict:
        said = Answers.from_json(json.loads(answers))
        found = screen(said, on=self.on or said.declared_on, table=self.table)
        clear_on = found.clear_on.isoformat() if found.clear_on else None
        return found.class_key, found.measure.value, clear_on, as_text(found.cause(said))


def as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def store(verdicts: list[tuple[int, Verdict]]) -> None:
    """One UPDATE however many they are."""
    if verdicts:
        keys = [key for key, _verdict in verdicts]
        columns = zip(*(each for _key, each in verdicts), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [keys, *(list(column) for column in columns), keys])
