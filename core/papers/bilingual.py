"""Days, names and numbers as papers write them, in both languages at once: papers are frozen in both. No ORM."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import override

from core.dates import SHANGHAI
from core.papers.filling import Pair

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def same(text: str) -> Pair:
    """A name or code that has no translation."""
    return {"zh": text, "en": ""}


def said(zh: str, en: str) -> Pair:
    """A text in both languages; what is the same in both stands once."""
    return {"zh": zh, "en": en if en != zh else ""}


def both(words: "Callable[[], object] | Promise | str") -> Pair:
    """A text of the desk's own, said in both languages. :param words: translated text, or what makes it"""
    found = {}
    for language, locale in (("zh", "zh-hans"), ("en", "en")):
        with override(locale):
            found[language] = str(words() if callable(words) and not isinstance(words, Promise) else words)
    return said(found["zh"], found["en"])


def count(value: int | None) -> Pair:
    """`1,200`; nothing for what is not known."""
    return same(f"{value:,}" if value is not None else "")


def day(value: date) -> Pair:
    """2020年2月17日（周一） / Mon 17 February 2020."""
    weekday, plain = value.weekday(), plain_day(value)
    return {
        "zh": f"{plain['zh']}（周{WEEKDAYS_ZH[weekday]}）",
        "en": f"{WEEKDAYS_EN[weekday]} {plain['en']}",
    }


def plain_day(value: date) -> Pair:
    """2020年2月17日 / 17 February 2020."""
    return {
        "zh": f"{value.year}年{value.month}月{value.day}日",
        "en": f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}",
    }


def plain_day_or_none(value: date | None) -> Pair:
    return plain_day(value) if value else same("")


def instant(at: datetime | None) -> Pair:
    """2020年2月17日 09:30 / 17 February 2020, 09:30, in Shanghai."""
    if at is None:
        return same("")
    local = at.astimezone(SHANGHAI)
    plain = plain_day(local.date())
    return {"zh": f"{plain['zh']} {local:%H:%M}", "en": f"{plain['en']}, {local:%H:%M}"}
