"""Requests that break the rules of HTTP, before the real server: refused in words, quickly, and nothing changes."""

import gzip
import json
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Job
from core.services import tokens
from reopening.models import Application, RosterUpload, StaffMember
from tests import machine
from tests.factories import ready_application
from tests.reopening.roster_files.rosters import HEADER, row, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECONDS = 10  # until an answer is there
GROWTH = 300 * 2**20  # bytes that the server may grow by
EDGE = "edge-of-a-part"
MULTIPART = f"multipart/form-data; boundary={EDGE}"
FORM = "application/x-www-form-urlencoded"
GOOD = table([HEADER, row(1), row(2)]).encode()


@dataclass(frozen=True)
class Sent:
    """
    What goes over the wire. `length`: what Content-Length says, when that is not the truth.

    :ivar hangs_up: nothing follows the body; else the connection stays open for writing
    """

    kind: str
    body: bytes
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False


def part(name: str, content: bytes, file_name: str = "") -> bytes:
    named = f'; filename="{file_name}"' if file_name else ""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


ROSTER = part("file", GOOD, "名册.csv")
END = f"--{EDGE}--\r\n".encode()
MANY_FIELDS = "&".join(f"field{number}=x" for number in range(3_000)).encode()
WHOLE = ROSTER + END

# Sent to the address that takes a roster file, by page and by API.
UPLOADS: dict[str, Callable[[], Sent]] = {
    "multipart without an end": lambda: Sent(MULTIPART, ROSTER),
    "multipart cut within the file": lambda: Sent(MULTIPART, ROSTER[:-60]),
    "multipart without an edge": lambda: Sent("multipart/form-data", WHOLE),
    "an edge that is another": lambda: Sent("multipart/form-data; boundary=another", WHOLE),
    "shorter than it says": lambda: Sent(MULTIPART, ROSTER[:-60], length=len(WHOLE), hangs_up=True),
    "longer than it says": lambda: Sent(MULTIPART, WHOLE, length=len(ROSTER) - 60),
    "a length below nothing": lambda: Sent(MULTIPART, WHOLE, length=-1),
    "500 files": lambda: Sent(
        MULTIPART, b"".join(part("file", GOOD, f"{number}.csv") for number in range(500)) + END
    ),
    "3,000 fields": lambda: Sent(
        MULTIPART, b"".join(part(f"field{number}", b"x") for number in range(3_000)) + WHOLE
    ),
    "a field of 30 MB": lambda: Sent(MULTIPART, part("note", b"x" * (30 * 2**20)) + WHOLE),
    "a pressed body": lambda: Sent(MULTIPART, gzip.compress(WHOLE), headers={"Content-Encoding": "gzip"}),
    "no file at all": lambda: Sent(MULTIPART, part("note", b"x") + END),
    "a header of 100 kB": lambda: Sent(MULTIPART, WHOLE, headers={"X-Note": "x" * 100_000}),
    "1,000 headers": lambda: Sent(MULTIPART, WHOLE, headers={f"X-Note-{n}": "x" for n in range(1_000)}),
}
# Sent to a form of text, by page.
FORMS: dict[str, Callable[[], Sent]] = {
    "3,000 fields": lambda: Sent(FORM, MANY_FIELDS),
    "30 MB": lambda: Sent(FORM, b"site_address=" + b"x" * (30 * 2**20)),
    "GBK": lambda: Sent(f"{FORM}; charset=gbk", "site_address=杭州".encode("gbk")),
    "UTF-16": lambda: Sent(f"{FORM}; charset=utf-16", "site_address=杭州".encode("utf-16")),
    "a charset that is none": lambda: Sent(f"{FORM}; charset=klingon", b"site_address=x"),
}
# Sent to the API as JSON.
BODIES: dict[str, Callable[[], Sent]] = {
    "100,000 deep": lambda: Sent("application/json", b"[" * 100_000 + b"]" * 100_000),
    "objects in objects": lambda: Sent("application/json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "not a number": lambda: Sent("application/json", b'{"area_m2": NaN}'),
    "one name twice": lambda: Sent("application/json", b'{"area_m2": 100, "area_m2": 900}'),
    "one name twice, deep inside": lambda: Sent("application/json", b'{"a": [{"b": 1, "b": 2}]}'),
    "GBK": lambda: Sent("application/json; charset=gbk", '{"site_address": "杭州"}'.encode("gbk")),
    "UTF-16": lambda: Sent("application/json; charset=utf-16", '{"site_address": "x"}'.encode("utf-16")),
    "30 MB": lambda: Sent("application/json", json.dumps({"site_address": "x" * (30 * 2**20)}).encode()),
    "a pressed body": lambda: Sent(
        "application/json", gzip.compress(b'{"area_m2": 100}'), headers={"Content-Encoding": "gzip"}
    ),
    "a million names": lambda: Sent(
        "application/json", json.dumps({f"field{number}": 1 for number in range(1_000_000)}).encode()
    ),
    "shorter than it says": lambda: Sent("application/json", b'{"area_m2": 1', length=100, hangs_up=True),
}


class Door:
    """The web server, and a person's two keys to it: a session and a token."""

    def __init__(self, desk: machine.Machine, user: object, case: Application) -> None:
        self.desk, self.case = desk, case
        browser = Client()
        browser.force_login(user)
        browser.get(f"/applications/{case.public_id}/roster/")
        self.cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
        self.csrf = browser.cookies["csrf"].value
        self.token = tokens.issue(user=user, label="test", by=None, at=timezone.now())

    def keys(self, path: str) -> dict[str, str]:
        if path.startswith("/api/"):
            return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        return {"Cookie": self.cookies, "X-CSRFToken": self.csrf}

    def ask(self, method: str, path: str, sent: Sent, language: str) -> tuple[int, str, str]:
        """Status, kind and text of the answer, which is there within `SECONDS`; of a form, what it says of itself."""
        head, text = self.exchange(method, path, sent, language)
        status = int(head.split(b" ", 2)[1])
        kind = re.search(rb"(?im)^content-type: (.*?)\r?$", head)
        text = said_in(text) if status == 422 and not path.startswith("/api/") else text
        return status, kind.group(1).decode() if kind else "", text

    def exchange(self, method: str, path: str, sent: Sent, language: str) -> tuple[bytes, str]:
        """Head and text of the answer."""
        headers = self.keys(path) | sent.headers
        headers |= {
            "Host": f"127.0.0.1:{self.desk.port}",
            "Accept-Language": language,
            "Content-Type": sent.kind,
            "Content-Length": str(len(sent.body) if sent.length is None else sent.length),
            "Connection": "close",
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.desk.port), timeout=SECONDS) as wire:
            with suppress(BrokenPipeError, ConnectionResetError):  # it need not read to the end
                wire.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + sent.body)
                if sent.hangs_up:
                    wire.shutdown(socket.SHUT_WR)
            answer = read_all(wire)
        assert time.monotonic() - begun < SECONDS
        head, _gap, text = answer.partition(b"\r\n\r\n")
        return head, text.decode()

    def resident(self) -> int:
        """The most memory that any process of the web has held, in bytes."""
        group = self.desk.parts["web"].pid
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if int((process / "stat").read_text().rsplit(")", 1)[1].split()[2]) == group:
                    peak = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
                    found.append(int(peak.group(1)) * 1024 if peak else 0)
        return max(found)


