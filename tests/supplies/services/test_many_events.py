"""
D7 at size: the events of a day, shuffled and sent again and again, fold to the state of each said once.

A hundred for each example that is asked for (tests/supplies/examples.py): 10,000, or 100,000 with `EXAMPLES=1000`.
"""

from random import Random

import pytest

from supplies.models import DispatchEvent, Stop
from supplies.services import proof
from tests.supplies import makers
from tests.supplies.examples import COUNT, undone
from tests.supplies.services.test_dispatch_invariants import Event, events_of, say, state

# Each event is a transaction of its own, as from a phone: in one of all, PostgreSQL drags every savepoint along.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIRMS, SENT = 40, 100 * COUNT
ENDINGS = [
    ("deliver", 0, ""), ("deliver", 9, "damaged"), ("deliver", 30, "not_needed"), ("fail", 0, "refused"),
    ("deliver", 9, "not a reason"), ("wrong code", 0, ""),
]  # fmt: skip


def a_day_of_events(chance: Random) -> list[Event]:
    """Each stop ends in one way; before or after, wrong codes were typed and sheets that do not add up sent."""
    endings = [(number, chance.choice(ENDINGS[:4])) for number in range(FIRMS)]
    mistakes = [(chance.randrange(FIRMS), chance.choice(ENDINGS[4:])) for _mistake in range(2 * FIRMS)]
    return events_of([*endings, *mistakes])


def test_d7_shuffled_and_doubled_events_fold_to_one_state():
    makers.received(20_000)
    for number in range(FIRMS):
        makers.order(70, application=makers.case(heads=10 + number))
    makers.published_round()
    makers.departed_run()
    assert Stop.objects.count() == FIRMS
    chance = Random(20200217)
    events = a_day_of_events(chance)
    with undone():
        for event in events:
            say(event)
        expected = state()

    sent = events + [chance.choice(events) for _event in range(SENT - len(events))]
    chance.shuffle(sent)
    for event in sent:
        say(event)

    found = state()
    assert len(sent) >= SENT
    assert sorted(found[0]) == sorted(expected[0])
    assert found[1:] == expected[1:]
    assert DispatchEvent.objects.count() == len(events)
    assert list(proof.faults()) == []
