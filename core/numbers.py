"""Numbers for people, and tokens for addresses."""

import secrets

from django.db import connection

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def next_number(scope: str) -> int:
    """
    The next number of `scope`, counting from 1; inside the caller's transaction.

    Two callers never get the same; a rolled-back transaction gives its number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (scope, value) VALUES (%s, 1) "
            "ON CONFLICT (scope) DO UPDATE SET value = core_counter.value + 1 RETURNING value",
            [scope],
        )
        return int(cursor.fetchone()[0])


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
