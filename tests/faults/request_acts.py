"""The day's requests that are no goods: errands and lodging."""

from random import Random

from django.utils import timezone

from reopening.models import Application
from supplies.models import OPEN_ERRANDS, Errand, ErrandStatus, Lodging, LodgingStatus, Run, RunStatus
from supplies.services import errands, lodgings
from tests.faults.people import any_of
from tests.supplies import makers

NOW = timezone.now
BY_THE_DISTRICT = ["assign", "assign", "assign", "finish", "fail", "cancel"]


def ask_errand(chance: Random) -> None:
    makers.errand(application=any_of(Application.objects.all(), chance), accepted=False)


def go_on_with_an_errand(chance: Random) -> None:
    """It is taken on, given to a person or a run, and ends; a run's errand ends at its stop."""
    errand = any_of(Errand.objects.filter(status__in=OPEN_ERRANDS), chance)
    if errand.status == ErrandStatus.WAITING:
        act = errands.accept if chance.random() < 0.8 else errands.decline
        act(errand=errand, answer="today", by=makers.keeper(), at=NOW())
        return
    match chance.choice(BY_THE_DISTRICT):
        case "assign":
            assign(errand, chance)
        case "finish":
            errands.finish(errand=errand, by=makers.keeper(), at=NOW())
        case "fail":
            errands.fail(errand=errand, reason="nobody_there", by=makers.keeper(), at=NOW())
        case _cancel:
            by = chance.choice([makers.keeper(), makers.member(errand.application)])
            errands.cancel(errand=errand, reason="no longer needed", by=by, at=NOW())


def assign(errand: Errand, chance: Random) -> None:
    run = Run.objects.filter(status__in=[RunStatus.DRAFT, RunStatus.PLANNED]).order_by("pk").last()
    to = {"person": makers.driver()} if run is None or chance.random() < 0.3 else {"run": run}
    errands.assign(errand=errand, **to, by=makers.keeper(), at=NOW())


def ask_lodging(chance: Random) -> None:
    makers.lodging(chance.randrange(1, 700), application=any_of(Application.objects.all(), chance))


def go_on_with_a_lodging(chance: Random) -> None:
    """A place is found, for all or some; or not; or it is not needed any more."""
    rows = Lodging.objects.filter(status__in=[LodgingStatus.WAITING, LodgingStatus.PROVIDED])
    lodging = any_of(rows, chance)
    if lodging.status == LodgingStatus.PROVIDED or chance.random() < 0.2:
        by = makers.member(lodging.application)
        lodgings.cancel(lodging=lodging, reason="fewer come", by=by, at=NOW())
    elif chance.random() < 0.7:
        lodgings.provide(
            lodging=lodging,
            place="西湖宾馆",
            address="文三路9号",
            lodged=max(1, lodging.people - chance.choice([0, 20])),
            by=makers.keeper(),
            at=NOW(),
        )
    else:
        lodgings.decline(lodging=lodging, answer="full", by=makers.keeper(), at=NOW())
