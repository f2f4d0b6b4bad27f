import pytest
from django.test import RequestFactory

from core.throttling import Misses

pytestmark = pytest.mark.usefixtures("empty_cache")


def caller(address: str):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def test_misses_are_counted_for_each_caller():
    one, other = caller("192.0.2.1"), caller("192.0.2.2")
    for _miss in range(30):
        assert Misses("code_misses").count(one)

    assert Misses("code_misses").is_over(one)
    assert not Misses("code_misses").count(one)
    assert not Misses("code_misses").is_over(other)


def test_looking_whether_it_is_too_much_counts_nothing():
    for _look in range(100):
        assert not Misses("code_misses").is_over(caller("192.0.2.1"))


def test_a_target_counts_everybody_together():
    for number in range(1_000):
        Misses("link_misses", target="link-1").count(caller(f"192.0.2.{number % 250}"))

    assert Misses("link_misses", target="link-1").is_over(caller("198.51.100.1"))
    assert not Misses("link_misses", target="link-2").is_over(caller("192.0.2.1"))
