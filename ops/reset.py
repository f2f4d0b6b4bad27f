"""`make reset`: forget everything this installation has stored, demo and secrets included."""

import argparse
import shutil
import sys
from pathlib import Path

from ops import places, preflight
from ops.sentences import Refusal

PROJECT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Refuses while `make up` runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", type=Path, default=PROJECT / ".local")
    local: Path = parser.parse_args().local.resolve()
    try:
        with preflight.hold_lock(local):
            places.remove(local / "postgres")
            for entry in local.iterdir():
                if entry.name == preflight.LOCK_NAME:
                    continue
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("已清空,下次 make up 将重新开始。Cleared: the next `make up` starts afresh.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
