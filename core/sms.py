"""
Text messages through one gateway, named by SMS_GATEWAY; empty: none are sent.

`https://…` posts JSON `{"id", "to", "text"}` with SMS_TOKEN as bearer; `file:PATH` appends the same as lines, for
development. A provider's own protocol belongs into a small relay behind such an address.
"""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 10  # seconds


class SmsRefused(Exception):
    """The gateway will not take this message, however often it is sent."""


class NoRedirects(HTTPRedirectHandler):
    """A gateway that moves is named anew; a number is not carried elsewhere."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def is_configured() -> bool:
    return bool(settings.SMS_GATEWAY)


def send(*, key: str, to: str, text: str) -> None:
    """
    Hand over one message.

    :param key: the same for the same message, so that the gateway can fold a repetition
    :raises SmsRefused: if it is refused for good (4xx, except 408 and 429)
    :raises OSError: if the gateway is away; worth another attempt
    """
    message = {"id": key, "to": to, "text": text}
    address = urlsplit(settings.SMS_GATEWAY)
    if address.scheme == "file":
        with Path(address.path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(message, ensure_ascii=False) + "\n")
    elif address.scheme in {"http", "https"}:
        post(message)
    else:
        raise ImproperlyConfigured("SMS_GATEWAY is neither https://… nor file:…")


def post(message: dict[str, str]) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = Request(  # noqa: S310 - `send` lets only http and https through
        settings.SMS_GATEWAY, json.dumps(message).encode(), headers, method="POST"
    )
    try:
        build_opener(NoRedirects).open(request, timeout=TIMEOUT).close()
    except HTTPError as error:
        error.close()
        if 400 <= error.code < 500 and error.code not in {408, 429}:
            raise SmsRefused(str(error.code)) from error
        raise
