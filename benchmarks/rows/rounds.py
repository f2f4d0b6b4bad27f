"""Sharing scarce goods."""

import numpy as np

from benchmarks.measuring import Row, side_by_side
from supplies import sharing

LINES = 330_000


def allocation() -> list[Row]:
    """Sharing 15,000 packs among 330,000 lines, beside one sort of as many numbers."""
    chance = np.random.default_rng(1)
    heads = chance.integers(1, 300, LINES)
    lines = sharing.Lines(
        tier=chance.integers(1, 4, LINES),
        demand=heads,
        stock=(heads * chance.random(LINES) * 5).astype(np.int64),
        request=chance.integers(1, 40, LINES),
        tie=chance.permutation(LINES),
    )
    ladder = [
        sharing.rung([1], 1), sharing.rung([1, 2], 1), sharing.rung([1, 2, 3], 1),
        sharing.rung([1], 7), sharing.rung([1, 2], 7), sharing.rung([1, 2, 3], 7),
    ]  # fmt: skip
    numbers = chance.random(LINES)
    ours, sort = side_by_side(
        lambda: sharing.share(lines, unit=10, supply=15_000, ladder=ladder), lambda: np.sort(numbers), times=5
    )
    return [Row(f"allocation of {LINES:,} lines", ours, sort, "one np.sort", "under 1 s", ours < 1)]
