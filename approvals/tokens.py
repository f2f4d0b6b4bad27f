"""The unguessable part of a check address."""

import re

SHAPE = re.compile(r"[A-Za-z0-9_-]{22,64}")


def is_well_formed(token: str) -> bool:
    """Whether `token` can be one of ours; the answer never reaches the caller of the check page."""
    return SHAPE.fullmatch(token) is not None
