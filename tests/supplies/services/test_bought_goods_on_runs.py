"""Goods bought on behalf go out by the ordinary run: stop, code, ledger, delivery note; and stay the firm's own."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import User
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    EventKind,
    LotStatus,
    OrderStatus,
    PlaceKind,
    PurchaseLine,
    Run,
    Stop,
)
from supplies.paper_kinds import delivery_facts
from supplies.services import breakdowns, deliveries, lots, proof, purchased_goods, runs
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers
from tests.supplies.services.test_purchases import hand_over, placed, receive

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def line() -> PurchaseLine:
    """A hundred masks of one firm have come into the depot."""
    purchase = placed(100)
    receive(purchase, 100)
    return fresh()


def fresh() -> PurchaseLine:
    return PurchaseLine.objects.select_related("purchase", "order_line__order", "firm").get()


def bring(line: PurchaseLine, by: User | None = None) -> list[AwardLot]:
    return purchased_goods.bring(line=line, by=by or makers.keeper(), at=NOW())


def say(stop: Stop, report: Report) -> None:
    event = deliveries.record(
        stop=stop, event_id=uuid.uuid4(), report=report, occurred_at=NOW(), by=makers.driver(), at=NOW()
    )
    assert event.outcome["accepted"], event.outcome


def delivered(stop: Stop, **lines: Hand) -> None:
    hands = {item.pk: hand for item, hand in zip(stop.items.all(), lines.values(), strict=False)}
    say(stop, Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", lines=hands))


def in_books(kind: str) -> int:
    return sum(
        Balance.objects.filter(place__kind=kind, owner__isnull=False).values_list("on_hand", flat=True)
    )


def test_they_are_driven_to_the_firm_against_its_code(line):
    [parcel] = bring(line)
    assert Balance.objects.get(place=makers.place()).reserved == parcel.units == 100
    run = makers.departed_run()
    stop = run.stops.get()
    assert (stop.firm, in_books(PlaceKind.IN_TRANSIT)) == (line.firm, 100)
    sheet = delivery_facts(run, NOW())["sheets"][0]
    assert sheet["rows"][0][2]["zh"] == "M1"

    delivered(stop)
    runs.close(run=run, by=makers.driver(), at=NOW())

    line = fresh()
    assert (line.handed_over, line.waiting, line.order_line.delivered) == (100, 0, 100)
    assert line.order_line.order.status == OrderStatus.DELIVERED
    assert in_books(PlaceKind.FIRM) == 100
    assert list(proof.faults()) == []


def test_they_share_a_stop_with_goods_of_the_district(line):
    makers.received(1_000)
    makers.order(200, application=line.order_line.order.application)
    makers.published_round()
    bring(line)

    stop = makers.departed_run().stops.get()
    delivered(stop)

    assert stop.items.count() == 2
    assert fresh().handed_over == 100
    assert list(proof.faults()) == []


def test_what_comes_back_stays_the_firms_and_goes_out_again(line):
    bring(line)
    say(makers.departed_run().stops.get(), Report(EventKind.FAIL, reason="nobody_there"))
    assert (fresh().waiting, fresh().order_line.awarded, in_books(PlaceKind.DEPOT)) == (100, 100, 100)
    assert list(proof.faults()) == []

    bring(fresh())
    delivered(makers.departed_run().stops.get())

    assert fresh().handed_over == 100
    assert list(proof.faults()) == []


def test_what_was_lost_is_written_off_and_wanted_again(line):
    bring(line)

    delivered(makers.departed_run().stops.get(), mask=Hand(70, 30, "missing"))

    line = fresh()
    assert (line.handed_over, line.lost, line.waiting) == (70, 30, 0)
    assert (line.order_line.delivered, line.order_line.open_units) == (70, 30)
    assert line.order_line.order.status == OrderStatus.SUBMITTED
    assert list(proof.faults()) == []


def test_what_was_not_wanted_goes_back_to_the_depot_as_the_firms_own(line):
    bring(line)

    delivered(makers.departed_run().stops.get(), mask=Hand(70, 30, "not_needed"))

    assert (fresh().handed_over, fresh().waiting, in_books(PlaceKind.DEPOT)) == (70, 30, 30)
    assert list(proof.faults()) == []


def test_nothing_is_set_aside_twice_and_nothing_without_goods(line):
    bring(line)

    with pytest.raises(purchased_goods.NothingToBring):
        bring(fresh())


def test_each_firm_of_a_purchase_gets_its_own():
    purchase = placed(100, 50)
    with pytest.raises(purchased_goods.NothingToBring):
        purchased_goods.bring_all(purchase=purchase, by=makers.keeper(), at=NOW())
    receive(purchase, 90)

    made = purchased_goods.bring_all(purchase=purchase, by=makers.keeper(), at=NOW())

    assert made == 2
    assert sorted(AwardLot.objects.values_list("units", flat=True)) == [30, 60]
    assert makers.departed_run().stops.count() == 2


def test_only_who_keeps_the_place_sends_them(line):
    for nobody in (makers.member(line.order_line.order), makers.driver()):
        with pytest.raises(PermissionDenied):
            bring(line, by=nobody)


def test_a_firm_that_comes_itself_gets_what_waits_for_a_run(line):
    bring(line)

    hand_over(fresh(), 40)

    assert (fresh().waiting, Balance.objects.get(place=makers.place()).reserved) == (60, 0)
    assert AwardLot.objects.get().state == AwardLotState.EXPIRED
    assert [parcel.units for parcel in bring(fresh())] == [60]
    assert list(proof.faults()) == []


def test_what_is_on_a_run_is_not_handed_over_at_the_depot_too(line):
    bring(line)
    makers.run()

    with pytest.raises(purchased_goods.NotThatMuch):
        hand_over(fresh(), 40)


def test_a_round_neither_shares_them_nor_sets_them_free(line):
    bring(line)
    makers.received(1_000)
    makers.order(280)

    makers.published_round()

    assert AwardLot.objects.get(purchase_line=line).state == AwardLotState.RESERVED
    assert Balance.objects.get(owner=line.firm, place=makers.place()).reserved == 100
    assert list(proof.faults()) == []


def test_a_lot_that_is_held_is_taken_off_and_stays_the_firms(line):
    [parcel] = bring(line)

    lots.hold(lot=parcel.lot, reason="torn", by=makers.keeper(), at=NOW())

    parcel.lot.refresh_from_db()
    assert parcel.lot.status == LotStatus.HELD
    assert (fresh().waiting, fresh().order_line.awarded) == (100, 100)
    assert not AwardLot.objects.filter(state=AwardLotState.RESERVED).exists()
    with pytest.raises(purchased_goods.NothingToBring):
        bring(fresh())
    assert list(proof.faults()) == []


def drop_out(run: Run) -> None:
    breakdowns.abort(run=run, reason="车胎爆了", by=makers.keeper(), at=NOW())


def test_when_the_vehicle_drops_out_they_stay_the_firms_own_and_go_with_the_next(line):
    bring(line)
    run = makers.departed_run()

    drop_out(run)

    old, new = AwardLot.objects.order_by("pk")
    assert (old.state, new.state, new.follows) == (AwardLotState.ENDED, AwardLotState.RESERVED, old)
    assert (new.owner, new.purchase_line, new.award) == (line.firm, line, None)
    assert (in_books(PlaceKind.DEPOT), in_books(PlaceKind.IN_TRANSIT)) == (100, 0)
    assert Balance.objects.get(place=makers.place()).reserved == 100
    assert (fresh().order_line.loaded, fresh().order_line.awarded) == (0, 100)
    other = makers.departed_run()
    assert delivery_facts(other, NOW())["sheets"][0]["rows"][0][2]["zh"] == "M1"
    delivered(other.stops.get())
    assert (fresh().handed_over, fresh().waiting) == (100, 0)
    assert fresh().order_line.order.status == OrderStatus.DELIVERED
    assert list(proof.faults()) == []


def test_a_late_word_of_the_courier_books_them_once(line):
    bring(line)
    run = makers.departed_run()
    stop = run.stops.get()
    drop_out(run)

    delivered(Stop.objects.get(pk=stop.pk))

    assert (fresh().handed_over, in_books(PlaceKind.FIRM), in_books(PlaceKind.DEPOT)) == (100, 100, 0)
    assert not AwardLot.objects.filter(state=AwardLotState.RESERVED).exists()
    assert list(proof.faults()) == []


def test_a_held_lot_of_a_broken_off_run_waits_in_the_depot_for_its_firm(line):
    bring(line)
    run = makers.departed_run()
    lots.hold(lot=AwardLot.objects.get().lot, reason="checked", by=makers.keeper(), at=NOW())

    drop_out(run)

    assert AwardLot.objects.get().state == AwardLotState.ENDED
    assert (fresh().waiting, fresh().handed_over, in_books(PlaceKind.DEPOT)) == (100, 0, 100)
    assert fresh().order_line.awarded == 100  # it is the firm's own: no round opens the need again
    assert list(proof.faults()) == []
    lots.release(lot=AwardLot.objects.get().lot, reason="fine", by=makers.keeper(), at=NOW())
    bring(fresh())
    delivered(makers.departed_run().stops.get())
    assert fresh().handed_over == 100
    assert list(proof.faults()) == []
