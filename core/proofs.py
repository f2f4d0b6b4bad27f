"""
What can be proved from the rows alone, each part of the desk answering for itself.

A package names it in `proofs.py`: `faults()` yields a sentence for each thing that does not hold.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from core.navigation import PACKAGES
from core.services import anchors


def faults(noted: str = "") -> Iterator[str]:
    """
    First those of the audit trail, then those of each package.

    :param noted: see `core.services.anchors.faults`
    """
    yield from anchors.faults(noted=noted)
    for name in PACKAGES:
        if name != "core" and apps.is_installed(name) and find_spec(f"{name}.proofs"):
            yield from import_module(f"{name}.proofs").faults()
