"""One way to make a hash over plain facts. Pure."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core.stretches import stretches


def digest(facts: Any) -> str:
    """
    SHA-256 (hex) over canonical JSON: sorted keys, no spaces.

    An iterator in a list or dictionary counts as the list of what it gives, and is never held whole.
    """
    made = hashlib.sha256()
    for piece in pieces(facts):
        made.update(piece.encode())
    return made.hexdigest()


def pieces(facts: Any, *, between: str = ",") -> Iterator[str]:
    """
    The canonical JSON, bit by bit.

    :param between: what stands between the members of an iterator; blanks beside the comma change the hash
    """
    if isinstance(facts, Iterator):
        yield "["
        for number, stretch in enumerate(stretches(facts)):
            words = canonical(stretch)[1:-1] if between == "," else between.join(map(canonical, stretch))
            yield (between if number else "") + words
        yield "]"
    elif isinstance(facts, dict):
        for number, (key, value) in enumerate(sorted(facts.items())):
            yield f"{',' if number else '{'}{canonical(str(key))}:"
            yield from pieces(value, between=between)
        yield "}" if facts else "{}"
    elif isinstance(facts, list):
        for number, value in enumerate(facts):
            yield "," if number else "["
            yield from pieces(value, between=between)
        yield "]" if facts else "[]"
    else:
        yield canonical(facts)


def canonical(facts: Any) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
