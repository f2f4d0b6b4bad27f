"""
What the examples of `docs/policy.md` come to, computed by the engine that judges cases: an untrue example cannot stand.

A package names its own in `worked_examples.py`: `WORKED`, by the model of the rule, functions of the example's body
that give rows of (what is given, what follows). Every kind of rule has one (tests/reopening/policy/test_document.py).
"""

from functools import cache

from pydantic import BaseModel

from core.packages import modules
from reopening.worked import gates, times, work
from reopening.worked.times import Worked

WORKED: dict[type[BaseModel], Worked] = {**times.WORKED, **work.WORKED, **gates.WORKED}


@cache
def gathered() -> dict[type[BaseModel], Worked]:
    """Of every package."""
    found: dict[type[BaseModel], Worked] = {}
    for module in modules("worked_examples"):
        found |= module.WORKED
    return found
