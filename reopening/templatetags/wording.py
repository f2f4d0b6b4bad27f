"""Showing what is kept in two languages."""

from typing import Any

from django import template

from reopening.models import StaffMember
from reopening.wording import clears as clears_in_words
from reopening.wording import localise

register = template.Library()


@register.filter
def in_language(words: dict[str, Any] | None) -> str:
    """The reader's half of `{"zh", "en"}`."""
    return localise({key: str(words.get(key, "")) for key in ("zh", "en")}) if words else ""


@register.filter
def clears(person: StaffMember) -> str:
    """When the measure ends that follows for the person; empty where none does."""
    return clears_in_words(person.measure, person.clear_on, person.cause.get("rule", ""))
