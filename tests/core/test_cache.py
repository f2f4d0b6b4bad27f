"""Limits go on counting while the broker is away: guessing never becomes free because something broke."""

import os
import signal
import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from core.throttling import Misses
from ops import valkey

REQUEST = RequestFactory().get("/")
SLOWEST = 3.0  # seconds; what any request may take while the broker is in trouble


@pytest.fixture
def broker(tmp_path, settings):
    """A Valkey of this test alone, which it may kill."""
    server = valkey.start(tmp_path / "valkey", ephemeral=True)
    address = server.url.replace("redis+socket://", "unix://")
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": address},
        "spare": settings.CACHES["spare"] | {"LOCATION": str(tmp_path / "limits")},
    }
    yield server
    server.stop()


def guesses_allowed(most: int = 100) -> int:
    """How many wrong guesses one caller may make until the next one is refused."""
    for number in range(most):
        if Misses("code_misses").is_over(REQUEST):
            return number
        Misses("code_misses").count(REQUEST)
    return most


def test_guesses_are_counted_while_the_broker_is_dead(broker):
    broker.stop()

    assert guesses_allowed() == 30


def test_a_broker_that_dies_midway_gives_one_more_round_and_no_third(broker):
    for _guess in range(20):
        assert Misses("code_misses").count(REQUEST)
    broker.stop()

    assert guesses_allowed() == 30
    assert guesses_allowed() == 0


def test_a_broker_that_is_back_counts_again(broker, tmp_path, monkeypatch):
    monkeypatch.setattr("core.cache.ASK_AGAIN", 0.0)
    broker.stop()
    cache.set("before", 1)
    assert cache.get("before") == 1, "kept beside the broker"

    again = valkey.start(tmp_path / "valkey", ephemeral=True)
    kept = len(list((tmp_path / "limits").iterdir()))
    cache.set("after", 1)

    assert (again.url, cache.get("before"), cache.get("after")) == (broker.url, None, 1)
    assert len(list((tmp_path / "limits").iterdir())) == kept
    again.stop()


def test_a_broker_that_is_silent_holds_nobody_up(broker):
    """It accepts and never answers: only the first question waits for it."""
    os.kill(broker.process.pid, signal.SIGSTOP)
    begun = time.monotonic()

    for _act in range(10):
        Misses("code_misses").count(REQUEST)

    took = time.monotonic() - begun
    os.kill(broker.process.pid, signal.SIGCONT)
    assert took < SLOWEST


def test_where_nothing_can_be_written_either_nobody_is_shut_out(broker, tmp_path):
    (tmp_path / "limits").write_text("a file where the folder should be")
    broker.stop()

    assert Misses("code_misses").count(REQUEST)
    assert not Misses("code_misses").is_over(REQUEST)


@pytest.mark.django_db
def test_passwords_cannot_be_guessed_while_the_broker_is_dead(broker, client, applicant):
    broker.stop()
    sign_in = {"login": applicant.username}
    for _time in range(5):
        client.post("/accounts/login/", sign_in | {"password": "wrong"})

    client.post("/accounts/login/", sign_in | {"password": "correct-horse-battery"})

    assert client.get("/").status_code == 302, "still outside"
