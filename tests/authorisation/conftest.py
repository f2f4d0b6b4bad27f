"""The world of these tests, made once for all of them and rolled back at the end."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.test import override_settings

from tests.authorisation.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    (folder / "password").write_text("a-generated-word\n")
    with ExitStack() as stack:
        stack.enter_context(override_settings(DEMO=True, MEDIA_ROOT=folder / "media"))
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        yield build(str(folder / "password"), str(folder / "media"))
        transaction.set_rollback(True)
