"""`make up` itself, on a folder of its own: start, use, kill a part, start again, reset."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ops import up
from tests.ops.conftest import PROJECT, eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one installation; the tests share its data as starts do."""
    return tmp_path_factory.mktemp("installation") / ".local"


class Installation:
    """A running `make up`."""

    def __init__(self, local: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.local = local
        names = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
        environment = {name: os.environ[name] for name in names if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ops.up", "--local", str(local)],
            cwd=PROJECT, env=environment | {"PORT": str(self.port)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = ""

    def wait_until_ready(self) -> None:
        while "Press Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line

    def processes(self, word: str = "") -> list[int]:
        """Everything that was started for this installation, seen by its environment or command line."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                seen = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            own = int(entry.name) == self.process.pid
            if str(self.local).encode() in seen and word.encode() in command and not own:
                found.append(int(entry.name))
        return found

    def end(self) -> tuple[int, str]:
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, self.said + rest


@pytest.fixture
def start(local: Path) -> Iterator[Callable[[], Installation]]:
    started: list[Installation] = []

    def run() -> Installation:
        installation = Installation(local)
        started.append(installation)
        installation.wait_until_ready()
        return installation

    yield run
    for installation in started:
        installation.process.terminate()
        installation.process.communicate(timeout=60)


def sign_in(installation: Installation, name: str, password: str) -> str:
    """The address where the person arrives."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://localhost:{installation.port}/accounts/login/"
    page = browser.open(address, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "login": name, "password": password}
    request = urllib.request.Request(address, urlencode(form).encode(), headers={"Referer": address})
    with browser.open(request, timeout=30) as answer:
        return answer.url


def test_it_starts_and_the_printed_accounts_can_sign_in(start, local):
    installation = start()
    password = re.search(r"one password: (\S+)", installation.said)[1]

    assert f"http://localhost:{installation.port}" in installation.said
    for name, _chinese, _english in up.ACCOUNTS:
        assert f"  {name} " in installation.said
    for name in ("applicant", "reviewer", "dispatcher"):
        assert not sign_in(installation, name, password).endswith("/accounts/login/")
    for file in ("secrets.env", "demo-password"):
        assert stat.S_IMODE((local / file).stat().st_mode) == 0o600


def test_ctrl_c_ends_well_and_leaves_nothing(start):
    installation = start()

    installation.process.send_signal(signal.SIGINT)
    code, said = installation.end()

    assert code == 0
    assert "Stopped." in said
    assert not installation.processes()


@pytest.mark.parametrize("part", ["-Q\0default", "-Q\0pdf", "manage.py\0relay", "gunicorn", "valkey-server"])
def test_the_death_of_any_part_stops_all_and_is_named(start, part):
    installation = start()

    victim = min(installation.processes(part))
    os.kill(victim, signal.SIGKILL)
    code, said = installation.end()

    assert code == 1
    assert "ended unexpectedly (code -9)" in said
    assert eventually(lambda: not installation.processes(), seconds=10)


def test_all_end_with_a_supervisor_that_is_killed(start):
    installation = start()

    installation.process.kill()
    installation.process.communicate()

    assert eventually(lambda: not installation.processes(), seconds=30)


def test_it_runs_once_and_is_not_reset_while_it_runs(start, local):
    start()

    for module in ("ops.up", "ops.reset"):
        result = subprocess.run(
            [sys.executable, "-m", module, "--local", str(local)],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 1
        assert "already running" in result.stderr


def test_a_reset_forgets_everything(tmp_path):
    local = tmp_path / ".local"
    (local / "media").mkdir(parents=True)
    (local / "secrets.env").write_text("SECRET_KEY=old\n")

    subprocess.run([sys.executable, "-m", "ops.reset", "--local", str(local)], cwd=PROJECT, check=True)

    assert [path.name for path in local.iterdir()] == ["up.lock"]
