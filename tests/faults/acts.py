"""What a child of the nursery can be asked to do. Each says something that JSON can hold."""

from collections.abc import Callable
from random import Random
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from core.errors import DomainError
from supplies.services import balances
from tests.faults import order_acts, purchase_acts, request_acts, round_acts, run_acts, stock_acts


def reserve(balance: int, times: int) -> int:
    """How many of so many single reservations were granted."""
    granted = 0
    for _time in range(times):
        try:
            with transaction.atomic():
                balances.reserve({balance: 1})
            granted += 1
        except balances.NotEnough:
            pass
    return granted


# --- A day's work, one act after another, from wherever the books are ----------------


Step = Callable[[Random], None]
STEPS: dict[Step, int] = {
    stock_acts.receive: 2,
    stock_acts.donate: 1,
    stock_acts.reverse: 1,
    stock_acts.transfer: 2,
    stock_acts.count: 2,
    stock_acts.correct: 1,
    stock_acts.doubt: 1,
    stock_acts.expire: 1,
    order_acts.order: 2,
    order_acts.change_order: 2,
    order_acts.cancel_order: 1,
    order_acts.buy_rest: 2,
    order_acts.expedite: 1,
    round_acts.go_on_with_a_round: 4,
    round_acts.go_on_with_an_exception: 2,
    run_acts.plan: 2,
    run_acts.work: 4,
    run_acts.start: 2,
    run_acts.depart: 2,
    run_acts.deliver: 4,
    run_acts.deliver_late: 1,
    run_acts.break_down: 1,
    run_acts.close: 1,
    purchase_acts.wish: 2,
    purchase_acts.go_on_with_a_purchase: 6,
    purchase_acts.pay: 2,
    purchase_acts.hand_over: 1,
    purchase_acts.bring: 1,
    request_acts.ask_errand: 1,
    request_acts.go_on_with_an_errand: 3,
    request_acts.ask_lodging: 1,
    request_acts.go_on_with_a_lodging: 1,
}
END: list[Step] = [
    stock_acts.doubt, stock_acts.arrive, run_acts.work, run_acts.depart, *[run_acts.deliver] * 9,
    run_acts.close, run_acts.work,
]  # fmt: skip


FIRMS: list[Step] = [
    order_acts.order, *[order_acts.change_order] * 3, order_acts.cancel_order, order_acts.buy_rest,
    purchase_acts.wish, request_acts.ask_errand, request_acts.ask_lodging,
]  # fmt: skip


def take(steps: list[Step], chance: Random) -> list[str]:
    settings.DISPATCH_ITERATIONS = 5
    done = []
    for step in steps:
        try:
            step(chance)
            done.append(step.__name__)
        except (DomainError, IndexError):  # refused, or there is nothing to do it with
            continue
        except OperationalError as error:  # somebody else has it for too long; nothing was done
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
    return done


def carry_on(seed: int, length: int) -> list[str]:
    """So many acts of the day by chance; those that were done."""
    chance = Random(seed)
    return take(chance.choices(list(STEPS), list(STEPS.values()), k=length), chance)


def meanwhile(seed: int, length: int) -> list[str]:
    """What firms do at the same time, in the middle of a round or of anything else."""
    chance = Random(seed)
    return take(chance.choices(FIRMS, k=length), chance)


def finish(seed: int) -> list[str]:
    """What is on its way arrives, and the day ends."""
    chance = Random(seed)
    done: list[str] = []
    while run_acts.open_runs() or stock_acts.open_transfers() or not done:
        done += take(END, chance)
        if len(done) > 2_000:
            raise RuntimeError("the day does not end")
    return done


ACTS: dict[str, Callable[..., Any]] = {
    "reserve": reserve,
    "publish": round_acts.publish,
    "press": round_acts.press,
    "work": lambda: run_acts.work(Random(0)),
    "carry_on": carry_on,
    "meanwhile": meanwhile,
    "finish": finish,
}
