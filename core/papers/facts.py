"""What a paper says of its record, before words are put around it. Plain JSON; no ORM."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.papers.filling import Pair


def facts(
    *,
    day: date,
    division: str,
    authority: Pair,
    number: str,
    places: Mapping[str, Pair],
    points: list[Pair] | None = None,
    rows: list[list[Pair]] | None = None,
    sections: list[dict[str, Any]] | None = None,
    texts: Mapping[str, Pair] | None = None,
    sheets: list[dict[str, Any]] | None = None,
    address: str = "",
    scanned: str = "",
) -> dict[str, Any]:
    """
    What a paper says of its record, as plain JSON.

    :param day: on which it counts: the template in force then is used
    :param sheets: of a paper of several sheets, what each says in place of the rest
    :param address: that is printed under the QR code
    :param scanned: what the QR code says, where that is more
    """
    return {
        "day": day.isoformat(),
        "division": division,
        "authority": authority,
        "number": number,
        "places": dict(places),
        "points": points or [],
        "rows": rows or [],
        "sections": sections or [],
        "texts": dict(texts or {}),
        "sheets": sheets or [],
        "address": address,
        "scanned": scanned or address,
    }
