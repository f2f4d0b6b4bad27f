import secrets
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.stretches import stretches
from reopening.models import Application, HaltKind
from reopening.services import halts
from supplies import sharing
from supplies.models import (
    Award,
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    OrderLine,
    Round,
    RoundLine,
)
from supplies.services import deliveries, hand_overs, proof, rounds
from supplies.services.computing import ladder_from, share_item
from supplies.services.frozen_lines import frozen_lines
from tests.factories import other_street
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def packs_by_firm(round_: Round) -> dict[int, int]:
    rows = Award.objects.filter(line__round_item__round=round_)
    return dict(rows.values_list("line__firm", "packs"))


def test_the_whole_round_sets_goods_aside_by_the_rule():
    makers.received(400)
    needy, covered = makers.order(280), makers.order(180, application=makers.case(heads=40, masks=100))

    round_ = makers.published_round()

    item = round_.items.get()
    # 400 masks for two firms: boxes of 50. Rung by rung to one day, then the emptier firm first.
    assert (item.unit, item.supply, item.granted) == (50, 8, 8)
    assert packs_by_firm(round_) == {needy.firm_id: 5, covered.firm_id: 3}
    assert Balance.objects.get(place=makers.place()).reserved == 400
    assert OrderLine.objects.get(order=needy).awarded == 250
    assert set(AwardLot.objects.values_list("state", flat=True)) == {AwardLotState.RESERVED}
    assert round_.published_at is not None


def test_the_awards_are_rederived_from_what_is_stored():
    makers.received(330)
    for masks in (0, 50, 90, 200):
        makers.order(200, application=makers.case(heads=40, masks=masks))

    round_ = makers.computed_round()

    item = round_.items.get()
    rows = list(item.lines.select_related("award", "order_line__order").order_by("order_line"))
    lines, unit = frozen_lines(round_, item).measured(item)
    cutoff = sharing.Cutoff(item.cutoff_rung, item.cutoff_level, item.cutoff_tie, item.cutoff_pack)
    again = [
        sharing.rederive(
            tier=row.tier,
            demand=int(lines.demand[index]),
            stock=int(lines.stock[index]),
            request=row.award.request_packs,
            tie=row.award.tie_rank,
            unit=unit,
            ladder=ladder_from(item.ladder),
            cutoff=cutoff,
        )
        for index, row in enumerate(rows)
    ]
    assert again == [row.award.packs for row in rows]
    assert sum(again) == item.supply


def test_the_same_frozen_input_gives_the_same_result():
    makers.received(300)
    for _ in range(3):
        makers.order()
    round_ = makers.computed_round()
    first, frozen = round_.result_sha256, round_.input_sha256

    Award.objects.all().delete()
    for item in round_.items.all():
        share_item(round_, item)

    assert rounds.computing.result_digest(round_) == first
    assert rounds.freezing.input_digest(round_) == frozen


def test_the_same_comes_out_however_short_the_stretches_are(monkeypatch):
    """Lines are read and written a stretch at a time; also what was frozen and computed before goes away whole."""
    makers.received(350)
    for masks in (0, 50, 90, 200, 10):
        makers.order(200, application=makers.case(heads=40, masks=masks))
    round_ = makers.computed_round()
    first = round_.input_sha256, round_.result_sha256, packs_by_firm(round_)

    monkeypatch.setattr(stretches, "__defaults__", (2,))
    for act in (rounds.freeze, rounds.compute):
        act(round_=round_, by=makers.keeper(), at=timezone.now())

    assert (round_.input_sha256, round_.result_sha256, packs_by_firm(round_)) == first
    assert RoundLine.objects.count() == Award.objects.count() == 5
    rounds.publish(round_=round_, by=makers.keeper(), at=timezone.now())
    assert set(AwardLot.objects.values_list("state", flat=True)) == {AwardLotState.RESERVED}
    assert sum(OrderLine.objects.values_list("awarded", flat=True)) == 350
    assert list(proof.faults()) == []


def test_the_first_lot_to_expire_goes_first_and_unusable_lots_say_why():
    today = shanghai_day(timezone.now())
    makers.received(500, lot_no="late")
    makers.received(100, lot_no="soon", expires_on=today + timezone.timedelta(days=30))
    makers.received(100, lot_no="too soon", expires_on=today + timezone.timedelta(days=3))
    makers.received(100, lot_no="held")
    force(Lot.objects.filter(lot_no="held"), status="held")
    makers.order(200)

    round_ = makers.published_round()

    used = dict(AwardLot.objects.values_list("lot__lot_no", "units"))
    skipped = dict(
        round_.items.get().stock.exclude(skipped="").values_list("balance__lot__lot_no", "skipped")
    )
    assert used == {"soon": 100, "late": 100}
    assert skipped == {"too soon": "too_short", "held": "held"}


