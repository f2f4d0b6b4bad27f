"""A refusal that nobody waits for any more, kept beside its record: its code, and its sentence in both languages."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from core.errors import DomainError


def kept(error: DomainError | PermissionDenied, *, not_allowed: str | Promise) -> dict[str, str]:
    """`{"code", "zh", "en"}` of a refusal, to store. :param not_allowed: the sentence of one who may not"""
    message = error.message if isinstance(error, DomainError) else not_allowed
    code = error.code if isinstance(error, DomainError) else "not_allowed"
    words = {"code": code}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            words[key] = str(message)
    return words


def sentence_of(words: dict[str, str]) -> str:
    """The sentence in the reader's language."""
    return words["zh" if (get_language() or "").startswith("zh") else "en"]
