"""
Supplies with real processes: eight at once (L6, L7), and a day whose processes are killed at any statement.

Nothing is promised twice and nothing is lost: the ledger proves itself after every kill.
"""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from supplies.models import AwardLot, AwardLotState, Balance, Movement, PurchaseLine, Round
from supplies.services import proof, rounds
from tests.faults import checks
from tests.faults.acts import STEPS
from tests.faults.nursery import Nursery
from tests.faults.people import other_keeper
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
            firms = [("meanwhile", [seed, 10], 0)] if seed % 2 else []
            (code, said), *others = nursery.bring_up(("carry_on", [seed, 25], die_at), *firms)
            assert code in ((0, -9) if die_at else (0,))
            assert all(each == 0 for each, _said in others)
            killed += code == -9
            done += said or []
            assert list(proof.faults()) == []
        [(code, said)] = nursery.bring_up(("finish", [seed], 0))
        assert code == 0

    out = StringIO()
    call_command("verify_ledger", stdout=out)
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("The ledger holds")
    checks.nothing_was_promised_twice()
    checks.nothing_was_lost()
    checks.everything_is_where_its_trail_says()
    checks.requests_are_in_one_hand_or_ended_once()

    # The day was a day: there was everything in it, and processes died all along.
    assert {step.__name__ for step in STEPS} <= {*done, *said}
    assert Movement.objects.filter(kind="deliver").count() > 10
    assert PurchaseLine.objects.filter(received__gt=0).exists()


def prepare() -> None:
    makers.received(900)
    makers.vehicle()
    makers.vehicle("B")
    makers.driver(), makers.other_depot(), makers.supplier(), makers.seller(), other_keeper()
    for number in range(24):
        heads = 12 + 3 * number
        makers.order(5 * heads, application=makers.case(heads=heads))
