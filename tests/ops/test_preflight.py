"""Every reason not to start is one sentence in each language."""

import os
import socket
import stat

import pytest

from ops import environment, preflight
from ops.sentences import Refusal


def refusal_of(call, *arguments) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    return lines


def test_a_port_in_use_names_the_port_and_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        chinese, english = refusal_of(preflight.check_port, "127.0.0.1", port)

    assert f"端口 {port} 已被" in chinese
    assert f"PORT={port + 1} make up" in english


def test_a_free_port_is_fine_even_right_after_its_last_use():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    preflight.check_port("127.0.0.1", port)


def test_a_missing_library_names_the_package():
    _, english = refusal_of(preflight.check_libraries, {"libnowhere.so.9": "libnowhere9"})

    assert "apt-get install libnowhere9" in english


def test_too_little_room_on_disk_names_both_numbers(tmp_path):
    _, english = refusal_of(preflight.check_disk, tmp_path, 10**9)

    assert "at least 1000000000 MB" in english


def test_an_old_python_is_named():
    _, english = refusal_of(preflight.check_python, (3, 9, 2))

    assert english == "Python 3.9.2 is too old: 3.11 or newer is needed."


def test_one_installation_runs_once(tmp_path):
    with preflight.hold_lock(tmp_path):
        _, english = refusal_of(preflight.hold_lock, tmp_path)
    with preflight.hold_lock(tmp_path):
        pass

    assert "already running" in english


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = environment.made_once(tmp_path / "secrets.env")
    second = environment.made_once(tmp_path / "secrets.env")

    assert first == second
    assert set(first) == {
        "SECRET_KEY",
        "FIELD_KEYS",
        "HASH_KEY",
        "CERTIFICATE_KEYS",
        "PDF_SIGNING_KEY",
        "DEMO_PASSWORD",
    }
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_two_installations_share_no_secret(tmp_path):
    one = environment.made_once(tmp_path / "one.env")
    other = environment.made_once(tmp_path / "other.env")

    assert not set(one.values()) & set(other.values())


def test_what_the_person_sets_comes_before_the_file_and_that_before_our_own(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("# mine\nPORT=8100\nexport LOG_LEVEL='INFO'\nHASH_KEY=from-file\n")
    monkeypatch.setattr(os, "environ", {"LOG_LEVEL": "ERROR"})

    variables = environment.compose(tmp_path, tmp_path)

    assert variables["SITE_URL"] == "http://localhost:8100"
    assert variables["LOG_LEVEL"] == "ERROR"
    assert variables["HASH_KEY"] == "from-file"
