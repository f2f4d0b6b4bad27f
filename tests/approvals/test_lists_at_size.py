"""What the lists behind pages read does not grow with the table: 100,000 cases that wait, and as many that are open."""

from urllib.parse import quote

import pytest
from django.db import connection

from approvals.models import Certificate
from approvals.queries.queue import ORDERS, queue
from core.models import Division
from core.paging import encode
from reopening.models import Application, Condition, Firm
from reopening.services.counts import recount
from tests.approvals.cases import opened as opened_case
from tests.approvals.conditions_due import ask
from tests.cloning import copies
from tests.factories import submitted_application
from tests.plans import plans, visited

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MANY = 100_000
LARGE = {each._meta.db_table for each in (Application, Firm, Condition, Certificate)}
COUNTED = 1_000  # where a count that is not kept stops
ONE, ALL = "演示" + chr(19968 + 77) + chr(20480 + 1), "食品有限"  # what one firm is called, and what all are
# Rows visited by one statement at most: a page of 25 with its joins; a count up to its cap, alone and with its case.
FOR_A_PAGE, FOR_A_COUNT, FOR_A_JOINED_COUNT = 1_500, 5 * COUNTED, 6 * COUNTED
# A fifth of the cases is due today, at whatever hour this runs: five are read for each that counts.
TODAY = "date_trunc('day', now(), 'Asia/Shanghai')"
FOR_A_COUNT_OF_A_FIFTH = FOR_A_COUNT + 4 * COUNTED


def fill(reviewer, approver):
    """As many cases that wait as are open, each of a firm of its own, over twelve streets; analysed."""
    waiting = submitted_application()
    certificate = opened_case(reviewer, approver)  # open since five days, so that it stands in the register
    condition = ask(certificate.application, approver)
    codes = list(
        Division.objects.filter(code__regex=r"^\d{9}$", code__startswith="3301").values_list("pk", flat=True)
    )
    street = "(ARRAY['" + "','".join(codes) + f"'])[1 + mod(n, {len(codes)})]"
    own = {"public_id": "gen_random_uuid()", "division_id": street}
    names = "'演示' || chr(19968 + mod(n, 5000)) || chr(20480 + n / 50) || '食品有限公司'"
    grams = "ARRAY['演示', '示' || chr(19968 + mod(n, 5000)), chr(19968 + mod(n, 5000)) || chr(20480 + n / 50), '食品']"
    cased = own | {"division_code": street, "case_key": "gen_random_uuid()", "number": "number || '-' || n"}
    for model in (waiting, certificate.application):
        firms = copies(
            model.firm, MANY, **own, name=names, grams=grams,
            credit_code=f"'Y{model.pk % 1000:03d}' || lpad(n::text, 14, '0')",
        )  # fmt: skip
        cases = copies(
            model, MANY, **cased, firm_id=f"{firms[0] - 1} + n",
            due_at=f"{TODAY} + mod(n, 7200) * interval '1 minute'", is_short="mod(n, 3) = 0",
            judged_class="(ARRAY['general', 'daily_life', 'key'])[1 + mod(n, 3)]",
        )  # fmt: skip
    opened = f"{cases[0] - 1} + n"
    copies(
        condition,
        MANY,
        public_id="gen_random_uuid()",
        application_id=opened,
        division_code=street,
        due_on="due_on + (mod(n, 90))::int",
    )
    copies(
        certificate, MANY, public_id="gen_random_uuid()", application_id=opened, number="number || '-' || n",
        case_key=f"(SELECT case_key FROM reopening_application WHERE id = {opened})", token="md5(n::text)",
        division_code=street,
    )  # fmt: skip
    with connection.cursor() as cursor:
        for table in sorted(LARGE | {"reopening_casecount"}):
            cursor.execute(f"ANALYZE {table}")
    recount()


def test_no_list_reads_more_of_a_larger_table(client, reviewer, approver):
    fill(reviewer, approver)
    client.force_login(reviewer)
    middle = queue(reviewer).order_by("due_at", "pk")[MANY // 2 : MANY // 2 + 1].get()
    pages = {
        "the queue": ("/queue/", FOR_A_PAGE),
        "in the middle": (f"/queue/?cursor={encode(middle, ORDERS['due'])}", FOR_A_PAGE),
        "by the four priorities": ("/queue/?order=priority", FOR_A_PAGE),
        "one street": ("/queue/?division=330106002", FOR_A_PAGE),
        "a name that one firm has": (f"/queue/?search={quote(ONE)}", FOR_A_COUNT),
        "a name that all have": (f"/queue/?search={quote(ALL)}", FOR_A_COUNT),
        "the counts beside the filters": ("/queue/facets/", FOR_A_COUNT_OF_A_FIFTH),
        "the register": ("/register/", FOR_A_COUNT),
        "the conditions": ("/queue/conditions/", FOR_A_JOINED_COUNT),
        "the conditions of a street": ("/queue/conditions/?division=330106002", FOR_A_JOINED_COUNT),
        "of a place without any": ("/queue/conditions/?division=330106999", FOR_A_PAGE),
        "of a kind that is not there": ("/queue/conditions/?kind=rectification", FOR_A_PAGE),
        "none is handed in": ("/queue/conditions/?state=handed_in", FOR_A_PAGE),
        "none is overdue": ("/queue/conditions/?state=overdue", FOR_A_PAGE),
        "none is met": ("/queue/conditions/?state=met", FOR_A_PAGE),
    }
    problems: dict[str, list[object]] = {}
    for name, (address, most) in pages.items():
        with plans() as explained:
            assert client.get(address).status_code == 200, name
        assert explained, name
        for plan, sql in explained:
            if visited(plan) > most:
                problems.setdefault(name, []).append((visited(plan), sql[-250:]))
    assert not problems, "\n".join(f"{name}: {each}" for name, found in problems.items() for each in found)
    assert Application.objects.count() == 2 * MANY + 2
