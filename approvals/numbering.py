"""
Certificate numbers: `division-date-serial-check`, e.g. `330106-20200217-0001-P`.

The check character is ISO 7064 MOD 37,36 over the digits before it, so that a number typed with one
wrong character is always seen to be wrong. An application's number has the same form and a counter of its own: one
number may be of both, so wherever a number is typed, both are looked for (`approvals.queries.numbers`).

A number is taken in the transaction that issues: others of the district wait for it, and a rollback gives it back.
So a missing serial is no lost paper: all were issued, and revoked or replaced ones keep theirs.
"""

from datetime import date

from core.numbers import check_character

DISTRICT_DIGITS = 6


def scope(division_code: str, day: date) -> str:
    """The counter of one district and day; serials in it count from 1."""
    return f"certificate:{division_code[:DISTRICT_DIGITS]}:{day:%Y%m%d}"


def certificate_number(division_code: str, day: date, serial: int) -> str:
    """The number of the `serial`-th certificate of a district on a day."""
    body = f"{division_code[:DISTRICT_DIGITS]}-{day:%Y%m%d}-{serial:04d}"
    return f"{body}-{check_character(body)}"