def said_in(page: str) -> str:
    """What a form says beside its fields."""
    return "".join(re.findall(r'<ul class="errorlist.*?</ul>', page, re.DOTALL))


def read_all(wire: socket.socket) -> bytes:
    found = b""
    with suppress(ConnectionResetError):
        while block := wire.recv(65_536):
            found += block
    return found


@pytest.fixture
def door(transactional_db, empty_broker, tmp_path, applicant) -> Iterator[Door]:
    case = ready_application(applicant.firms.get())
    with machine.running(tmp_path, web_alone=True) as desk:
        found = Door(desk, applicant, case)
        # So that what every process loads once does not count as growth.
        found.ask("GET", f"/applications/{case.public_id}/roster/", Sent(FORM, b""), "en")
        found.ask("POST", f"/api/v1/applications/{case.public_id}/roster/", Sent(MULTIPART, END), "en")
        yield found


def everything() -> list[object]:
    """What a request could have changed."""
    return [
        Application.objects.values().get(),
        StaffMember.objects.count(),
        RosterUpload.objects.count(),
        Job.objects.filter(task="reopening.tasks.import_roster").count(),
    ]


FROM_THE_SERVER = {
    "a header of 100 kB",
    "1,000 headers",
    "a length below nothing",
}  # no application sees them


def refusals(door: Door, method: str, path: str, corpus: dict[str, Callable[[], Sent]]) -> dict[str, object]:
    """What is wrong with the answers, by request; nothing when each is a refusal in the reader's words."""
    wrong: dict[str, object] = {}
    for name, make in corpus.items():
        sent, before = make(), everything()
        answers = [door.ask(method, path, sent, language) for language in ("en", "zh-hans")]
        are_refusals = all(400 <= status < 500 and "Traceback" not in text for status, _kind, text in answers)
        if not are_refusals or not (name in FROM_THE_SERVER or in_words(path, *answers)):
            wrong[name] = answers
        elif everything() != before:
            wrong[name] = "something was written"
    return wrong


def in_words(path: str, english: tuple[int, str, str], chinese: tuple[int, str, str]) -> bool:
    """Whether the answers are pages, or problem documents of the API, each in its language."""
    wanted = "application/problem+json" if path.startswith("/api/") else "text/html"
    is_chinese = re.search("[一-鿿]", chinese[2]) is not None
    return all(kind.startswith(wanted) for _status, kind, _text in (english, chinese)) and is_chinese


@pytest.mark.parametrize("door_of", ["page", "api"])
def test_an_upload_that_breaks_the_rules_is_refused_and_leaves_nothing(door, door_of):
    prefix = "/api/v1" if door_of == "api" else ""
    path = f"{prefix}/applications/{door.case.public_id}/roster/{'' if prefix else 'upload/'}"
    before = door.resident()

    assert refusals(door, "POST", path, UPLOADS) == {}

    assert door.resident() - before < GROWTH
    assert '"level": "error"' not in door.desk.log("web")


def test_a_form_that_breaks_the_rules_is_refused_and_leaves_nothing(door):
    before = door.resident()

    assert refusals(door, "POST", f"/applications/{door.case.public_id}/firm/", FORMS) == {}

    assert door.resident() - before < GROWTH
    assert '"level": "error"' not in door.desk.log("web")


def test_a_body_that_breaks_the_rules_is_refused_and_leaves_nothing(door):
    before = door.resident()

    assert refusals(door, "PATCH", f"/api/v1/applications/{door.case.public_id}/", BODIES) == {}

    assert door.resident() - before < GROWTH
    assert '"level": "error"' not in door.desk.log("web")


@pytest.mark.parametrize("door_of", ["page", "api"])
def test_the_same_upload_without_a_fault_is_taken(door, door_of):
    """The control: it is the fault that is refused."""
    prefix = "/api/v1" if door_of == "api" else ""
    path = f"{prefix}/applications/{door.case.public_id}/roster/{'' if prefix else 'upload/'}"

    status, _kind, _text = door.ask("POST", path, Sent(MULTIPART, WHOLE), "en")

    assert status in {202, 302}
    assert RosterUpload.objects.count() == 1
