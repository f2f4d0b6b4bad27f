"""What people agree to before they declare, as versions of `consents.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from reopening.policy.base import Part, Text

FILE = Path(__file__).with_name("consents.toml")


class Consent(Part):
    """One version of the text; `from_on` is the first day on which it is asked for."""

    version: str = Field(pattern=r"^[a-z0-9.-]{1,20}$")
    from_on: date
    title: Text
    points: tuple[Text, ...] = Field(min_length=1)


@cache
def consents() -> tuple[Consent, ...]:
    """Every version, the oldest first."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["consents"]
    return tuple(sorted((Consent.model_validate(each) for each in found), key=lambda each: each.from_on))


def consent_on(day: date) -> Consent:
    """The version that is asked for on `day`; before the first one begins, the first."""
    begun = [each for each in consents() if each.from_on <= day]
    return begun[-1] if begun else consents()[0]
