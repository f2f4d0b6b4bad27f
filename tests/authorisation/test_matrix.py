"""
Who may do what at which address: every pattern of the resolver, every method, every kind of person.

`expected.csv` is the table, to be read like a document. After adding, moving or removing an address, write it anew,
READ what changed, and commit it with the address:

    REWRITE=new .venv/bin/python -m pytest -q -n 0 tests/authorisation/test_matrix.py
    git diff tests/authorisation/expected.csv

`REWRITE=new` asks only what the table does not know (a minute), `REWRITE=all` everything.

`yes`: open (also when the request itself is incomplete) · `no`: refused, 403 · `none`: does not exist for them, 404 ·
`shape`: refused for its form before anything is looked up · `login`: sign in first · `state`: 409, the record has
moved on · `limit`: too often, 429
"""

import csv
import os
import re
import uuid
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from tests.authorisation.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLE = Path(__file__).with_name("expected.csv")
PAGE_METHODS = ("get", "post")
METHODS = (*PAGE_METHODS, "put", "patch", "delete")
WORDS = {
    400: "shape",
    415: "shape",
    428: "shape",
    401: "login",
    403: "no",
    404: "none",
    409: "state",
    429: "limit",
    503: "yes",
}  # 503: a machine that is not whole says so
# Addresses at which a person who has not signed in finds something.
PUBLIC = re.compile(
    r"^(healthz|readyz|sign-up/|join/|checks/|invitations/|take-over/|d/|verify/|scan/|register/|publications/|supplies/(public/|courier/worker)"
    r"|\.well-known/|i18n/|api/(schema|docs)/|api/v1/(verify|register|declarations|policy-sets)/"
    r"|api/v1/firms/(look_up/)?$)"
)
# Records that belong to nobody: every person who is signed in may read them.
COMMON = re.compile(r"^((api/v1/)?(policies|policy-sets|items|jobs/failed)|checks)/")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\"[^\"]*\"|value=\"[^\"]{64}\"")


def word_of(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"):
        return "login"
    return WORDS.get(answer.status_code, "yes" if answer.status_code < 500 else "broken")


def is_asked(route: str) -> bool:
    """With `REWRITE=new` only addresses that the table does not know are asked."""
    return os.environ.get("REWRITE") != "new" or route not in {known for known, _method in expected()}


@pytest.fixture(scope="module")
def found(world, addresses) -> dict[tuple[str, str], dict[str, str]]:
    """By pattern and method, for each person; a method that an address does not have is left out."""
    table = expected() if os.environ.get("REWRITE") == "new" else {}
    table = {place: row for place, row in table.items() if place[0] in addresses}
    asked = {route: address for route, address in addresses.items() if is_asked(route)}
    for name in world.people:
        visitor = Visitor(world, name)
        for route, address in asked.items():
            cache.clear()  # no limit of one address counts at the next
            for method in METHODS if route.startswith("api/") else PAGE_METHODS:
                if name != "firm A" and (route, method) not in table:
                    continue
                answer = visitor.ask(method, address)
                if answer.status_code != 405:
                    table.setdefault((route, method), {})[name] = word_of(answer)
    return table


def expected() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {(row.pop("address"), row.pop("method")): row for row in csv.DictReader(lines)}


def write(table: dict[tuple[str, str], dict[str, str]]) -> None:
    names = list(next(iter(table.values())))
    with TABLE.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["address", "method", *names])
        for (route, method), row in sorted(table.items()):
            writer.writerow([route, method, *(row.get(name, "405") for name in names)])


def test_everybody_may_do_what_the_table_says_and_nothing_else(found):
    if os.environ.get("REWRITE"):
        write(found)
    table, names = expected(), list(next(iter(found.values())))

    differs = {
        f"{method.upper()} {route}": {
            name: f"{table.get((route, method), {}).get(name, 'not in the table')} → {row.get(name, '405')}"
            for name in names
            if table.get((route, method), {}).get(name) != row.get(name, "405")
        }
        for (route, method), row in found.items()
        if table.get((route, method)) != {name: row.get(name, "405") for name in names}
    }
    gone = sorted(set(table) - set(found))

    assert (differs, gone) == ({}, []), (
        "write the table anew and read what changed; the top of this file says how"
    )


def test_no_address_breaks(found):
    assert [place for place, row in found.items() if "broken" in row.values()] == []


def test_nobody_who_has_not_signed_in_gets_further_than_the_public_pages(found):
    seen = {
        route
        for (route, _method), row in found.items()
        if row.get("anonymous", "login") not in {"login", "no"}
    }

    assert {route for route in seen if not PUBLIC.match(route)} == set()


def test_another_firms_people_find_none_of_this_firms_records(found):
    """Nor do its officers of another street."""
    theirs = {
        (route, method, name): row[name]
        for (route, method), row in found.items()
        for name in ("firm B", "other street")
        if "<" in route and not PUBLIC.match(route) and not COMMON.match(route)
        if row.get(name) not in {"none", "no", "shape", None}
    }

    assert theirs == {}


def test_what_is_foreign_is_not_told_from_what_does_not_exist(world, addresses, found):
    visitor, differs = Visitor(world, "firm B"), []
    for (route, method), row in found.items():
        if row.get("firm B") not in {"none", "shape"} or "<uuid" not in route:
            continue
        address = addresses[route]
        made_up = ID.sub(lambda _match: str(uuid.uuid4()), address)
        foreign, unknown = visitor.ask(method, address), visitor.ask(method, made_up)
        bodies = {ID.sub("", answer.content.decode()) for answer in (foreign, unknown)}
        if len(bodies) > 1 or foreign.status_code != unknown.status_code:
            differs.append((method, route))

    assert differs == []
