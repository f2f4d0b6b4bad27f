"""Every act that the sources put down has words for the auditor."""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.audit_words import words
from core.packages import PACKAGES, modules
from supplies.models import MovementKind

ROOT = Path(__file__).resolve().parents[2]
RECORDERS = {"record", "Act", "note"}
# Verbs whose second half is put in where they are recorded: services/members.py, umbrellas.py, supplies stock.py
PUT_TOGETHER = {
    *("firm.give_power", "firm.take_power", "umbrella.judge_tenants", "umbrella.submit_tenants"),
    *(f"movement.{kind}" for kind in MovementKind.values),
}


def verbs_of_tables() -> Iterator[str]:
    for module in modules("transitions"):
        for model, table in module.MOVED_BY.items():
            yield from (f"{model._meta.model_name}.{verb}" for verb in table)


def verbs_in_sources() -> Iterator[str]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and len(node.args) > 1:
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    verb = getattr(node.args[1], "value", None)
                    if name in RECORDERS and isinstance(verb, str) and "." in verb:
                        yield verb


def test_every_verb_has_words():
    known = {*verbs_of_tables(), *verbs_in_sources(), *PUT_TOGETHER, "application.announce_purge"}

    assert len(known) > 250
    assert known - words().keys() == set()


def test_no_word_is_kept_for_a_verb_that_is_gone():
    known = {*verbs_of_tables(), *verbs_in_sources(), *PUT_TOGETHER}
    settled = {"application.announce_purge"}  # a constant of services/retention.py

    assert words().keys() - known - settled == set()
