"""The compose file: valid, careful, the same commands as `make up`, and it runs."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import parts, postgres, valkey
from ops.signing_key import development_key
from tests.machine import free_port
from tests.ops import compose
from tests.ops.conftest import PROJECT, eventually

APP_SERVICES = ("web", "relay", "scheduler", "worker", "worker-pdf")
VARIABLES = {
    "SECRET_KEY": "compose-test-" + "x" * 40,
    "FIELD_KEYS": "Y29tcG9zZS10ZXN0LWNvbXBvc2UtdGVzdC1jb21wb3M=",
    "HASH_KEY": "compose-test",
    "CERTIFICATE_KEYS": "Y29tcG9zZS10ZXN0LWNvbXBvc2UtdGVzdC1jb21wb3M=",
    "PDF_SIGNING_KEY": development_key(),
    "POSTGRES_PASSWORD": "one",
    "DATABASE_PASSWORD": "two",
    "REDIS_PASSWORD": "three",
    "SITE_URL": "https://desk.test",
    "ALLOWED_HOSTS": "desk.test",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "desk@desk.test",
    "TLS_CERTIFICATE": "certificate.pem",
    "TLS_KEY": "key.pem",
}


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    return compose.load()["services"]


def test_it_follows_the_compose_specification():
    check = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(compose.FILE),
    ]

    result = subprocess.run(check, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_it_has_every_service_and_several_webs(services):
    assert set(services) == {"postgres", "redis", "migrate", "proxy", "clamav", *APP_SERVICES}
    assert services["clamav"]["profiles"] == ["clamav"]  # only where the operator asks for it
    assert services["web"]["deploy"]["replicas"] >= 2


@pytest.mark.parametrize("name", compose.load()["services"])
def test_every_service_has_no_more_rights_than_it_needs(services, name):
    service = services[name]

    assert service["user"].split(":")[0] not in {"", "0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert "cap_add" not in service


@pytest.mark.parametrize("name", compose.load()["services"])
def test_every_service_has_limits_a_restart_policy_and_a_health_check(services, name):
    service = services[name]

    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["restart"]
    assert service["healthcheck"].get("test") or name == "migrate"


def test_only_the_proxy_is_reached_from_outside(services):
    networks = compose.load()["networks"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert networks["front"]["internal"]
    assert networks["data"]["internal"]
    for name in ("postgres", "redis", "migrate", "relay", "scheduler"):
        assert set(services[name]["networks"]) <= {"front", "data"}, name


@pytest.mark.parametrize("name", ["web", "worker", "worker-pdf"])
def test_what_signs_papers_and_keeps_files_reaches_the_time_stamp_authority_and_the_bucket(services, name):
    networks = compose.load()["networks"]
    ways_out = [each for each in services[name]["networks"] if not (networks[each] or {}).get("internal")]

    assert {"PDF_TIMESTAMP_URL", "FILES_S3_ENDPOINT"} <= set(services[name]["environment"])
    assert "papers" in ways_out
    assert "edge" not in ways_out  # that of what is reached from outside


def test_no_secret_stands_in_the_file_and_each_is_required():
    text = compose.FILE.read_text()

    for name in VARIABLES:
        without = {key: value for key, value in VARIABLES.items() if key != name}
        with pytest.raises(compose.MissingVariable, match=name):
            compose.fill_in(text, without)
    compose.fill_in(text, VARIABLES)


def test_every_variable_is_documented(services):
    documented = (PROJECT / ".env.example").read_text()
    used = {match["name"] for match in compose.VARIABLE.finditer(compose.FILE.read_text()) if match["name"]}

    assert not [name for name in sorted(used) if f"{name}=" not in documented]


def test_redis_keeps_everything_and_evicts_nothing(services):
    command = " ".join(services["redis"]["command"])

    assert "--appendonly yes --appendfsync everysec" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_commands_are_those_of_make_up(services):
    for part in parts.PARTS:
        ours = ["python" if word == sys.executable else word for word in part.command]
        assert services[part.name]["command"] == ours, part.name


# --- as processes, on servers of their own ---------------------------------------


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, services: dict
) -> Iterator[dict[str, compose.Service]]:
    """Every application service of the file, started by its own command."""
    folder = tmp_path_factory.mktemp("compose")
    with (
        postgres.start(folder / "postgres", ephemeral=True) as database,
        valkey.start(folder / "valkey", ephemeral=True) as broker,
    ):
        overrides = {
            "DATABASE_URL": database.url,
            "REDIS_URL": broker.url,
            "BIND": "127.0.0.1",
            "PORT": str(free_port()),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "STATIC_COMPRESSED": "false",  # takes a minute
        }
        made = {
            name: compose.Service(
                name, services[name], VARIABLES, overrides | {"ALIVE_FILE": str(folder / f"{name}.alive")}
            )
            for name in ("migrate", *APP_SERVICES)
        }
        made["migrate"].run()
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=PROJECT, env=made["web"].environment, check=True,
        )  # fmt: skip
        running = [made[name] for name in APP_SERVICES]
        try:
            for service in running:
                service.start(folder / f"{service.name}.log")
            yield made
        finally:
            for service in running:
                service.stop()


def get(service: compose.Service, path: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{service.environment['PORT']}{path}",
        headers={"Host": "desk.test", "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=40) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


@pytest.mark.slow
def test_every_service_starts_and_passes_its_own_health_check(installation):
    for name in APP_SERVICES:
        assert eventually(installation[name].is_healthy, seconds=60), name


@pytest.mark.slow
def test_the_whole_is_ready_which_takes_all_of_them(installation):
    assert eventually(lambda: get(installation["web"], "/readyz")[0] == 200, seconds=60)

    assert set(json.loads(get(installation["web"], "/readyz")[1]).values()) == {"ok"}


@pytest.mark.slow
def test_no_demo_account_exists(installation):
    count = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c",
         "from core.models import User; print(User.objects.filter(username='administrator').count())"],
        cwd=PROJECT, env=installation["web"].environment, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip

    assert count == "0"


@pytest.fixture
def proxy(
    installation: dict[str, compose.Service], services: dict, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """nginx with the proxy's template, filled in from the proxy's environment."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "`make setup` installs nginx"
    web = installation["web"].environment
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=desk.test", "-addext", "subjectAltName=DNS:desk.test",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    values = {key: str(value) for key, value in services["proxy"]["environment"].items()} | {
        "WEB_ADDRESS": f"127.0.0.1:{web['PORT']}",
        "HTTP_PORT": str(free_port()),
        "HTTPS_PORT": str(free_port()),
        "TLS_CERTIFICATE": str(tmp_path / "certificate.pem"),
        "TLS_KEY": str(tmp_path / "key.pem"),
        "STATIC_ROOT": web["STATIC_ROOT"],
    }
    text = (PROJECT / "ops" / "proxy" / "nginx.conf.template").read_text()
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    (tmp_path / "server.conf").write_text(text.replace("/dev/stdout", str(tmp_path / "access.log")))
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user root; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;"
        f"events {{}} http {{ include /etc/nginx/mime.types; include {tmp_path}/server.conf; }}"
    )
    process = subprocess.Popen(
        [program, "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    )
    try:
        assert eventually(lambda: is_open(int(values["HTTPS_PORT"])), seconds=10), (
            tmp_path / "error.log"
        ).read_text()
        yield values
    finally:
        process.terminate()
        process.wait(timeout=10)


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def through(proxy: dict[str, str], path: str) -> tuple[int, str]:
    context = ssl.create_default_context(cafile=proxy["TLS_CERTIFICATE"])
    context.check_hostname = False  # we ask by address
    request = urllib.request.Request(
        f"https://127.0.0.1:{proxy['HTTPS_PORT']}{path}", headers={"Host": "desk.test"}
    )
    try:
        with urllib.request.urlopen(request, timeout=40, context=context) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
def test_the_proxy_serves_pages_and_static_files_over_tls(installation, proxy):
    assert eventually(installation["web"].is_healthy, seconds=60)
    status, page = through(proxy, "/accounts/login/")

    assert status == 200
    stylesheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert through(proxy, stylesheet)[0] == 200


@pytest.mark.slow
def test_the_proxy_slows_down_who_tries_passwords(installation, proxy):
    assert eventually(installation["web"].is_healthy, seconds=60)

    answers = [through(proxy, "/accounts/login/")[0] for _ in range(40)]

    assert answers[0] == 200
    assert 429 in answers
