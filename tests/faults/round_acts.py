"""The day of the rounds, and of what is granted beside them."""

from random import Random

from django.utils import timezone

from core.dates import shanghai_day
from core.errors import DomainError
from supplies.models import Override, OverrideStatus, Round, RoundLine, RoundStatus
from supplies.services import overrides, round_work, rounds
from tests.faults.people import any_of, other_keeper
from tests.supplies import makers

NOW = timezone.now
UNFINISHED = [RoundStatus.DRAFT, RoundStatus.FROZEN, RoundStatus.COMPUTED]


def publish(round_: int) -> bool:
    try:
        rounds.publish(round_=Round.objects.get(pk=round_), by=makers.keeper(), at=NOW())
    except DomainError:
        return False
    return True


def go_on_with_a_round(_chance: Random) -> None:
    """One press of a button; the worker freezes, computes and publishes, so that a kill falls between."""
    round_ = Round.objects.filter(status__in=UNFINISHED).order_by("pk").first()
    if round_ is None:
        rounds.create(division=makers.district(), day=shanghai_day(NOW()), by=makers.keeper(), at=NOW())
        return
    act = {RoundStatus.DRAFT: "freeze", RoundStatus.FROZEN: "compute"}.get(
        RoundStatus(round_.status), "publish"
    )
    press(round_.pk, "freeze" if round_.refusal else act)


def press(round_: int, act: str) -> None:
    round_work.begin(round_=Round.objects.get(pk=round_), act=act, by=makers.keeper(), at=NOW())


def go_on_with_an_exception(chance: Random) -> None:
    """One dispatcher asks for more than the round gave, another one answers."""
    asked = Override.objects.filter(status=OverrideStatus.PROPOSED).first()
    if asked is not None:
        answer = overrides.approve if chance.random() < 0.8 else overrides.reject
        answer(override=asked, by=other_keeper(), at=NOW())
        return
    line = any_of(RoundLine.objects.filter(round_item__round__status=RoundStatus.PUBLISHED), chance)
    packs = chance.randrange(1, 4)
    overrides.ask(line=line, packs=packs, reason="a clinic next door", by=makers.keeper(), at=NOW())
