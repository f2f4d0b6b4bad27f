"""A PostgreSQL and a Valkey of the tests' own, never those of `make up`."""

import atexit
import os
import tempfile
from pathlib import Path

import environ
from django.conf import settings

from ops import postgres, valkey


def start() -> None:
    """Start both once per test run (workers of pytest-xdist share them) and point the settings at them."""
    if "DESK_TEST_DATABASE_URL" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="desk-test-"))
        database = postgres.start(folder / "postgres", ephemeral=True)
        atexit.register(database.stop)
        broker = valkey.start(folder / "valkey", ephemeral=True)
        atexit.register(broker.stop)
        os.environ["DESK_TEST_DATABASE_URL"] = database.url
        os.environ["DESK_TEST_REDIS_URL"] = broker.url
    point_settings()


def point_settings() -> None:
    os.environ["DATABASE_URL"] = os.environ["DESK_TEST_DATABASE_URL"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    # Each worker has a broker database of its own.
    os.environ["REDIS_URL"] = f"{os.environ['DESK_TEST_REDIS_URL']}?virtual_host={worker}"
    settings.DATABASES["default"] |= environ.Env.db_url_config(os.environ["DATABASE_URL"])
    settings.REDIS_URL = settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    plain = os.environ["DESK_TEST_REDIS_URL"].replace("redis+socket://", "unix://")
    settings.PLAIN_REDIS_URL = settings.CACHES["default"]["LOCATION"] = f"{plain}?db={worker}"
