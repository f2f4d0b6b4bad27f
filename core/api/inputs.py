"""What programs may say in a request: only what is named."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.errors import DomainError

MOST_NAMED = 100  # of a body of a million names the first are told


class Strict:
    """A shape that refuses a field it does not have, by name, as lists do with parameters."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        """:raises ValidationError: with every wrong field, the unknown ones among them"""
        wrong = {}
        if isinstance(data, Mapping):
            message, unknown = (
                _("There is no such field here."),
                (each for each in data if each not in self.fields),
            )
            wrong = {str(name): [message] for name in islice(unknown, MOST_NAMED)}
        try:
            value = super().to_internal_value(data)  # type: ignore[misc]
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise ValidationError({**error.detail, **wrong}) from error
        if wrong:
            raise ValidationError(wrong)
        return value


class Input(Strict, serializers.Serializer[Any]):
    """The body of a request."""


def read_by(reader: Callable[[str], str], text: str) -> str:
    """
    `text` in its one form.

    :raises ValidationError: with the reader's sentence, so that it stands at its field beside all other mistakes
    """
    try:
        return reader(text)
    except DomainError as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from refusal
