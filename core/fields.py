"""Personal data at rest: encrypted text, and keyed hashes to match it by."""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models
from psycopg import sql

MARK = "g1:"  # AES-256-GCM, version 1
URL_SAFE = bytes.maketrans(b"+/", b"-_")
NONCE = 12  # bytes, random; far fewer than 2**32 values are sealed under one key


class Unreadable(Exception):
    """No key of FIELD_KEYS opens the value."""


@lru_cache(maxsize=4)
def _ciphers(keys: tuple[str, ...]) -> list[AESGCM]:
    return [AESGCM(hashlib.sha256(b"field:" + urlsafe_b64decode(key)).digest()) for key in keys]


def encrypt(value: str) -> str:
    """Under the first of FIELD_KEYS; two seals of one value differ."""
    nonce = os.urandom(NONCE)
    sealed = _ciphers(tuple(settings.FIELD_KEYS))[0].encrypt(nonce, value.encode(), None)
    return MARK + urlsafe_b64encode(nonce + sealed).decode()


def encrypt_each(values: Iterable[str]) -> list[str]:
    """As `encrypt`, for many."""
    seal, texts = _ciphers(tuple(settings.FIELD_KEYS))[0].encrypt, [value.encode() for value in values]
    nonces = os.urandom(NONCE * len(texts))
    sealed: list[bytes] = []
    for text, place in zip(texts, range(0, len(nonces), NONCE), strict=True):
        nonce = nonces[place : place + NONCE]
        sealed.append(b2a_base64(nonce + seal(nonce, text, None)))  # with its line feed
    return [MARK + each for each in b"".join(sealed).translate(URL_SAFE).decode().splitlines()]


def decrypt(value: str) -> str:
    """:raises Unreadable: if no key of FIELD_KEYS opens it, or it was altered"""
    try:
        sealed = urlsafe_b64decode(value.removeprefix(MARK))
    except ValueError as error:
        raise Unreadable from error
    for cipher in _ciphers(tuple(settings.FIELD_KEYS)):
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


def encrypt_bytes(value: bytes) -> bytes:
    """As `encrypt`, for files."""
    nonce = os.urandom(NONCE)
    return MARK.encode() + nonce + _ciphers(tuple(settings.FIELD_KEYS))[0].encrypt(nonce, value, None)


def decrypt_bytes(value: bytes) -> bytes:
    """:raises Unreadable: if no key of FIELD_KEYS opens it, or it was altered"""
    sealed = value.removeprefix(MARK.encode())
    for cipher in _ciphers(tuple(settings.FIELD_KEYS)):
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


def blind_index(value: str) -> str:
    """A keyed hash (BLAKE2b, 32 hex digits) by which equal values can be found without being read."""
    return hashlib.blake2b(value.encode(), key=_hash_key(settings.HASH_KEY), digest_size=16).hexdigest()


def blind_index_each(values: Iterable[str]) -> list[str]:
    """As `blind_index`, for many."""
    keyed = hashlib.blake2b(key=_hash_key(settings.HASH_KEY), digest_size=16)
    hashes: list[bytes] = []
    for value in values:
        hashed = keyed.copy()
        hashed.update(value.encode())
        hashes.append(hashed.digest())
    digits = b"".join(hashes).hex()
    return [digits[place : place + 32] for place in range(0, len(digits), 32)]


@lru_cache(maxsize=4)
def _hash_key(key: str) -> bytes:
    return hashlib.sha256(b"match:" + key.encode()).digest()


class EncryptedTextField(models.TextField):
    """Text that the database holds only encrypted (AES-256-GCM). It cannot be searched."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value


class EncryptedBinaryField(models.BinaryField):
    """A file that the database holds only encrypted."""

    def from_db_value(self, value: Any, *_args: Any) -> bytes | None:
        return None if value is None else decrypt_bytes(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else encrypt_bytes(bytes(value))
        return super().get_db_prep_value(sealed, connection, prepared)


def put_bytes(row: models.Model, name: str, value: bytes) -> None:
    """
    Write a large file into an `EncryptedBinaryField` of a row that stands already.

    The bytes go beside the statement. Django writes them into it as hexadecimal digits, which the database reads
    one by one: for a file of megabytes that took longer than to hash, seal and keep it.
    """
    statement = sql.SQL("UPDATE {} SET {} = %b WHERE id = %s").format(
        sql.Identifier(row._meta.db_table), sql.Identifier(name)
    )
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, [encrypt_bytes(value), row.pk], prepare=False)
    setattr(row, name, value)


class LongJSONField(models.JSONField):
    """
    JSON of kilobytes, written value by value.

    Django inserts many rows as one array for each column, in which every quotation mark of a long JSON text is
    escaped again: that cost half the time of signing a batch.
    """

    def get_placeholder(self, _value: Any, _compiler: Any, _connection: Any) -> str:
        return "%s"
