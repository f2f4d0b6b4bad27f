"""
What stays out of a round whoever asks (I18, L9), and what several changes of one balance are checked as (L8).

Each on drawn examples against the database, as many as `tests.supplies.examples` says.
"""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from reopening.models import Application, HaltKind
from reopening.services import halts
from supplies.models import Award, AwardLot, Balance, LotSource
from supplies.services import balances, orders, proof, rounds
from tests.factories import FirmFactory
from tests.states import any_move
from tests.supplies import makers
from tests.supplies.examples import MANY, hold

pytestmark = pytest.mark.django_db
NOW = timezone.now


# --- I18: who lost the right after the freeze gets nothing, and the round is made anew ---


def revoke(case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(status="revoked")


def stop(case: Application) -> None:
    halts.begin_many([case], HaltKind.STOP, halts.Why(), by=makers.keeper(), at=NOW())


def cancel(case: Application) -> None:
    order = case.orders.get()
    orders.cancel(order=order, reason="not needed", by=makers.member(order), at=NOW())


FATES = st.lists(st.sampled_from([None, None, revoke, stop, cancel]), min_size=3, max_size=3)


def i18_who_lost_the_right_gets_nothing(fates: list[Any], is_computed: bool, units: int) -> None:
    makers.received(units)
    round_ = makers.computed_round() if is_computed else makers.frozen_round()
    cases = list(Application.objects.order_by("pk"))
    for case, fate in zip(cases, fates, strict=True):
        if fate:
            fate(case)
    if not is_computed:
        rounds.compute(round_=round_, by=makers.keeper(), at=NOW())
    lost = {case.firm_id for case, fate in zip(cases, fates, strict=True) if fate}

    try:
        with transaction.atomic():
            rounds.publish(round_=round_, by=makers.keeper(), at=NOW())
    except rounds.FactsMoved:
        assert lost
        assert not AwardLot.objects.exists()
    else:
        assert not lost
    if 0 < len(lost) < 3:
        again(round_, lost)


def again(round_: rounds.Round, lost: set[int]) -> None:
    rounds.freeze(round_=round_, by=makers.keeper(), at=NOW())
    rounds.compute(round_=round_, by=makers.keeper(), at=NOW())
    rounds.publish(round_=round_, by=makers.keeper(), at=NOW())
    assert not Award.objects.filter(line__firm__in=lost, packs__gt=0).exists()
    item = round_.items.get()
    assert item.granted == min(item.supply, sum(Award.objects.values_list("request_packs", flat=True)))
    assert list(proof.faults()) == []


# --- L9: goods bought for a firm are nobody else's ----------------------------------

RECEIPTS = st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=6)


def l9_goods_of_a_firm_never_enter_the_pool(receipts: list[tuple[int, bool]], owner: Any) -> None:
    for units, is_owned in receipts:
        makers.received(
            units,
            supplier=makers.seller() if is_owned else makers.supplier(),
            source=LotSource.ON_BEHALF if is_owned else LotSource.BUREAU,
            owner=owner if is_owned else None,
        )
    round_ = makers.published_round()

    pool = sum(units for units, is_owned in receipts if not is_owned)
    assert sum(AwardLot.objects.values_list("units", flat=True)) <= pool
    assert not AwardLot.objects.filter(lot__source=LotSource.ON_BEHALF).exists()
    owned = Balance.objects.filter(place=makers.place(), owner=owner)
    assert set(owned.values_list("reserved", flat=True)) <= {0}
    skipped = round_.items.get().stock.filter(balance__owner=owner).values_list("skipped", flat=True)
    assert set(skipped) <= {"owned"}


# --- L8: lines of one call on one balance are checked as a sum -----------------------

LEGS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(-40, 20)), min_size=1, max_size=6)


def l8_legs_on_one_balance_are_checked_as_a_sum(legs: list[tuple[str, int]]) -> None:
    depot, road = makers.place(), makers.place("in_transit", "")
    rows = {row.lot.lot_no: row for row in Balance.objects.filter(place=depot).select_related("lot")}
    changes = [balances.Leg(depot, rows[lot].lot, units) for lot, units in legs]
    changes += [balances.Leg(road, rows[lot].lot, -units) for lot, units in legs]
    sums = {name: sum(units for lot, units in legs if lot == name) for name in "AB"}
    # Each lot has 50 in the depot and 50 on the road; 10 of A are promised.
    is_possible = -40 <= sums["A"] <= 50 and -50 <= sums["B"] <= 50

    try:
        with transaction.atomic():
            balances.change_balances(changes)
    except balances.NotEnough:
        assert not is_possible
    else:
        assert is_possible
        now = {
            row.lot.lot_no: row.on_hand for row in Balance.objects.filter(place=depot).select_related("lot")
        }
        assert now == {name: 50 + units for name, units in sums.items()}


@pytest.fixture
def three_orders() -> None:
    for heads in (10, 40, 80):
        makers.order(heads * 7, application=makers.case(heads=heads))


@pytest.fixture
def two_lots() -> None:
    depot, road = makers.place(), makers.place("in_transit", "")
    for name in "AB":
        lot = makers.received(100, lot_no=name).postings.get(quantity=100).lot
        Balance.objects.filter(lot=lot, place=depot).update(on_hand=50, reserved=10 if name == "A" else 0)
        Balance.objects.create(lot=lot, place=road, on_hand=50)


@pytest.mark.parametrize("examples", [10, MANY])
def test_i18(three_orders, examples):
    with any_move(Application):
        hold(
            i18_who_lost_the_right_gets_nothing, FATES, st.booleans(), st.integers(1, 900), examples=examples
        )


@pytest.mark.parametrize("examples", [10, MANY])
def test_l9(three_orders, examples):
    hold(l9_goods_of_a_firm_never_enter_the_pool, RECEIPTS, st.just(FirmFactory()), examples=examples)


@pytest.mark.parametrize("examples", [50, MANY])
def test_l8(two_lots, examples):
    hold(l8_legs_on_one_balance_are_checked_as_a_sum, LEGS, examples=examples)
