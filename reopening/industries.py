"""
The national classification of industries (GB/T 4754-2017), as data: sections and divisions by name, groups and
classes by code. It is the table as it was published; the division of a trade that was added later always is in it.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from core.folding import fold
from reopening.wording import localise

TABLE = Path(__file__).with_name("industries.toml")
CLASSES = Path(__file__).with_name("industry_classes.toml")
ONLY_SECTION = 3  # how badly a division fits that is found by its section's name
CODE = re.compile(
    r"([A-T]?)(\d{0,4})(?=$|\s)"
)  # at the start; what follows is the name, as the desk writes it


@cache
def names() -> dict[str, dict[str, str]]:
    """The names of all sections (`C`) and divisions (`C27`) in both languages, in the standard's order."""
    found: dict[str, dict[str, str]] = {}
    for letter, section in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        found[letter] = {"zh": section["zh"], "en": section["en"]}
        for number, (chinese, english) in section["divisions"].items():
            found[f"{letter}{number}"] = {"zh": chinese, "en": english}
    return found


@cache
def everyday_words() -> dict[str, str]:
    """What people call a trade, by its division: a shop, a restaurant."""
    return {
        f"{letter}{number}": words
        for letter, section in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()
        for number, words in section.get("words", {}).items()
    }


@cache
def classes() -> dict[str, str]:
    """The groups (three digits), and of each the last digits of its classes."""
    return tomllib.loads(CLASSES.read_text(encoding="utf-8"))


def is_in_standard(digits: str) -> bool:
    """Whether there is such a group or class; of a division `names` knows."""
    group, last = digits[:3], digits[3:]
    return len(digits) < 3 or (group in classes() and last in classes()[group])


def strange_class(words: str) -> str:
    """A code whose division is known, and which goes on as none in the standard: `C2799`; else nothing."""
    typed, found = CODE.match(fold(words).upper()), search(words)
    if typed is None or len(found) != 1 or is_in_standard(typed[2]):
        return ""
    return found[0] + typed[2][2:]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Divisions under their sections, in the reader's language, for a form."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in names().items():
        if len(code) == 1:
            found[code] = []
        else:
            found[code[0]].append((code, f"{code} {localise(name)}"))
    return [(f"{section} {localise(names()[section])}", divisions) for section, divisions in found.items()]


def industry_name(code: str) -> str:
    """`C27 Pharmaceuticals`; a finer code is named by its division, an unknown one by itself."""
    name = names().get(code[:3]) or names().get(code[:1])
    return f"{code} {localise(name)}" if name else code


def search(words: str) -> list[str]:
    """
    Codes of divisions that fit a code or words, exact fits first.

    Words are looked for in the names of a division, in what people call it and in the name of its section, in both
    languages; several must all fit. Where a division fits by itself, those whose section alone does are left out.
    """
    typed = fold(words).upper()
    code = CODE.match(typed)
    if code:
        finer = code[1] + code[2]
        return [each for each in names() if len(each) == 3 and fits_code(each, finer)]
    parts = [part.lower() for part in typed.split()]
    found = [
        (name_fit(each, typed.lower()), each)
        for each in names()
        if len(each) == 3 and parts and all(part in haystack(each) for part in parts)
    ]
    best = min(found, default=(0, ""))[0]
    return [each for fit, each in sorted(found) if fit < ONLY_SECTION or best == ONLY_SECTION]


def fits_code(division: str, typed: str) -> bool:
    """`C27` fits `C`, `C2`, `27`, `C27` and the finer `C2770`."""
    full = typed if typed[:1].isalpha() else division[0] + typed
    return division.startswith(full) or full.startswith(division)


@cache
def haystack(code: str) -> str:
    called = everyday_words().get(code, "")
    return " ".join([*names()[code].values(), called, *names()[code[0]].values()]).lower()


def name_fit(code: str, words: str) -> int:
    """0: the name itself, 1: begins with the words, 2: holds them or is called so, 3: only its section does."""
    own = [name.lower() for name in names()[code].values()]
    if words in own:
        return 0
    if any(name.startswith(words) for name in own):
        return 1
    called = everyday_words().get(code, "").lower()
    return 2 if any(words in name for name in [*own, called]) else ONLY_SECTION


def resolve(words: str) -> str | None:
    """
    The code that `words` mean, with all the digits typed; None when nothing or too much fits.
    """
    found, typed = search(words), CODE.match(fold(words).upper())
    if typed and (len(typed[2]) < 2 or len(found) != 1 or not is_in_standard(typed[2])):
        return None
    if typed:
        return found[0] + typed[2][2:]
    exact = [code for code in found if name_fit(code, fold(words).lower()) == 0]
    best = exact or found
    return best[0] if len(best) == 1 else None


def sections_like(words: str) -> list[str]:
    """Sections of this letter, or whose name holds the words."""
    typed = fold(words)
    letter = CODE.match(typed.upper())
    if letter:
        return [letter[1]] if letter[1] in names() and not letter[2] else []
    parts = typed.lower().split()
    return [
        code
        for code in names()
        if len(code) == 1
        and parts
        and all(part in " ".join(names()[code].values()).lower() for part in parts)
    ]


def resolve_prefix(words: str) -> str | None:
    """As `resolve`, and a whole section by its letter or its whole name."""
    found, typed = sections_like(words), fold(words)
    exact = [code for code in found if CODE.match(typed.upper()) or name_fit(code, typed.lower()) == 0]
    if exact:
        return exact[0]
    division = resolve(words)
    is_meant = not found or (division and name_fit(division[:3], typed.lower()) == 0)
    return division if is_meant else None


# Where a trade usually works; a suggestion for the form, never a rule.
USUAL_SITES = {"C": "factory", "E": "construction", "F52": "shop", "H": "shop", "O80": "shop"}
USUAL_SITES |= dict.fromkeys("IJKLM", "office")


def usual_site(code: str) -> str:
    """The kind of site of this trade (a `SiteKind`); nothing where trades of one code work anywhere."""
    return USUAL_SITES.get(code[:3]) or USUAL_SITES.get(code[:1]) or ""
