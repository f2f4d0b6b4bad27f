"""Somebody before the whole product, whose acts do not last."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.test import Client, override_settings

from tests.authorisation.world import World


class Visitor:
    """One person of the world, by the name of their column."""

    def __init__(self, world: World, name: str) -> None:
        self.client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        self.world, user = world, world.people[name]
        if user is not None:
            self.client.force_login(user)

    def ask(
        self, method: str, address: str, body: Any = None, *, look: Callable[[], Any] | None = None
    ) -> Any:
        """
        The answer; and with `look` also what that sees before everything is taken back.

        :param body: of a request to the API; an empty object when nothing is said
        """
        is_api = address.startswith("/api/")
        content = json.dumps(body if body is not None else {}) if is_api and method != "get" else ""
        kind = "application/json" if is_api else "text/plain"
        with override_settings(MEDIA_ROOT=self.world.media), transaction.atomic():
            answer = self.send(method, address, content, kind)
            seen = look() if look else None
            transaction.set_rollback(True)
        return (answer, seen) if look else answer

    def try_out(
        self, method: str, address: str, content: str | bytes, kind: str, language: str = "en"
    ) -> Any:
        """The answer to a body of any kind; what was done is taken back."""
        with override_settings(MEDIA_ROOT=self.world.media), transaction.atomic():
            answer = self.send(method, address, content, kind, {"accept-language": language})
            transaction.set_rollback(True)
        return answer

    def send(
        self, method: str, address: str, content: str | bytes, kind: str, more: dict[str, str] | None = None
    ) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())} | (more or {})
        return self.client.generic(method.upper(), address, content, content_type=kind, headers=headers)
