"""Own servers, started and killed for each test; none of them is the one the suite runs on."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ops import places, postgres
from ops.processes import Server, StartError
from tests.ops.conftest import eventually, is_alive


def connect(server: Server, role: str = postgres.ROLE) -> psycopg.Connection:
    sockets, database = server.url.removeprefix(f"postgres://{postgres.ROLE}@/").rsplit("/", 1)
    return psycopg.connect(host=sockets, user=role, dbname=database)


def members(server: Server) -> list[int]:
    """The postmaster and its children."""
    children = subprocess.run(
        ["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return [server.process.pid, *map(int, children)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    with postgres.start(tmp_path_factory.mktemp("pg") / "postgres", ephemeral=True) as running:
        yield running


def test_chinese_text_has_trigrams_and_sorts_by_code_point(server):
    with connect(server) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

        trigrams = connection.execute("SELECT show_trgm('食品公司')").fetchone()[0]
        encoding = connection.execute("SHOW server_encoding").fetchone()[0]

    assert len(trigrams) == 5
    assert encoding == "UTF8"


def test_the_application_owns_its_database_but_is_no_superuser(server):
    with connect(server) as connection:
        superuser, may_create = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert (superuser, may_create) == (False, True)


def test_no_network_port_is_opened(server):
    with connect(server) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone()[0] == ""


def test_only_its_account_may_enter_the_folder_of_the_socket(server):
    sockets = Path(server.url.removeprefix(f"postgres://{postgres.ROLE}@/")).parent

    assert sockets.stat().st_mode & 0o077 == 0


def test_shanghai_time_is_known(server):
    with connect(server) as connection:
        local = connection.execute(
            "SELECT to_char(timestamptz '2020-02-10 16:00+00' AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24')"
        ).fetchone()[0]

    assert local == "02-11 00"


def test_a_socket_path_that_would_be_too_long_moves_elsewhere_and_is_removed(tmp_path):
    folder = tmp_path / ("long" * 30)

    with postgres.start(folder, ephemeral=True) as running:
        sockets = Path(running.url.removeprefix(f"postgres://{postgres.ROLE}@/")).parent
        with connect(running) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    assert not sockets.is_relative_to(folder)
    assert not sockets.exists()


def test_a_throwaway_server_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "postgres"

    with postgres.start(folder, ephemeral=True) as running:
        pids = members(running)

    assert not folder.exists()
    assert not any(map(is_alive, pids))


@pytest.fixture
def lasting(tmp_path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    places.remove(tmp_path / "postgres")


@pytest.mark.slow
def test_data_survive_a_kill_and_the_next_start_waits_for_the_old_processes(lasting):
    first = postgres.start(lasting, ephemeral=False)
    with connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    old = members(first)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()

    with postgres.start(lasting, ephemeral=False) as second, connect(second) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)
        assert not any(map(is_alive, old))


@pytest.mark.slow
def test_a_second_server_on_the_same_data_is_refused_in_one_sentence(lasting, monkeypatch):
    monkeypatch.setattr(postgres, "PREDECESSOR_SECONDS", 0.2)

    with postgres.start(lasting, ephemeral=False), pytest.raises(StartError, match="still running"):
        postgres.start(lasting, ephemeral=False)


@pytest.mark.slow
def test_the_server_dies_with_the_process_that_started_it(lasting, run_and_kill: Callable[[str], int]):
    pid = run_and_kill(
        f"from ops import postgres; from pathlib import Path\n"
        f"server = postgres.start(Path({str(lasting)!r}), ephemeral=False)"
    )

    assert eventually(lambda: not is_alive(pid), seconds=10)
