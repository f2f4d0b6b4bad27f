"""
A container's health check, with the standard library only.

Usage: python -m ops.health http PATH | file PATH SECONDS
"""

import http.client
import os
import sys
import time
from pathlib import Path


def answers(path: str, port: int) -> bool:
    """Whether the web process of this container answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def is_fresh(path: Path, seconds: float) -> bool:
    """Whether the process gave a sign of life not longer ago than this."""
    return path.exists() and time.time() - path.stat().st_mtime < seconds


def main(arguments: list[str]) -> int:
    match arguments:
        case ["http", path]:
            healthy = answers(path, int(os.environ.get("PORT", "8000")))
        case ["file", path, seconds]:
            healthy = is_fresh(Path(os.path.expandvars(path)), float(seconds))
        case _:
            print(__doc__)
            return 2
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
