"""
Supplies with real processes: eight at once (L6, L7), and a day whose processes are killed at any statement.

Nothing is promised twice and nothing is lost: the ledger proves itself after every kill.
"""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from core.models import AuditEvent, Job, Notification
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    DispatchEvent,
    Lot,
    Movement,
    OrderLine,
    ProofOfDelivery,
    Round,
    RoundLine,
    RoundStatus,
    Stop,
    StopStatus,
)
from supplies.queries.traces import whereabouts_of
from supplies.services import proof, rounds
from tests.faults.nursery import Nursery
from tests.supplies import makers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PROCESSES = 8
KILLS = 40


def test_l7_eight_processes_reserve_exactly_what_there_is():
    makers.received(1_000)
    row = Balance.objects.get(place=makers.place())

    with Nursery() as nursery:
        results = nursery.bring_up(*[("reserve", [row.pk, 400], 0)] * PROCESSES)

    row.refresh_from_db()
    assert [code for code, _granted in results] == [0] * PROCESSES
    assert sum(granted for _code, granted in results) == row.reserved == 1_000


def test_l6_eight_processes_publish_a_round_once():
    makers.received(300)
    makers.order()
    with Nursery() as nursery:
        for _time in range(3):
            round_ = makers.computed_round()
            results = nursery.bring_up(*[("publish", [round_.pk], 0)] * PROCESSES)

            assert sorted(said for _code, said in results) == [False] * (PROCESSES - 1) + [True]
            parcels = AwardLot.objects.filter(award__line__round_item__round=round_)
            assert set(parcels.values_list("state", flat=True)) <= {AwardLotState.RESERVED}
            assert list(proof.faults()) == []
            makers.received(300)
            makers.order(90)


def test_a_round_whose_worker_is_killed_at_any_statement():
    """Whatever the statement: the round is where it was or where it should be, and gets there in the end, once."""
    makers.received(300)
    makers.order()
    makers.order(90)
    round_ = a_draft()
    killed = 0
    with Nursery() as nursery:
        for act, before, after in (("freeze", "draft", "frozen"), ("compute", "frozen", "computed"),
                                   ("publish", "computed", "published")):  # fmt: skip
            die_at = 1
            while round_.status != after:
                die_at += 4
                nursery.bring_up(("press", [round_.pk, act], 0))
                [(code, _said)] = nursery.bring_up(("work", [], die_at))
                assert code in (0, -9)
                killed += code == -9
                round_.refresh_from_db()
                assert round_.status in (before, after)
                assert list(proof.faults()) == []
        nursery.bring_up(("work", [], 0))

    assert killed > 10
    round_.refresh_from_db()
    assert (round_.doing, round_.refusal) == ("", None)
    acts = [event.verb for event in trail(round_)]
    assert acts == ["round.create", "round.freeze", "round.compute", "round.publish"]
    assert Balance.objects.get(place=makers.place()).reserved == 300
    assert rounds.computing.result_digest(round_) == round_.result_sha256


def a_draft() -> Round:
    at = timezone.now()
    return rounds.create(division=makers.district(), day=shanghai_day(at), by=makers.keeper(), at=at)


def test_a_day_whose_processes_are_killed_at_any_statement():
    prepare()
    chance, killed, done = Random(20200217), 0, list[str]()
    with Nursery() as nursery:
        seed = 0
        while killed < KILLS:
            seed += 1
            die_at = chance.choice([0, chance.randrange(2, 900), chance.randrange(2, 200)])
            [(code, said)] = nursery.bring_up(("carry_on", [seed, 25], die_at))
            assert code in ((0, -9) if die_at else (0,))
            killed += code == -9
            done += said or []
            assert list(proof.faults()) == []
        [(code, said)] = nursery.bring_up(("finish", [seed], 0))
        assert code == 0

    # The day was a day: goods came, were shared, driven and handed over, and processes died all along.
    assert {"receive", "go_on_with_a_round", "plan", "depart", "deliver", "close"} <= {*done, *said}
    assert Movement.objects.filter(kind="deliver").count() > 10
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("The ledger holds")
    nothing_was_promised_twice()
    nothing_was_lost()


def prepare() -> None:
    makers.received(900)
    makers.vehicle()
    makers.vehicle("B")
    makers.driver(), makers.other_depot(), makers.supplier()
    for number in range(24):
        heads = 12 + 3 * number
        makers.order(5 * heads, application=makers.case(heads=heads))


def nothing_was_promised_twice() -> None:
    most = max(RoundLine.objects.values_list("round_item__unit", flat=True))
    # A line is promised what it asked for, up to a pack that was opened for it.
    assert not OrderLine.objects.filter(awarded__gte=F("quantity") + most).exists()
    ended = Stop.objects.exclude(status=StopStatus.WAITING)
    accepted = DispatchEvent.objects.filter(outcome__accepted=True)
    assert accepted.count() == accepted.values("stop").distinct().count() == ended.count()
    assert ProofOfDelivery.objects.count() == ended.filter(status=StopStatus.DELIVERED).count()


def nothing_was_lost() -> None:
    assert all(whereabouts_of(lot).adds_up for lot in Lot.objects.all())
    assert not Balance.objects.filter(place__kind="in_transit").exclude(on_hand=0).exists()
    published = RoundLine.objects.filter(round_item__round__status=RoundStatus.PUBLISHED)
    parcels = AwardLot.objects.filter(award__line__in=published)
    assert not parcels.filter(state__in=[AwardLotState.PROPOSED, AwardLotState.LOADED]).exists()
    # Whatever moved has its event, and whoever got an award was told, once.
    assert AuditEvent.objects.filter(verb__startswith="movement.").count() == Movement.objects.count()
    awarded = published.filter(award__packs__gt=0)
    assert Notification.objects.filter(kind="supplies.awarded").count() == awarded.count()
    assert not awarded.filter(is_told=False).exists()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
