"""`make up`: everything on this machine under one supervisor, from nothing to a page that answers."""

import argparse
import contextlib
import http.client
import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from ops import environment, postgres, preflight, sentences, stamps, valkey
from ops.parts import PARTS, manage
from ops.processes import StartError, die_with_parent
from ops.sentences import Refusal
from ops.supervisor import Supervisor

PROJECT = Path(__file__).resolve().parents[1]
READY_SECONDS = 90
ACCOUNTS = (
    ("applicant", "企业经办人", "files for a firm"),
    ("reviewer", "审核员", "reviews what firms file"),
    ("approver", "审批人", "decides, in batches, and signs"),
    ("inspector", "现场核查员", "watches firms that are open"),
    ("instructor", "医疗指导员", "accompanies firms"),
    ("dispatcher", "调度员", "shares and sends masks"),
    ("clerk", "热线坐席", "files on behalf"),
    ("operator", "商场经办人", "files for the tenants of a mall"),
    ("courier", "配送员", "delivers"),
    ("auditor", "审计员", "reads the audit trail"),
    ("administrator", "管理员", "users, roles, failed jobs"),
)


def main() -> int:
    """Exit code 0 after Ctrl-C, 1 with a sentence when something does not work."""
    arguments = _arguments()
    local: Path = arguments.local.resolve()
    if arguments.stop_with_parent:
        die_with_parent(signal.SIGTERM, parent=os.getppid())()
    try:
        lock = preflight.hold_lock(local)
        with lock:
            variables = environment.compose(PROJECT, local)
            preflight.check(folder=local, bind=variables["BIND"], port=int(variables["PORT"]))
            return _run(local, variables)
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr, flush=True)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", type=Path, default=PROJECT / ".local", help="folder for data and secrets")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop when the calling process ends")
    return parser.parse_args()


def _run(local: Path, variables: dict[str, str]) -> int:
    supervisor = Supervisor(PROJECT, variables)
    supervisor.catch_signals()
    try:
        _start_servers(supervisor, local)
        _prepare(supervisor, local)
        _start_parts(supervisor)
        supervisor.watch()
    except StartError as error:
        raise sentences.server_failed(str(error)) from error
    finally:
        supervisor.stop()
    print("\n已停止。Stopped.", flush=True)
    return 0


def _start_parts(supervisor: Supervisor) -> None:
    """Start what is to run; what the parts say before all are ready is of interest only if one dies."""
    if supervisor.asked_to_stop:
        return
    print("正在启动 / Starting", flush=True)
    supervisor.quiet = True
    for part in PARTS:
        supervisor.start(part)
    _wait_until_ready(supervisor)
    supervisor.quiet = False
    if not supervisor.asked_to_stop:
        print(_welcome(supervisor.environment), flush=True)


def _start_servers(supervisor: Supervisor, local: Path) -> None:
    """Our own PostgreSQL and Valkey, unless the person named theirs."""
    variables = supervisor.environment
    if "DATABASE_URL" not in variables:
        server = postgres.start(local / "postgres", ephemeral=False)
        supervisor.servers.append(server)
        variables["DATABASE_URL"] = server.url
    if "REDIS_URL" not in variables:
        server = valkey.start(local / "valkey", ephemeral=False)
        supervisor.servers.append(server)
        variables["REDIS_URL"] = server.url


def _prepare(supervisor: Supervisor, local: Path) -> None:
    """Migrate, load policies and demo; collect static files when any has changed."""
    variables = supervisor.environment
    demo: tuple[str, ...] = ()
    if is_demo(variables):
        password_file = local / "demo-password"
        stamps.write_private(password_file, variables["DEMO_PASSWORD"])
        demo = ("--demo-password-file", str(password_file))
    supervisor.run_step("prepare", manage("prepare", *demo))
    static = stamps.Stamp(local / "static.stamp", stamps.of_static_files(PROJECT))
    if not static.is_current() or not Path(variables["STATIC_ROOT"]).exists():
        supervisor.run_step("static", manage("collectstatic", "--noinput", "--clear", "--verbosity", "0"))
        if not supervisor.asked_to_stop:
            static.write()


def is_demo(variables: dict[str, str]) -> bool:
    return variables["DEMO"].lower() in {"1", "true", "yes", "on"}


def _wait_until_ready(supervisor: Supervisor) -> None:
    """Until /readyz says that database, broker and worker are there."""
    deadline = time.monotonic() + READY_SECONDS
    answer = "none"
    while not supervisor.asked_to_stop:
        supervisor.pump(0.2)
        supervisor.check()
        status, answer = ask_ready(supervisor.environment)
        if status == http.HTTPStatus.OK:
            return
        if time.monotonic() > deadline:
            raise sentences.not_ready(READY_SECONDS, answer)


def ask_ready(variables: dict[str, str]) -> tuple[int, str]:
    """Status and body of /readyz; status 0 while nobody listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(variables["BIND"], variables["BIND"])
    connection = http.client.HTTPConnection(host, int(variables["PORT"]), timeout=5)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/readyz", headers={"Host": urlsplit(variables["SITE_URL"]).netloc})
            response = connection.getresponse()
            return response.status, response.read(2_000).decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)


def _welcome(variables: dict[str, str]) -> str:
    lines = ["", f"复工台已就绪 / Reopening Desk is ready: {variables['SITE_URL']}"]
    if is_demo(variables):
        lines += ["", f"演示账号,共用密码 / Demo accounts, one password: {variables['DEMO_PASSWORD']}", ""]
        lines += [f"  {name:<14} {english:<32} {chinese}" for name, chinese, english in ACCOUNTS]
    lines += ["", "按 Ctrl-C 停止 / Press Ctrl-C to stop", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
