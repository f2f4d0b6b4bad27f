"""The packages of the desk, and what each of them names in a module of a known name."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

PACKAGES = ("core", "reopening", "approvals", "supplies")


def modules(name: str, *, besides: str = "") -> Iterator[ModuleType]:
    """
    The module of this name in every installed package that has one: `modules("exports")`.

    :param besides: the package that gathers from the others, whose module of this name is the gatherer
    """
    for package in PACKAGES:
        if package != besides and apps.is_installed(package) and find_spec(f"{package}.{name}"):
            yield import_module(f"{package}.{name}")