def test_the_home_depot_serves_first_and_the_rest_comes_from_the_next():
    near = makers.place(name="北山街道库", division=other_street())
    makers.received(100, depot=makers.place())
    makers.received(100, depot=makers.place(name="古荡街道库"), lot_no="B")
    makers.order(150)

    makers.published_round()

    assert sum(AwardLot.objects.values_list("units", flat=True)) == 150
    assert AwardLot.objects.filter(depot=makers.place()).get().units == 100
    assert not AwardLot.objects.filter(depot=near).exists()


def test_goods_on_their_way_count_as_in_hand():
    makers.received(100)
    order = makers.order(280)
    makers.published_round()
    makers.received(1_000)

    round_ = makers.computed_round()

    line = round_.items.get().lines.get()
    assert (line.on_its_way, line.in_hand, line.requested) == (100, 100, 180)
    assert line.award.level_before == 100 * sharing.MICRO // 40
    assert order.lines.get().awarded == 100


def test_a_firm_that_lost_its_application_stays_out_with_the_reason():
    makers.received(300)
    order = makers.order()
    force(Application.objects.filter(pk=order.application_id), status="revoked")

    round_ = makers.computed_round()

    line = round_.items.get().lines.get()
    assert (line.ineligible, line.award.packs, line.award.reason) == ("not_in_force", 0, "ineligible")


def test_a_firm_under_a_stop_stays_out_until_it_is_open_again():
    makers.received(300)
    order = makers.order()
    halts.begin_many([order.application], HaltKind.STOP, halts.Why(), by=makers.keeper(), at=now())

    line = makers.computed_round().items.get().lines.get()

    assert (line.ineligible, line.award.packs) == ("halted", 0)


def test_a_target_reached_settles_the_line_for_good():
    makers.received(1_000)
    order = makers.order(280, application=makers.case(heads=40, masks=60))

    makers.published_round()

    line = order.lines.get()
    assert (line.awarded, line.is_settled, line.open_units) == (250, True, 0)


def test_goods_no_run_took_are_free_again_on_the_next_day():
    makers.received(300)
    order = makers.order()
    old = makers.published_round()
    Round.objects.filter(pk=old.pk).update(day=old.day - timezone.timedelta(days=1))

    makers.frozen_round()

    assert order.lines.get().awarded == 0
    assert Balance.objects.get(place=makers.place()).reserved == 0
    assert set(AwardLot.objects.values_list("state", flat=True)) == {AwardLotState.EXPIRED}


def test_nothing_to_share_and_no_policy_are_refused():
    with pytest.raises(rounds.NoPolicy):
        rounds.create(division=makers.district(), day=shanghai_day(now()), by=makers.keeper(), at=now())
    makers.case()

    with pytest.raises(rounds.NothingToShare):
        makers.frozen_round()


def test_the_seed_was_committed_before_anything_was_frozen():
    makers.order()
    round_ = makers.frozen_round()

    assert rounds.sha256(round_.seed.encode()).hexdigest() == round_.seed_commitment
    assert round_.seed != secrets.token_hex(32)


def test_verbs_follow_the_table(dispatcher, courier, auditor):
    makers.received(300)
    makers.order()
    round_ = makers.frozen_round()

    with pytest.raises(TransitionNotAllowed):
        rounds.publish(round_=round_, by=makers.keeper(), at=now())
    for by in (courier, auditor):
        with pytest.raises(PermissionDenied):
            rounds.compute(round_=round_, by=by, at=now())
    rounds.cancel(round_=round_, reason="practice", by=dispatcher, at=now())
    with pytest.raises(TransitionNotAllowed):
        rounds.compute(round_=round_, by=dispatcher, at=now())


def test_what_was_delivered_after_the_count_is_added_to_it():
    makers.received(100)
    order = makers.order(180, application=makers.case(heads=40, masks=100))
    makers.published_round()
    stop = makers.departed_run().stops.get()
    deliveries.record(
        stop=stop,
        event_id=uuid.uuid4(),
        report=hand_overs.Report("deliver", code=deliveries.code_of(stop), receiver="张三"),
        occurred_at=now(),
        by=makers.driver(),
        at=now(),
    )
    makers.received(100)

    line = makers.computed_round().items.get().lines.get()

    assert (line.reported, line.ledger_floor, line.in_hand, line.requested) == (100, 200, 200, 80)
    assert order.lines.get().delivered == 100
