"""Numbers for people, and tokens for addresses."""

import secrets

from django.db import connection

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def next_number(scope: str) -> int:
    """
    The next number of `scope`, counting from 1; inside the caller's transaction.

    Two callers never get the same; a rolled-back transaction gives its number back.
    """
    return next_numbers(scope, 1)[0]


def next_numbers(scope: str, count: int) -> range:
    """The next `count` numbers of `scope`, in one go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (scope, value) VALUES (%(scope)s, %(count)s) "
            "ON CONFLICT (scope) DO UPDATE SET value = core_counter.value + %(count)s RETURNING value",
            {"scope": scope, "count": count},
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character of `text` (digits and capital letters; others are passed over)."""
    product = 36
    for character in text.upper():
        if character in ALPHABET:
            product = (product + ALPHABET.index(character)) % 36 or 36
            product = product * 2 % 37
    return ALPHABET[(37 - product) % 36]


def public_token() -> str:
    """An unguessable, URL-safe token of 192 bits."""
    return secrets.token_urlsafe(24)
