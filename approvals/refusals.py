"""A refusal as it is kept beside a case: its code and its sentence in both languages."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy, override

from core.errors import DomainError

NOT_ALLOWED = gettext_lazy(
    "The signer may not decide on this firm: it is outside their division, or they belong to it."
)


def kept(error: DomainError | PermissionDenied) -> dict[str, str]:
    """`{"code", "zh", "en"}` of a refusal, to store."""
    message = error.message if isinstance(error, DomainError) else NOT_ALLOWED
    code = error.code if isinstance(error, DomainError) else "not_allowed"
    words = {"code": code}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            words[key] = str(message)
    return words
