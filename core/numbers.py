"""Numbers for people, and tokens for addresses."""

import re
import secrets
from collections.abc import Mapping

from core.folding import fold
from core.kept_statements import kept_cursor

TAKEN = """
INSERT INTO core_counter (scope, value)
SELECT scope, taken FROM unnest(%s::text[], %s::bigint[]) AS asked (scope, taken) ORDER BY scope
    ON CONFLICT (scope) DO UPDATE SET value = core_counter.value + excluded.value RETURNING scope, value
"""
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Of an application and of a certificate alike: division, day, serial, check character; a later version of a case.
NUMBER = re.compile(r"([0-9]{2,6}-[0-9]{8}-[0-9]{4,9})-([0-9A-Z])(-V[0-9]{1,3})?")


def next_number(scope: str) -> int:
    """
    The next number of `scope`, counting from 1; inside the caller's transaction.

    Two callers never get the same; a rolled-back transaction gives its number back.
    """
    return next_numbers(scope, 1)[0]


def next_numbers(scope: str, count: int) -> range:
    """The next `count` numbers of `scope`, in one go."""
    return next_numbers_of({scope: count})[scope]


def next_numbers_of(counts: Mapping[str, int]) -> dict[str, range]:
    """The next numbers of several scopes, so many of each; one statement, always in the order of the scopes."""
    scopes = sorted(counts)
    with kept_cursor() as cursor:
        cursor.execute(TAKEN, [scopes, [counts[scope] for scope in scopes]])
        last = dict(cursor.fetchall())
    return {scope: range(last[scope] - counts[scope] + 1, last[scope] + 1) for scope in scopes}


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character of `text` (digits and capital letters; others are passed over)."""
    product = 36
    for character in text.upper():
        if character in ALPHABET:
            product = (product + ALPHABET.index(character)) % 36 or 36
            product = product * 2 % 37
    return ALPHABET[(37 - product) % 36]


def number_in(text: str) -> str:
    """What was typed as the number of an application or a certificate, in its one form; empty if it is none."""
    number = fold(text).upper()
    match = NUMBER.fullmatch(number)
    return number if match and check_character(match[1]) == match[2] else ""


def public_token() -> str:
    """An unguessable, URL-safe token of 192 bits."""
    return secrets.token_urlsafe(24)
