"""
What nobody means to send, at every address, by those to whom it is open: never a broken page, and what is refused is
refused in words.

Which names an address reads is seen from its answers, and from the API's description; each of them is given hostile
values in turn. By default an address is tried by one in `VISITORS` of its people, with one in `SHARE` of the values,
others at each address and for each person. `HOSTILE=all` tries everything (hours); `HOSTILE_ONLY=^api/v1/orders`
what begins so.
"""

import json
import os
import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator
from lxml import html

from tests.authorisation.reading import names_read
from tests.authorisation.test_matrix import expected
from tests.authorisation.visitor import Visitor
from tests.corpora.hostile_values import BODIES, VALUES, WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

IS_WHOLE = os.environ.get("HOSTILE") == "all"
SHARE, VISITORS = (1, 1) if IS_WHOLE else (150, 9)
ONLY = re.compile(os.environ.get("HOSTILE_ONLY", ""))
FORM = "application/x-www-form-urlencoded"
EDGE = "edge"
CHINESE = re.compile("[\u4e00-\u9fff]")
OPEN = {"yes", "state", "shape"}


class Attack:
    """All hostile requests of one person at one address."""

    def __init__(self, visitor: Visitor, name: str, route: str, method: str, address: str) -> None:
        self.visitor, self.name, self.route, self.method, self.address = visitor, name, route, method, address
        self.is_api = route.startswith("api/")
        self.wrong: dict[str, object] = {}
        self.tried = 0
        self.turn = count(crc32(f"{name} {method} {route}".encode()))

    def is_due(self) -> bool:
        return next(self.turn) % SHARE == 0

    def send(self, what: str, content: str | bytes = "", kind: str = FORM, query: str = "") -> Any:
        self.tried += 1
        cache.clear()
        language = ("en", "zh-hans")[self.tried % 2]
        answer = self.visitor.try_out(self.method, f"{self.address}{query}", content, kind, language)
        if fault := fault_of(answer, is_api=self.is_api, language=language):
            self.wrong[f"{self.method} {self.route} by {self.name}: {what[:60]!r}"] = fault
        return answer

    def queries(self, names: set[str]) -> None:
        for name in sorted(names):
            for value in WORDS:
                if self.is_due():
                    said = quote(value, safe="", errors="surrogatepass")
                    self.send(f"?{name}={value}", query=f"?{quote(name)}={said}")
            for said in ("%ED%A0%80", "%FF", "1&" + quote(name) + "=2", ""):
                if self.is_due():
                    self.send(f"?{name}={said}", query=f"?{quote(name)}={said}")

    def bodies(self) -> None:
        for kind, body in BODIES:
            if self.is_due():
                self.send(f"{kind} {body!r}", body, kind)

    def form(self, names: set[str], filled: dict[str, str]) -> None:
        whole = dict.fromkeys(names, "1") | filled
        for name in sorted(whole):
            for value in WORDS:
                if self.is_due():
                    self.send(f"{name}={value}", urlencode(whole | {name: value}, errors="surrogatepass"))
            if self.is_due():
                self.send(f"{name} twice", urlencode([*whole.items(), (name, "2")]))
            if self.is_due():
                self.send(f"{name} as a file", parts(whole, name), f"multipart/form-data; boundary={EDGE}")
            if self.is_due():
                self.send(
                    f"without {name}", urlencode({key: each for key, each in whole.items() if key != name})
                )

    def json(self, body: dict[str, Any]) -> None:
        for place in places(body):
            for value in VALUES:
                if self.is_due():
                    self.send(
                        f"{place}={str(value)[:30]}", json.dumps(put(body, place, value)), "application/json"
                    )


