"""Places such as `{firm}` in texts that people write: filled in, never carried out. No ORM."""

import re
from collections.abc import Collection, Mapping

Pair = dict[str, str]  # {"zh": ..., "en": ...}
LANGUAGES = ("zh", "en")
PLACE = re.compile(r"\{([^{}\s]{0,40})\}")


def fill(text: str, places: Mapping[str, str]) -> str:
    """`{firm}` and the other known places filled in; anything else in braces is left as it stands."""
    return PLACE.sub(lambda found: places.get(found[1], found[0]), text)


def fill_pair(pair: Pair, places: Mapping[str, Pair]) -> Pair:
    """Both languages; a value that has no English stands in both as it is."""
    return {
        language: fill(
            pair[language], {name: value[language] or value["zh"] for name, value in places.items()}
        )
        for language in LANGUAGES
    }


def has_stray_braces(text: str) -> bool:
    """Whether braces stand there that are no place's: as of a template language, which there is none of."""
    return bool({"{", "}"} & set(PLACE.sub("", text))) or "{{" in text


def unknown_places(text: str, known: Collection[str]) -> list[str]:
    """What stands in braces and is no place that is filled in."""
    return sorted({found for found in PLACE.findall(text) if found not in known})
