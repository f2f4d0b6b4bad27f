"""How people of a roster are named to a reader: decided here and nowhere else (docs/adr/0009)."""

from collections.abc import Callable

from core.models import User
from reopening.identities import mask_name
from reopening.models import Application
from reopening.permissions import is_firm_member

Naming = Callable[[str], str]


def naming(reader: User, application: Application) -> Naming:
    """Whole for the firm's own members, who must know whom to remind; the family name for everybody else."""
    return whole if is_firm_member(reader, application) else mask_name


def whole(name: str) -> str:
    return name