def fault_of(answer: Any, *, is_api: bool, language: str) -> object:
    """What is wrong with an answer; nothing when it is good, or a refusal in words."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return repr(answer.exc_info[1])[:200] if answer.exc_info else answer.status_code
    if answer.status_code < 400:
        return None
    kind, text = answer.headers.get("Content-Type", ""), answer.content.decode()
    if is_api or kind == "application/problem+json":
        if kind != "application/problem+json":
            return f"{answer.status_code} as {kind}"
        try:
            said = json.loads(answer.content)["detail"]
        except ValueError:
            return f"{answer.status_code}: no JSON, but {text[:60]!r}"
    else:
        page = html.fromstring(text or "<p>") if kind.startswith("text/html") else None
        if page is None:
            return f"{answer.status_code} as {kind}: {text[:60]}"
        said = " ".join(page.text_content().split())
    if not said or (language == "zh-hans") > bool(CHINESE.search(said)):
        return f"{answer.status_code} in no words of {language}: {said[:60]!r}"
    return None


def parts(fields: dict[str, str], file: str) -> bytes:
    """A form of parts in which one text comes as a file."""
    lines = b""
    for name, value in fields.items():
        more = '; filename="x.txt"\r\nContent-Type: text/plain' if name == file else ""
        lines += (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()
        )
    return lines + f"--{EDGE}--\r\n".encode()


def filled_in(page: bytes) -> dict[str, str]:
    """What the forms of a page would send as they stand."""
    found: dict[str, str] = {}
    for form in html.fromstring(page or b"<p>").iter("form"):
        if form.get("method", "").lower() == "post":
            found |= {name: value for name, value in form.fields.items() if name and value is not None}
    found.pop("csrfmiddlewaretoken", None)
    return found


class Description:
    """The API's own."""

    def __init__(self) -> None:
        self.whole = SchemaGenerator().get_schema(request=None, public=True)
        self.paths = {re.sub(r"\{.*?\}", "<>", path): each for path, each in self.whole["paths"].items()}

    def operation(self, route: str, method: str) -> dict[str, Any]:
        return self.paths.get(re.sub(r"<.*?>", "<>", f"/{route}"), {}).get(method, {})

    def parameters(self, route: str, method: str) -> set[str]:
        named = self.operation(route, method).get("parameters", ())
        return {each["name"] for each in named if each["in"] == "query"}

    def body(self, route: str, method: str) -> dict[str, Any]:
        content = self.operation(route, method).get("requestBody", {}).get("content", {})
        made = self.example(content.get("application/json", {}).get("schema", {}))
        return made if isinstance(made, dict) else {}

    def example(self, schema: dict[str, Any], depth: int = 0) -> Any:
        if "$ref" in schema:
            return self.example(self.whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]], depth)
        for several in ("allOf", "oneOf", "anyOf"):
            if several in schema:
                return self.example(schema[several][0], depth)
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "object" or "properties" in schema:
            return {
                name: self.example(each, depth + 1) for name, each in schema.get("properties", {}).items()
            }
        if schema.get("type") == "array":
            return [self.example(schema["items"], depth + 1)] if depth < 6 else []
        plain = {"integer": 1, "number": 1.0, "boolean": True}
        formats = {
            "date": "2020-02-17",
            "date-time": "2020-02-17T09:00:00+08:00",
            "time": "09:00",
            "uuid": "00000000-0000-0000-0000-000000000000",
            "decimal": "1.0",
        }
        kinds = schema.get("type", "")
        kind = kinds[0] if isinstance(kinds, list) else kinds
        return plain.get(kind, formats.get(schema.get("format", ""), "x"))


def places(body: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body at which something stands, as the keys to it."""
    for key, value in body.items() if isinstance(body, dict) else enumerate(body):
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from places(value, (*before, key))


def put(body: Any, place: tuple[Any, ...], value: object) -> Any:
    first, *rest = place
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[first] = put(copy[first], tuple(rest), value) if rest else value
    return copy


@pytest.fixture(scope="module")
def description() -> Description:
    return Description()


def is_visited(name: str, route: str) -> bool:
    return crc32(f"{name} {route}".encode()) % VISITORS == 0 and ONLY.match(route) is not None


def test_nothing_that_is_sent_breaks_an_address(world, addresses, description):
    wrong: dict[str, object] = {}
    tried = 0
    for name in world.people:
        visitor = Visitor(world, name)
        for (route, method), row in expected().items():
            if row[name] in OPEN and route in addresses and is_visited(name, route):
                attack = Attack(visitor, name, route, method, addresses[route])
                attacked(attack, description)
                wrong |= attack.wrong
                tried += attack.tried

    assert wrong == {}
    assert tried, "the test tries nothing"


def attacked(attack: Attack, description: Description) -> None:
    route, method = attack.route, attack.method
    with names_read() as names:
        first = attack.visitor.try_out(method, attack.address, "", FORM)
    attack.queries((names if method == "get" else set()) | description.parameters(route, method))
    if method == "get":
        return
    attack.bodies()
    if attack.is_api:
        attack.json(description.body(route, method))
        return
    page = attack.visitor.try_out("get", attack.address, "", FORM) if first.status_code != 422 else first
    is_page = page.headers.get("Content-Type", "").startswith("text/html") and not page.streaming
    attack.form(names, filled_in(page.content) if is_page else {})
