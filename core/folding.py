"""Typed text with full-width characters made plain."""

# Full-width ASCII to ASCII, the ideographic space to a space; invisible and direction marks vanish.
FOLD: dict[int, int | None] = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
FOLD[0x3000] = FOLD[0xA0] = 0x20
INVISIBLE = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD]
INVISIBLE += [0x61C, *range(0xE0000, 0xE0080)]  # the Arabic mark, and tags that spell what nobody sees
FOLD |= dict.fromkeys(INVISIBLE, None)


def fold(text: str) -> str:
    """`text` with full-width characters made plain and invisible ones removed."""
    return text.translate(FOLD).strip()
