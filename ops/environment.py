"""The environment of every part: what the person set, then `.env`, then what this installation made up."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from ops.signing_key import development_key

EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def random_password() -> str:
    """Four groups of four: about 79 bits, and readable aloud."""
    groups = ("".join(secrets.choice(EASY_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


MADE_ONCE: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "HASH_KEY": lambda: secrets.token_urlsafe(32),
    "CERTIFICATE_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "PDF_SIGNING_KEY": development_key,
    "DEMO_PASSWORD": random_password,
}


def read(path: Path) -> dict[str, str]:
    """Lines of NAME=value; comments, blank lines and quotes around a value are fine."""
    if not path.exists():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.removeprefix("export ").partition("=")
        if separator and not name.lstrip().startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    return values


def made_once(path: Path) -> dict[str, str]:
    """The secrets of this installation: written the first time, mode 600, and kept."""
    values = read(path)
    missing = {name: make() for name, make in MADE_ONCE.items() if name not in values}
    if missing:
        values |= missing
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        draft.replace(path)
    return values


def compose(project: Path, local: Path) -> dict[str, str]:
    """All variables for the parts, except the addresses of servers that are still to be started."""
    made = made_once(local / "secrets.env")
    given = read(project / ".env") | dict(os.environ)
    port = given.get("PORT", "8000")
    defaults = {
        "PORT": port,
        "BIND": "127.0.0.1",
        "SITE_URL": f"http://localhost:{port}",
        "LOG_FORMAT": "console",
        "LOG_LEVEL": "WARNING",
        "MEDIA_ROOT": str(local / "media"),
        "STATIC_ROOT": str(local / "static"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(project),
        "DEMO": "true",
        "STATIC_COMPRESSED": "false",  # takes a minute, and saves nothing on the same machine
        "PYTHONWARNINGS": "ignore:You're running the worker",  # Celery as root; jobs are JSON here
    }
    variables = defaults | made | given
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # the parts share what one of them compiled
    return variables
