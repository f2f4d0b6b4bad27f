"""
What can be proved from the rows alone, each part of the desk answering for itself.

A package names it in `proofs.py`: `faults()` yields a sentence for each thing that does not hold.
"""

from collections.abc import Iterator

from core.packages import modules
from core.services import anchors


def faults(noted: str = "") -> Iterator[str]:
    """
    First those of the audit trail, then those of each package.

    :param noted: see `core.services.anchors.faults`
    """
    yield from anchors.faults(noted=noted)
    for module in modules("proofs", besides="core"):
        yield from module.faults()
