"""A server that speaks S3 (moto's), a process of its own, with one private bucket."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import environ

from config.storages import PATIENCE, private_files
from tests.machine import free_port

NAME, KEY = "papers", "only-for-tests"


class BucketServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Empty, as it keeps everything in memory."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not self.answers():
            assert self._process.poll() is None, "moto ended"
            assert time.monotonic() < deadline, "moto does not answer"
            time.sleep(0.1)  # between two looks, until the deadline
        self.client().create_bucket(Bucket=NAME)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=1):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=KEY,
            config=PATIENCE,
        )

    def names(self) -> list[str]:
        return [each["Key"] for each in self.client().list_objects_v2(Bucket=NAME).get("Contents", [])]

    def storage(self) -> dict[str, object]:
        """The setting, as the environment of an installation gives it."""
        env = environ.Env()
        env.ENVIRON = {
            "FILES_S3_BUCKET": NAME,
            "FILES_S3_ENDPOINT": self.url,
            "FILES_S3_REGION": "us-east-1",
            "FILES_S3_KEY_ID": KEY,
            "FILES_S3_SECRET": KEY,
        }
        return private_files(env)


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    server = BucketServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
