"""
The world of these tests, made once for all of them and taken away at the end.

It is committed: what each visitor does is a transaction of its own that is rolled back, and thousands of them inside
one that holds the world as well get slower one by one.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from tests.authorisation.addresses import addresses_of
from tests.authorisation.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    (folder / "password").write_text("a-generated-word\n")
    with ExitStack() as stack:
        stack.enter_context(override_settings(DEMO=True, MEDIA_ROOT=folder / "media"))
        stack.enter_context(django_db_blocker.unblock())
        stack.callback(call_command, "flush", interactive=False, verbosity=0)
        made = build(str(folder / "password"), str(folder / "media"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield made


@pytest.fixture(scope="package")
def addresses(world) -> dict[str, str]:
    """Of each pattern."""
    return addresses_of(world)
