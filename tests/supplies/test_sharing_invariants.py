"""The award rule against its invariants (I1–I14) and against two slow oracles, on drawn rounds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supplies.sharing import (
    MICRO,
    REASON_REQUEST,
    REASON_STOCK,
    REASON_TARGET,
    Shares,
    rederive,
    rung,
    share,
)
from tests.supplies.oracles import (
    DEFAULT_LADDER,
    Asker,
    best_sorted_levels,
    lines_of,
    one_pack_at_a_time,
    single,
)

LADDERS = [
    DEFAULT_LADDER,
    (rung([1], 3), rung([2], 3), rung([3], 3)),
    (rung([1, 2, 3], 2),),
    (rung([3], 5), rung([1, 3], 2), rung([2], 0.5), rung([1, 2], 4)),
]


@st.composite
def rounds(draw: st.DrawFn, most: int = 8, largest: int = 60) -> dict[str, Any]:
    """A small round: askers with distinct names, a pack size, a stock and a ladder."""
    size = draw(st.integers(1, most))
    names = draw(st.permutations(range(size)))
    askers = [
        Asker(
            name=name,
            tier=draw(st.integers(1, 3)),
            demand=draw(st.integers(1, largest)),
            stock=draw(st.one_of(st.just(0), st.integers(0, largest * 3))),
            request=draw(st.integers(0, 12)),
        )
        for name in names
    ]
    return {
        "askers": askers,
        "unit": draw(st.integers(1, 50)),
        "supply": draw(st.integers(0, 60)),
        "ladder": draw(st.sampled_from(LADDERS)),
    }


def result(case: dict[str, Any], **changes: Any) -> Shares:
    case = case | changes
    return share(lines_of(case["askers"]), unit=case["unit"], supply=case["supply"], ladder=case["ladder"])


def packs(case: dict[str, Any], **changes: Any) -> dict[int, int]:
    askers = (case | changes)["askers"]
    given_ = result(case, **changes).packs.tolist()
    return {asker.name: count for asker, count in zip(askers, given_, strict=True)}


QUICK = settings(max_examples=80, deadline=None)
LONG = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def i1_i2_within_caps_and_nothing_wasted(case: dict[str, Any]) -> None:
    shares = result(case)
    request = np.array([asker.request for asker in case["askers"]])

    assert (shares.packs >= 0).all()
    assert (shares.packs <= shares.cap).all()
    assert (shares.cap <= request).all()
    assert shares.packs.sum() == min(case["supply"], shares.cap.sum())
    assert shares.left == case["supply"] - shares.packs.sum()


def equals_the_heap(case: dict[str, Any]) -> None:
    slow = one_pack_at_a_time(case["askers"], unit=case["unit"], supply=case["supply"], ladder=case["ladder"])

    assert result(case).packs.tolist() == slow


def i3_no_later_rung_before_an_unfilled_one(case: dict[str, Any]) -> None:
    shares = result(case)
    steps = [
        (
            asker.rung_of(held - 1, case["unit"], case["ladder"]),
            asker.rung_of(held, case["unit"], case["ladder"]),
        )
        for asker, held in zip(case["askers"], shares.packs.tolist(), strict=True)
    ]
    refused = [
        following
        for (_, following), held, cap in zip(steps, shares.packs, shares.cap, strict=True)
        if held < cap and following is not None
    ]
    held_in = [last for (last, _), held in zip(steps, shares.packs, strict=True) if held and last is not None]

    assert not refused or not held_in or max(held_in) <= min(refused)


def i4_leximin_up_to_the_cut_off(case: dict[str, Any]) -> None:
    case = case | {"ladder": single(2 * MICRO)}
    shares = result(case)
    level = shares.cutoff.level if shares.cutoff else 10**18
    ours = sorted(min(value, level + 1) for value in shares.level_after.tolist())

    best = best_sorted_levels(
        case["askers"], shares.cap.tolist(), unit=case["unit"], supply=case["supply"], ceiling=level + 1
    )

    assert ours == best


def i5_no_envy_beyond_one_pack(case: dict[str, Any]) -> None:
    case = case | {"ladder": single(3 * MICRO)}
    shares = result(case)
    held, cap = shares.packs.tolist(), shares.cap.tolist()
    for i, poor in enumerate(case["askers"]):
        for j, rich in enumerate(case["askers"]):
            if held[i] < cap[i] and held[j] > 0:
                assert rich.level(held[j] - 1, case["unit"]) <= poor.level(held[i], case["unit"])


def i6_more_stock_takes_from_nobody(case: dict[str, Any], extra: int) -> None:
    before, after = packs(case), packs(case, supply=case["supply"] + extra)

    assert all(after[name] >= count for name, count in before.items())


def i7_i8_leaving_harms_nobody(case: dict[str, Any]) -> None:
    before = packs(case)
    leaver, rest = case["askers"][0], case["askers"][1:]
    if not rest:
        return

    withdrawn = packs(case, askers=rest)
    with_award = packs(case, askers=rest, supply=case["supply"] - before[leaver.name])

    assert all(withdrawn[asker.name] >= before[asker.name] for asker in rest)
    assert all(with_award[asker.name] == before[asker.name] for asker in rest)


def i9_over_asking_gains_nothing(case: dict[str, Any], more: int) -> None:
    before, first = packs(case), case["askers"][0]
    greedy = [replace(first, request=first.request + more), *case["askers"][1:]]

    after = packs(case, askers=greedy)

    if before[first.name] < first.request:
        assert after == before
    else:
        assert all(after[asker.name] <= before[asker.name] for asker in case["askers"][1:])


def i10_more_need_never_means_less(case: dict[str, Any], heads: int, used: int) -> None:
    first = case["askers"][0]
    needier = replace(first, demand=first.demand + heads, stock=max(0, first.stock - used))

    after = packs(case, askers=[needier, *case["askers"][1:]])

    assert after[first.name] >= packs(case)[first.name]


def i11_rows_in_any_order(case: dict[str, Any]) -> None:
    assert packs(case, askers=case["askers"][::-1]) == packs(case)


def i13_every_line_explains_itself(case: dict[str, Any]) -> None:
    shares = result(case)
    lines = lines_of(case["askers"])
    for row, asker in enumerate(case["askers"]):
        again = rederive(
            tier=asker.tier, demand=asker.demand, stock=asker.stock, request=asker.request,
            tie=int(lines.tie[row]), unit=case["unit"], ladder=case["ladder"], cutoff=shares.cutoff,
        )  # fmt: skip
        held, cap = int(shares.packs[row]), int(shares.cap[row])
        expected = {True: {REASON_STOCK}, False: {REASON_REQUEST, REASON_TARGET}}[held < cap]

        assert again == held
        assert shares.reason[row] in expected
        assert (shares.reason[row] == REASON_REQUEST) == (held == asker.request)
        assert shares.level_before[row] == asker.level(0, case["unit"])
        assert shares.level_after[row] == asker.level(held, case["unit"])


def i14_equal_lines_differ_by_at_most_one(case: dict[str, Any]) -> None:
    first = case["askers"][0]
    twins = [replace(first, name=100 + number) for number in range(3)]
    after = packs(case, askers=[*case["askers"], *twins])
    counts = [after[asker.name] for asker in [first, *twins]]

    assert max(counts) - min(counts) <= 1


EXTRA = st.integers(0, 20)
PROPERTIES = [
    (i1_i2_within_caps_and_nothing_wasted, [rounds()]),
    (equals_the_heap, [rounds()]),
    (i3_no_later_rung_before_an_unfilled_one, [rounds()]),
    (i4_leximin_up_to_the_cut_off, [rounds(most=4, largest=20)]),
    (i5_no_envy_beyond_one_pack, [rounds()]),
    (i6_more_stock_takes_from_nobody, [rounds(), EXTRA]),
    (i7_i8_leaving_harms_nobody, [rounds()]),
    (i9_over_asking_gains_nothing, [rounds(), EXTRA]),
    (i10_more_need_never_means_less, [rounds(), EXTRA, EXTRA]),
    (i11_rows_in_any_order, [rounds()]),
    (i13_every_line_explains_itself, [rounds()]),
    (i14_equal_lines_differ_by_at_most_one, [rounds()]),
]


@pytest.mark.parametrize(("check", "arguments"), PROPERTIES, ids=lambda value: getattr(value, "__name__", ""))
def test_invariant_holds(check: Any, arguments: list[Any]) -> None:
    QUICK(given(*arguments)(check))()


@pytest.mark.slow
@pytest.mark.parametrize(("check", "arguments"), PROPERTIES, ids=lambda value: getattr(value, "__name__", ""))
def test_invariant_holds_on_many_examples(check: Any, arguments: list[Any]) -> None:
    LONG(given(*arguments)(check))()
