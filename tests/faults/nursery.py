"""
Real processes, forked from one that has loaded everything and has no connection yet.

`Nursery` is the test's side; `python -m tests.faults.nursery` the other. A line of JSON asks for children: each is
`[act, arguments, die_at]`, and dies of SIGKILL before its `die_at`-th statement. They begin together; a line of JSON
answers with each one's exit code (-9: killed) and what it said.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import connection

CHILDREN = "nursery"  # the name of their sessions
Child = tuple[str, list[Any], int]  # die_at 0: never


class Nursery:
    """Start it before the first act; it ends with the block."""

    def __enter__(self) -> "Nursery":
        name = str(connection.settings_dict["NAME"])
        address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            env=os.environ
            | {
                "DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "config.settings_test",
                "PGAPPNAME": CHILDREN,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)
        assert self.process.stdout
        self.process.stdout.close()

    def bring_up(self, *children: Child) -> list[tuple[int, Any]]:
        """Let them act at once; (exit code, what each said) in their order, when the database is quiet again."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(children) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        wait_until_quiet()
        return [(code, said) for code, said in answer]


def wait_until_quiet() -> None:
    """Until the server has noticed that they are gone, and has taken back what they had not committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '2min'")
        cursor.execute(
            f"""
            DO $$ BEGIN
                WHILE EXISTS (SELECT FROM pg_stat_activity
                              WHERE datname = current_database() AND application_name = '{CHILDREN}') LOOP
                    PERFORM pg_sleep(0.01);
                    PERFORM pg_stat_clear_snapshot();
                END LOOP;
            END $$
            """
        )


# --- The other side -----------------------------------------------------------------


def serve(acts: dict[str, Callable[..., Any]]) -> None:
    for line in sys.stdin:
        begin, may_begin = os.pipe()
        children = [
            bear(acts[act], words, die_at, begin, may_begin) for act, words, die_at in json.loads(line)
        ]
        os.close(begin)
        os.close(may_begin)  # all of them go
        answers = []
        for pid, said in children:
            with os.fdopen(said) as words:
                text = words.read()
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            answers.append([code, json.loads(text) if text else None])
        print(json.dumps(answers), flush=True)


def bear(
    act: Callable[..., Any], words: list[Any], die_at: int, begin: int, may_begin: int
) -> tuple[int, int]:
    said, say = os.pipe()
    pid = os.fork()
    if pid:
        os.close(say)
        return pid, said
    os.close(may_begin)
    os.read(begin, 1)
    try:
        with connection.execute_wrapper(Death(die_at)), os.fdopen(say, "w") as answer:
            answer.write(json.dumps(act(*words)))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


class Death:
    """Comes before the n-th statement, in the middle of whatever is going on."""

    def __init__(self, die_at: int) -> None:
        self.die_at, self.statements = die_at, 0

    def __call__(self, execute: Any, *words: Any) -> Any:
        self.statements += 1
        if self.statements == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*words)


if __name__ == "__main__":
    import django

    django.setup()
    serve(import_module("tests.faults.acts").ACTS)
