"""Numbers of orders, rounds and runs."""

from datetime import datetime

from core.dates import shanghai_day
from core.numbers import check_character, next_number


def serial(letter: str, division_code: str, at: datetime) -> str:
    """District, day, serial of the day and a check character, after the letter of the kind of record."""
    district, day = division_code[:6], f"{shanghai_day(at):%Y%m%d}"
    stem = f"{letter}-{district}-{day}-{next_number(f'{letter}:{district}:{day}'):04d}"
    return f"{stem}-{check_character(stem)}"
