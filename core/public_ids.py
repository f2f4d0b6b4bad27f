"""Public ids of many rows at once."""

import os
from datetime import datetime

VARIANTS = "89ab"


def ordered_uuids(count: int, at: datetime) -> list[str]:
    """
    UUIDs of version 7 (RFC 9562) as 32 hex digits: 48 bits say the millisecond, 74 are random.

    Those of one moment lie side by side in an index; random ones touch a page each.
    """
    stamp = f"{int(at.timestamp() * 1000):012x}7"
    digits = os.urandom(10 * count).hex()
    return [
        f"{stamp}{digits[place : place + 3]}{VARIANTS[int(digits[place + 3], 16) & 3]}{digits[place + 4 : place + 19]}"
        for place in range(0, 20 * count, 20)
    ]
