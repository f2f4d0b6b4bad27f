"""Exceptions to a round: four eyes, the frozen result untouched, nothing beyond what is free or asked for."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from supplies.models import AwardLot, Balance, OrderLine, Override, RoundLine
from supplies.services import computing, overrides, proof, rounds
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


@pytest.fixture
def line() -> RoundLine:
    """A line that got 100 of the 280 it asked for; 200 more came in after the round."""
    makers.received(100)
    makers.order()
    makers.published_round()
    makers.received(200)
    return RoundLine.objects.get()


def asked(line: RoundLine, packs: int = 2) -> Override:
    return overrides.ask(line=line, packs=packs, reason="hospital laundry", by=makers.keeper(), at=now())


def test_another_dispatcher_grants_it_and_the_round_stays_as_it_was(line):
    round_ = line.round_item.round
    row = asked(line)
    assert AwardLot.objects.count() == 1

    overrides.approve(override=row, by=makers.second(), at=now())

    extra = AwardLot.objects.get(override=row)
    assert (extra.units, extra.state) == (2 * line.round_item.unit, "reserved")
    assert OrderLine.objects.get().awarded == 100 + extra.units
    assert computing.result_digest(round_) == round_.result_sha256
    line.award.refresh_from_db()
    assert line.award.packs * line.round_item.unit == 100
    assert list(proof.faults()) == []
    assert set(AuditEvent.objects.filter(verb__startswith="override").values_list("verb", flat=True)) == {
        "override.ask",
        "override.approve",
    }


def test_whoever_asks_does_not_grant(line):
    row = asked(line)

    with pytest.raises(PermissionDenied):
        overrides.approve(override=row, by=makers.keeper(), at=now())
    with pytest.raises(IntegrityError, match="override_four_eyes"), transaction.atomic():
        Override.objects.update(status="approved", answered_by=makers.keeper(), answered_at=now())


def test_a_refused_exception_sets_nothing_aside(line):
    before = sum(Balance.objects.values_list("reserved", flat=True))

    overrides.reject(override=asked(line), by=makers.second(), at=now())

    assert sum(Balance.objects.values_list("reserved", flat=True)) == before
    assert Override.objects.get().status == "rejected"


def test_it_never_goes_beyond_the_order_or_the_stock(line):
    with pytest.raises(overrides.MoreThanAsked):
        asked(line, packs=1_000)
    row = asked(line, packs=3)
    Balance.objects.filter(reserved=0, place=makers.place()).update(reserved=200)

    with pytest.raises(overrides.NothingFree):
        overrides.approve(override=row, by=makers.second(), at=now())

    assert not AwardLot.objects.filter(override=row).exists()


def test_one_waits_at_a_time_and_only_of_published_rounds(line):
    asked(line)
    with pytest.raises(overrides.OverrideOpen):
        asked(line)

    makers.order()
    fresh = makers.computed_round()
    with pytest.raises(overrides.NotPublished):
        asked(fresh.items.get().lines.order_by("-pk")[0])
    rounds.cancel(round_=fresh, reason="x", by=makers.keeper(), at=now())
