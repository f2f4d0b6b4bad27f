"""Own servers, started and killed for each test; none of them is the one the suite runs on."""

import os
import signal
from pathlib import Path

import redis

from ops import valkey
from ops.processes import Server


def connect(server: Server) -> redis.Redis:
    return redis.Redis(unix_socket_path=server.url.removeprefix("redis+socket://"))


def test_nothing_is_ever_evicted_and_no_network_port_is_opened(tmp_path):
    with valkey.start(tmp_path / "valkey", ephemeral=True) as server, connect(server) as broker:
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert broker.config_get("port") == {"port": "0"}


def test_only_its_account_may_use_the_socket(tmp_path):
    with valkey.start(tmp_path / "valkey", ephemeral=True) as server:
        path = Path(server.url.removeprefix("redis+socket://"))

        assert path.stat().st_mode & 0o077 == 0


def test_every_key_is_back_after_a_kill(tmp_path):
    first = valkey.start(tmp_path / "valkey", ephemeral=False)
    with connect(first) as broker:
        assert broker.config_get("appendfsync") == {"appendfsync": "everysec"}
        broker.mset({f"key-{number}": number for number in range(1_000)})
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()

    with valkey.start(tmp_path / "valkey", ephemeral=False) as second, connect(second) as broker:
        assert broker.dbsize() == 1_000


def test_a_throwaway_server_leaves_nothing_behind(tmp_path):
    with valkey.start(tmp_path / "valkey", ephemeral=True) as server:
        pass

    assert server.process.returncode == 0
    assert not (tmp_path / "valkey").exists()


def test_a_socket_path_that_would_be_too_long_moves_elsewhere(tmp_path):
    folder = tmp_path / ("long" * 30)

    with valkey.start(folder, ephemeral=True) as server, connect(server) as broker:
        path = Path(server.url.removeprefix("redis+socket://"))
        assert broker.ping()
        assert not path.is_relative_to(folder)

    assert not path.parent.exists()
