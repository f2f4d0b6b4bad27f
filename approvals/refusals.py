"""A refusal as it is kept beside a case: its code and its sentence in both languages."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from core import refusals
from core.errors import DomainError

NOT_ALLOWED = gettext_lazy(
    "The signer may not decide on this firm: it is outside their division, or they belong to it."
)


def kept(error: DomainError | PermissionDenied) -> dict[str, str]:
    """`{"code", "zh", "en"}` of a refusal, to store."""
    return refusals.kept(error, not_allowed=NOT_ALLOWED)
