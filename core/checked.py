"""
Fields that are checked where they are typed: the same sentences while typing and when the form is sent.

Each has a kind of check (`core.views.checks`), answered beside the field by `_components/field.html`.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse


@dataclass(frozen=True)
class Suggestion:
    """Something that may be meant: what is put into the field, and how it is shown."""

    value: str
    label: str


class Checked(forms.Field):
    """A field with a `check`: what is wrong, or in one sentence how the value was understood."""

    check = ""
    check_with = ""  # the field without which this one cannot be understood
    is_public = True  # whether it is checked for people without an account
    offers_first = False  # whether something is offered before anything is typed

    @property
    def check_url(self) -> str:
        return reverse("core:check", args=[self.check])

    def told(self, value: Any) -> str:
        """What a right value means, in words."""
        return ""

    def warned(self, value: Any) -> str:
        """What a value that is taken will not do, in words."""
        return ""

    def suggestions(self, text: str) -> list[Suggestion]:
        """What may be meant by a text that is not clear yet."""
        return []

    def first_choices(self) -> list[Suggestion]:
        """What is offered before anything is typed."""
        return []
