"""Money in whole fen, shared without losing one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def split(total: int, weights: Sequence[int]) -> list[int]:
    """
    Share `total` in proportion to `weights`: the shares are whole and sum to it (largest remainder; a tie goes to
    whoever stands first).

    :raises ValueError: if something is to be shared and nobody has a weight
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError(total)
        return [0 for _weight in weights]
    shares = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda index: (-rests[index], index))
    for index in behind[: total - sum(shares)]:
        shares[index] += 1
    return shares


def cost(units: int, *, price_fen: int, price_units: int) -> int:
    """What `units` cost at `price_fen` for each `price_units`, rounded to the nearest fen, half a fen up."""
    return (2 * units * price_fen + price_units) // (2 * price_units)


def yuan(fen: int) -> str:
    """`1,234.05`."""
    return f"{Decimal(fen) / 100:,.2f}"
