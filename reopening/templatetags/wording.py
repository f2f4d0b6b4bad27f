"""Showing what is kept in two languages."""

from typing import Any

from django import template

from reopening.wording import localise

register = template.Library()


@register.filter
def in_language(words: dict[str, Any] | None) -> str:
    """The reader's half of `{"zh", "en"}`."""
    return localise({key: str(words.get(key, "")) for key in ("zh", "en")}) if words else ""
