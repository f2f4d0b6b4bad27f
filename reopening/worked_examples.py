"""
What the examples of `docs/policy.md` come to, computed by the engine that judges cases: an untrue example cannot stand.

A package names its own in `worked_examples.py`: `WORKED`, by the model of the rule, functions of the example's body
that give rows of (what is given, what follows). Every kind of rule has one (tests/reopening/policy/test_document.py).
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from pydantic import BaseModel

from core.navigation import PACKAGES
from reopening.worked import gates, times, work
from reopening.worked.times import Worked

WORKED: dict[type[BaseModel], Worked] = {**times.WORKED, **work.WORKED, **gates.WORKED}


@cache
def gathered() -> dict[type[BaseModel], Worked]:
    """Of every package."""
    found: dict[type[BaseModel], Worked] = {}
    for name in PACKAGES:
        if apps.is_installed(name) and find_spec(f"{name}.worked_examples"):
            found |= import_module(f"{name}.worked_examples").WORKED
    return found
