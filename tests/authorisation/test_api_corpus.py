"""
The API's corpus against every list of its router: questions that no list knows. Which lists there are is read from the
API's own description.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator

from tests.authorisation.addresses import address_of
from tests.authorisation.visitor import Visitor
from tests.authorisation.world import World
from tests.corpora.api_requests import NOT_THEIRS, QUERIES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Address as a pattern of the router, method, operation."""
    for path, methods in description["paths"].items():
        route = path.lstrip("/").replace("{", "<").replace("}", ">")
        for method, operation in methods.items():
            yield route, method, operation


def test_the_corpus_is_whole():
    assert len(NOT_THEIRS) >= 45
    assert len(QUERIES) >= 43


@pytest.mark.parametrize("name", ["firm A", "city"])
def test_no_list_answers_a_question_it_does_not_know(world: World, description, name):
    visitor, known, wrong, tried = Visitor(world, name), {}, {}, 0
    for route, method, operation in operations(description):
        parameters = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        if method != "get" or "cursor" not in parameters:
            continue
        address = address_of(route, world, known=known)
        cache.clear()
        if visitor.ask(method, address).status_code != 200:
            continue
        tried += 1
        for query in QUERIES:
            if query.partition("=")[0] in parameters - {"limit", "cursor"}:
                continue
            answer = visitor.ask(method, f"{address}?{query}")
            if answer.status_code not in {400, 404}:
                wrong[f"{route}?{query[:40]}"] = answer.status_code

    assert wrong == {}
    assert tried, "no list is open to this person: the test tries nothing"


@pytest.mark.parametrize(
    "name", ["firm A", "city", "approver", "dispatcher", "administrator", "clerk", "anonymous"]
)
def test_nobody_sets_what_is_not_theirs_by_naming_it(world: World, description, name):
    """Each field of a body that an address does not know is refused by its name; nothing is written."""
    visitor, known, wrong, tried = Visitor(world, name), {}, {}, 0
    for route, method, operation in operations(description):
        fields = body_of(description, operation)
        if fields is None:
            continue
        planted = {field: value for field, value in NOT_THEIRS.items() if field not in fields}
        cache.clear()
        answer = visitor.ask(method, address_of(route, world, known=known), planted)
        if answer.status_code in {401, 403, 404, 409, 428}:
            continue
        tried += 1
        named = (
            {each["path"] for each in answer.json().get("errors", ())} if answer.status_code == 400 else set()
        )
        if not set(planted) <= named:
            wrong[f"{method} {route}"] = (answer.status_code, sorted(set(planted) - named)[:3])

    assert wrong == {}
    assert tried, "no address is open to this person: the test tries nothing"


def body_of(description: dict[str, Any], operation: dict[str, Any]) -> set[str] | None:
    """The names of the fields of a JSON body; None: the address takes no body, or one without fixed fields."""
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields = description["components"]["schemas"].get(name, {}).get("properties")
    return set(fields) if fields else None
