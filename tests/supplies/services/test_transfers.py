"""Goods between depots: on the way, counted on arrival, a difference with its reason."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import TransitionNotAllowed
from supplies.models import Balance, Place, PlaceKind, Transfer
from supplies.services import balances, proof, transfers
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


def on_hand(place: Place) -> int:
    return sum(Balance.objects.filter(place=place).values_list("on_hand", flat=True))


def special(kind: str) -> int:
    return on_hand(Place.objects.get(kind=kind))


def arrive(transfer: Transfer, units: int, reason: str = "") -> Transfer:
    line = transfer.lines.get()
    arrivals = {line.pk: transfers.Arrival(units, reason)}
    return transfers.arrive(transfer=transfer, arrivals=arrivals, by=makers.keeper(), at=NOW())


def test_what_is_sent_is_in_no_depot_until_it_is_counted():
    makers.received(1_000)

    transfer = makers.transfer(100)
    on_the_way = (on_hand(makers.place()), special(PlaceKind.IN_TRANSIT), on_hand(makers.other_depot()))
    arrive(transfer, 100)

    assert on_the_way == (900, 100, 0)
    assert (special(PlaceKind.IN_TRANSIT), on_hand(makers.other_depot())) == (0, 100)
    assert list(proof.faults()) == []


@pytest.mark.parametrize(("came", "difference"), [(97, 3), (0, 100), (104, -4)])
def test_a_difference_is_booked_with_its_reason(came, difference):
    makers.received(1_000)

    transfer = arrive(makers.transfer(100), came, "counted twice")

    assert on_hand(makers.other_depot()) == came
    assert special(PlaceKind.ADJUSTMENT) == difference
    assert transfer.lines.get().reason == "counted twice"
    assert list(proof.faults()) == []


def test_a_difference_without_a_reason_is_refused_and_nothing_moves():
    makers.received(1_000)
    transfer = makers.transfer(100)

    with pytest.raises(transfers.SaysNotWhy):
        arrive(transfer, 97)

    assert special(PlaceKind.IN_TRANSIT) == 100


def test_a_transfer_called_back_is_where_it_came_from_and_cannot_arrive():
    makers.received(1_000)
    transfer = makers.transfer(100)

    transfers.call_back(transfer=transfer, reason="road closed", by=makers.keeper(), at=NOW())

    assert on_hand(makers.place()) == 1_000
    with pytest.raises(TransitionNotAllowed):
        arrive(transfer, 100)


def test_what_is_set_aside_stays():
    makers.received(1_000)
    row = Balance.objects.get(place=makers.place())
    balances.reserve({row.pk: 950})

    with pytest.raises(balances.NotEnough):
        makers.transfer(100)


def test_goods_go_to_another_depot_and_only_its_keepers_send_them():
    makers.received(1_000)
    row = Balance.objects.get(place=makers.place())
    goods = [(row, 10)]

    with pytest.raises(transfers.BadTransfer):
        transfers.send(source=row.place, target=row.place, goods=goods, by=makers.keeper(), at=NOW())
    with pytest.raises(PermissionDenied):
        transfers.send(
            source=row.place, target=makers.other_depot(), goods=goods, by=makers.driver(), at=NOW()
        )
