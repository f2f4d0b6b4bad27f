from collections.abc import Iterator

import pytest
import redis
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient

from tests import servers

servers.start()

# A busy machine is slow at making examples too; that is no failure of what they try.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")

from tests.personas import *  # noqa: E402, F403


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The server goes with the run, and its databases with it: none is dropped before."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Tests that commit are cleaned up by TRUNCATE, which the append-only tables refuse outside the tests."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Tests read the source text; what people see by default is Chinese."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def private_files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def empty_broker(settings) -> Iterator[redis.Redis]:
    """The broker itself, with nothing waiting in it."""
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
        broker.flushdb()
        yield broker
        broker.flushdb()


@pytest.fixture
def client() -> Client:
    """A browser that reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def api() -> APIClient:
    """A program that reads English."""
    return APIClient(HTTP_ACCEPT_LANGUAGE="en")
