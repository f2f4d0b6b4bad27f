"""Text as it comes in from outside, in one canonical form: what cannot be seen does not hide in a name."""

import re
import unicodedata
from typing import Any

# Zero-width and joining characters, direction marks and overrides, soft hyphens, tags: invisible, yet not equal.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Controls but tab, line feed, carriage return, and NUL, which forms and serializers refuse with a sentence.
CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSTORED = re.compile("[\0\ud800-\udfff]")  # what no text of the database holds
LINE_ENDS = re.compile("[\u2028\u2029]")
SECRET = re.compile(
    "password|token|secret", re.IGNORECASE
)  # names of fields whose value is taken to the letter


def canonical(text: str) -> str:
    """`text` composed (NFC), without invisible characters and controls, its lines ended the usual way."""
    if text.isascii():
        return text if text.isprintable() else CONTROL.sub("", text)
    text = CONTROL.sub("", LINE_ENDS.sub("\n", INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", text)


def findable(value: Any) -> Any:
    """A text, or texts, to be looked for in the database: what it cannot hold is found nowhere."""
    if isinstance(value, list):
        return [findable(each) for each in value]
    return UNSTORED.sub("\ufffd", value) if isinstance(value, str) else value


def canonical_values(value: Any) -> Any:
    """The same for each text in plain JSON, but secrets."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, list):
        return [canonical_values(each) for each in value]
    if isinstance(value, dict):
        return {name: each if SECRET.search(name) else canonical_values(each) for name, each in value.items()}
    return value
