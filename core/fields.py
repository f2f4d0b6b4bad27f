"""Personal data at rest: encrypted text, and keyed hashes to match it by."""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: str) -> str:
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(value.encode()).decode()


def decrypt(value: str) -> str:
    """:raises cryptography.fernet.InvalidToken: if no key of FIELD_KEYS opens it"""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(value.encode()).decode()


def blind_index(value: str) -> str:
    """A keyed hash (32 hex digits) by which equal values can be found without being read."""
    return hmac.new(settings.HASH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedTextField(models.TextField):
    """Text that the database holds only encrypted (Fernet: AES-CBC with HMAC). It cannot be searched."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value


class LongJSONField(models.JSONField):
    """
    JSON of kilobytes, written value by value.

    Django inserts many rows as one array for each column, in which every quotation mark of a long JSON text is
    escaped again: that cost half the time of signing a batch.
    """

    def get_placeholder(self, _value: Any, _compiler: Any, _connection: Any) -> str:
        return "%s"
