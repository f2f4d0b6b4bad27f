"""What programs may say in a request: only what is named."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.errors import DomainError
from core.texts import findable

RELATED = (serializers.RelatedField, serializers.ManyRelatedField)
MOST_NAMED = 100  # of a body of a million names the first are told


class Strict:
    """A shape that refuses a field it does not have, by name, as lists do with parameters."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        """:raises ValidationError: with every wrong field, the unknown ones among them"""
        wrong = {}
        if isinstance(data, Mapping):
            data = self.with_findable_keys(data)
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

    def with_findable_keys(self, data: Any) -> Any:
        """Django's and DRF's fields of text refuse NUL by themselves; those that point to a record do not."""
        data = copy(data)  # not deeply: it may hold files
        for name, field in self.fields.items():
            if name not in data or not isinstance(field, RELATED):
                continue
            if hasattr(data, "setlist"):
                data.setlist(name, findable(data.getlist(name)))
            else:
                data[name] = findable(data[name])
        return data


class Instant(serializers.DateTimeField):
    """A moment that the database can hold in UTC too: not the first or last hours of the calendar."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value).astimezone(UTC)
        except OverflowError:
            self.fail("overflow")


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
