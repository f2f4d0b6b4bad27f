"""
Sees that the machine has what pip cannot bring, and installs it with apt-get when run as root.

Run by the system's own Python before there is an environment, so it must start on any Python 3.
Usage: machine.py (up|test)
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED_PYTHON = (3, 11)
# Debian package -> whether it is there
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
}
FILES = {
    "fonts-hanazono": "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",  # rare characters of names on papers
}
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser"),
    "gettext": ("xgettext",),
    "poppler-utils": ("pdfsig",),  # checks the signatures of papers
    "nginx": ("nginx", "/usr/sbin/nginx"),  # the proxy of docker-compose.yml
}


def main() -> int:
    purpose = sys.argv[1]
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < NEEDED_PYTHON:
        return say_and_fail(
            f"Python {version} 版本过低,需要 3.11 或更高版本:make {purpose} PYTHON=python3.11",
            f"Python {version} is too old, 3.11 or newer is needed: make {purpose} PYTHON=python3.11",
        )
    missing = missing_packages(purpose)
    if missing and may_install():
        install(missing)
        missing = missing_packages(purpose)
    if missing:
        return say_and_fail(
            f"缺少系统软件,请让管理员运行:apt-get install {' '.join(missing)}",
            f"System packages are missing; ask an administrator to run: apt-get install {' '.join(missing)}",
        )
    return 0


def missing_packages(purpose: str) -> "list[str]":
    """Debian packages to install; nothing is asked of dpkg, only whether the thing works."""
    missing = [package for package, library in LIBRARIES.items() if not can_load(library)]
    if sys.platform.startswith("linux"):
        missing += [package for package, file in FILES.items() if not Path(file).exists()]
    if not can_make_environments():
        missing.append("python3-venv")
    if purpose == "test":
        missing += [package for package, names in PROGRAMS.items() if not any(map(shutil.which, names))]
    return missing


def can_load(library: str) -> bool:
    if not sys.platform.startswith("linux"):
        return True  # the preflight of `make up` looks again, by the names used there
    # A process of its own: a library just installed is not seen by a loader that has cached its absence.
    code = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"
    return subprocess.call([sys.executable, "-c", code, library], stderr=subprocess.DEVNULL) == 0


def can_make_environments() -> bool:
    """Debian ships Python without ensurepip until python3-venv is there."""
    return subprocess.call([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL) == 0


def may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: "list[str]") -> None:
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        subprocess.call(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)


def say_and_fail(chinese: str, english: str) -> int:
    sys.stderr.write(f"{chinese}\n{english}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
