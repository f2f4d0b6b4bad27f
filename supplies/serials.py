"""Numbers of orders, rounds and runs."""

from datetime import datetime

from core.dates import shanghai_day
from core.numbers import check_character, next_numbers


def serial(letter: str, division_code: str, at: datetime) -> str:
    """The next number, as of `serials`."""
    return serials(letter, division_code, 1, at)[0]


def serials(letter: str, division_code: str, count: int, at: datetime) -> list[str]:
    """District, day, serial of the day and a check character, after the letter of the kind of record."""
    district, day = division_code[:6], f"{shanghai_day(at):%Y%m%d}"
    if not count:
        return []
    stems = [
        f"{letter}-{district}-{day}-{number:04d}"
        for number in next_numbers(f"{letter}:{district}:{day}", count)
    ]
    return [f"{stem}-{check_character(stem)}" for stem in stems]
