"""A mall of 5,000 tenants: every wrong row is found, and statements grow with chunks, never with tenants."""

import random
import resource
from collections import Counter
from contextlib import contextmanager
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection
from django.utils import timezone

from core import background
from reopening.models import Application, Mandate
from reopening.models.umbrellas import SHOWN
from reopening.permissions import forget_mandates
from reopening.services import tenant_files, umbrellas
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    HOURS,
    hours,
    make_ready,
    operator,
    policy,
    tenant_code,
    umbrella,
)

pytestmark = pytest.mark.slow

TENANTS, WRONG, READY = 5_000, 50, 2
FIRST = 10_000  # the number of the first tenant
CHUNKS = TENANTS // tenant_files.CHUNK
A_CHUNK, SUBMISSION, A_PAGE = 25, 60, 12  # statements at most
MISTAKES = [("heads", "many"), ("phone", "12345"), ("code", ""), ("trade", "Z99"), ("name", "")]


@contextmanager
def statements():
    """How many statements the database was asked, by their first word."""
    found: Counter[str] = Counter()

    def count(execute, sql, params, many, context):
        found[sql.split(maxsplit=1)[0]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


def file_of(mistakes, unauthorised):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HOURS)
        for number in range(TENANTS):
            said = dict([MISTAKES[number % len(MISTAKES)]]) if number in mistakes else {}
            if number in unauthorised:
                said["giver"] = ""
            sheet.write_row(number + 1, 0, hours(FIRST + number, f"{8 + number % 3}:30", **said))
    return stream.getvalue()


def test_five_thousand_tenants_come_in_and_each_is_judged_and_tried(umbrella, operator, client):  # noqa: F811
    with connection.cursor() as cursor:  # making the file takes a while on a busy machine
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    rng = random.Random(20200217)
    mistakes = set(rng.sample(range(TENANTS), WRONG))
    right = [number for number in range(TENANTS) if number not in mistakes]
    unauthorised, *ready = rng.sample(right, READY + 1)
    content = file_of(mistakes, {unauthorised})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.xlsx", content=content, by=operator, at=timezone.now()
    )
    with statements() as reading:
        background.run_waiting()
    file.refresh_from_db()
    assert file.counts == {"read": TENANTS, "new": len(right), "unauthorised": 1, "refused": WRONG}
    assert {error["row"] for error in file.errors} == {number + 2 for number in mistakes}

    tenant_files.take_in(file=file, declared=True, by=operator, at=timezone.now())
    with statements() as taking_in:
        background.run_waiting()
    with connection.cursor() as cursor:  # as the database does by itself soon after
        cursor.execute("ANALYZE")
    tenants = umbrella.tenancies.all()
    assert set(tenants.values_list("firm__credit_code", flat=True)) == {
        tenant_code(FIRST + number) for number in right
    }
    assert Mandate.objects.count() == len(right) - 1
    assert not tenants.filter(judged_at=None).exists()

    forget_mandates(operator)
    for number in ready:
        make_ready(Application.objects.get(firm__credit_code=tenant_code(FIRST + number)))
    umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())
    with statements() as judging:
        background.run_waiting()
    assert tenants.filter(blocks=0).count() == READY

    umbrella.refresh_from_db()
    umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=operator, at=timezone.now())
    with statements() as submitting:
        background.run_waiting()
    assert Counter(tenants.values_list("application__status", "refusal")) == {
        ("submitted", ""): READY,
        ("draft", "no_mandate"): 1,
        ("draft", "not_ready"): len(right) - READY - 1,
    }
    assert max(reading.total(), judging.total(), submitting.total() - READY * SUBMISSION) < CHUNKS * A_CHUNK
    assert taking_in.total() < CHUNKS * A_CHUNK * 2  # read, written, judged
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024  # KiB
    look_at_the_table(client, operator, umbrella)


def look_at_the_table(client, operator, umbrella):  # noqa: F811
    """Every filter of the operator's table, at this size."""
    client.force_login(operator)
    for show in ("", *SHOWN):
        with statements() as asked:
            page = client.get(umbrella.get_absolute_url(), {"show": show})
        assert page.status_code == 200
        assert asked.total() <= A_PAGE
