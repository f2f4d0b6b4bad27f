"""Somebody guesses addresses of the check page, before the real server: nothing tells one miss from another."""

import http.client
import statistics
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests import machine
from tests.approvals.cases import certified
from tests.factories import ready_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TRIES = 10_000
SAMPLES = 200  # of each kind of miss
NOTICED = 0.005  # seconds between two medians that somebody could tell apart
PER_MINUTE = 30  # misses until an address is told to wait


class Guesser:
    """One connection that stays open, as somebody who wants many answers would keep it."""

    def __init__(self, port: int) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, token: str) -> tuple[int, bytes, dict[str, str], float]:
        """Status, body, headers without the clock, and how long it took in seconds."""
        begun = time.perf_counter()
        self.wire.request("GET", f"/verify/{token}/", headers={"Accept-Language": "en"})
        answer = self.wire.getresponse()
        body = answer.read()
        took = time.perf_counter() - begun
        own = {"Date", "X-Request-ID", "Content-Security-Policy"}
        headers = {name: value for name, value in answer.getheaders() if name not in own}
        return answer.status, body, headers, took


@pytest.fixture
def desk(transactional_db, empty_broker, tmp_path) -> Iterator[machine.Machine]:
    with machine.running(tmp_path, web_alone=True) as running:
        yield running


@pytest.fixture
def certificate(reviewer, approver):
    return certified(reviewer, approver)


def misses(certificate) -> dict[str, str]:
    """A token that nobody has, one that cannot be any, what a draft is called, and a neighbour of a true one."""
    true = certificate.token
    return {
        "unknown": "B" * len(true),
        "malformed": "B" * (len(true) - 1) + "~",
        "draft": str(ready_application().public_id),
        "near": true[:-1] + ("A" if true[-1] != "A" else "B"),
    }


def test_no_miss_is_told_from_another_by_answer_size_or_time(desk, certificate):
    guesser, kinds = Guesser(desk.port), misses(certificate)
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers = set()

    for sample in range(SAMPLES):
        if sample % 5 == 0:
            cache.clear()  # below the limit: the answer is about the address, not about the guesser
        for kind, token in kinds.items():
            status, body, headers, took = guesser.ask(token)
            times[kind].append(took)
            answers.add((status, body, tuple(sorted(headers.items()))))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    medians = {kind: statistics.median(each) for kind, each in times.items()}
    assert max(medians.values()) - min(medians.values()) < NOTICED, medians


def test_ten_thousand_tries_meet_the_limit_and_keep_nobody_from_a_true_address(desk, certificate):
    guesser, seen, sizes = Guesser(desk.port), Counter(), set()
    begun = time.monotonic()

    for number in range(TRIES):
        status, body, _headers, _took = guesser.ask(f"{number:032d}")
        seen[status] += 1
        sizes.add(len(body))
        if number % 1_000 == 0:
            assert guesser.ask(certificate.token)[0] == 200

    minutes = int((time.monotonic() - begun) / 60) + 1
    assert set(seen) == {404, 429}
    assert seen[404] <= PER_MINUTE * (minutes + 1)
    assert len(sizes) == 1
    assert guesser.ask(certificate.token)[0] == 200
