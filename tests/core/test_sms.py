"""The gateway for text messages, before a real little server."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured

from core import sms


class Gateway(BaseHTTPRequestHandler):
    """Keeps what it was sent; answers `answers[number]`, else 202."""

    seen: list[tuple[str, dict[str, str]]] = []
    answers: dict[str, int] = {}

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["Authorization"], message))
        self.send_response(self.answers.get(message["to"], 202))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def gateway(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "a-token"
    Gateway.seen.clear()
    Gateway.answers.clear()
    yield Gateway
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_posted_with_its_key_and_the_token(gateway):
    sms.send(key="a/1", to="13800000000", text="请填报")

    assert gateway.seen == [("Bearer a-token", {"id": "a/1", "to": "13800000000", "text": "请填报"})]


@pytest.mark.parametrize(
    ("status", "error"), [(400, sms.SmsRefused), (429, OSError), (503, OSError), (302, OSError)]
)
def test_what_is_refused_for_good_is_told_from_what_may_be_tried_again(gateway, status, error):
    gateway.answers["13800000000"] = status

    with pytest.raises(error):
        sms.send(key="a/1", to="13800000000", text="x")

    assert len(gateway.seen) == 1


def test_a_gateway_that_is_away_may_be_tried_again(settings):
    settings.SMS_GATEWAY = "http://127.0.0.1:1/"

    with pytest.raises(OSError):
        sms.send(key="a/1", to="13800000000", text="x")


def test_without_a_gateway_none_is_configured_and_a_strange_one_is_a_mistake(settings):
    settings.SMS_GATEWAY = ""
    assert not sms.is_configured()
    settings.SMS_GATEWAY = "ftp://example.test/"

    with pytest.raises(ImproperlyConfigured):
        sms.send(key="a/1", to="13800000000", text="x")
