"""
Breaks a value of a paper into lines, once, for both ways of drawing it: so both agree on every line.

A small part of UAX 14 and of GB/T 15834: Chinese may break between any two characters, but no line begins with a
closing mark or ends with an opening one; other words break at spaces, after hyphens and slashes, and inside only
where one alone is longer than the line.
"""

import unicodedata

from core.printing.cutting import UNITS, typeface

NEVER_FIRST = frozenset("、。，．：；！？）〕］｝〉》」』】〗”’·…—～%％,.:;!?)]}°℃")
NEVER_LAST = frozenset("（〔［｛〈《「『【〖“‘([{￥$№")
BREAKS_AFTER = frozenset("-/")


def break_lines(text: str, *, family: str, size: float, width: float, language: str) -> list[str]:
    """
    The lines of `text`, at least one, without the spaces between them.

    :param size, width: of the type and of the line, in the same unit
    """
    room = width / size * UNITS
    advances = advances_of(text, family, language)
    if sum(advances) <= room:
        return [text.rstrip()]
    lines, start, place = [], 0, 0
    for piece in pieces_of(text):
        end = place + len(piece)
        if start < place and sum(advances[start : place + len(piece.rstrip())]) > room:
            lines.append(text[start:place].rstrip())
            start = place
        while (
            sum(advances[start:end]) > room
            and (fitting := fitting_part(advances[start:end], room)) < end - start
        ):
            if not text[start + fitting : end].strip():
                break  # nothing but spaces hangs over
            lines.append(text[start : start + fitting])
            start += fitting
        place = end
    return [*lines, text[start:].rstrip()]


def advances_of(text: str, family: str, language: str) -> list[int]:
    """How far each character moves on; of those drawn as one glyph the first one moves for all."""
    return [
        step
        for glyph in typeface(family).shape(text, language)
        for step in (glyph.advance - glyph.tightening, *(0,) * (len(glyph.text) - 1))
    ]


def fitting_part(advances: list[int], room: float) -> int:
    """How many characters of a piece longer than a line fit it, at least one."""
    length = 0
    for count, advance in enumerate(advances):
        length += advance
        if length > room and count:
            return count
    return len(advances)


def pieces_of(text: str) -> list[str]:
    """The parts between which a line may break, each with the spaces after it."""
    pieces: list[str] = []
    for character in text:
        if pieces and not may_break(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def may_break(before: str, after: str) -> bool:
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before == " " or before in BREAKS_AFTER:
        return True
    return is_wide(before) or is_wide(after)


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
