"""What changes hands at the door: how much of each parcel, where its goods go, and the proof of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from supplies.digests import digest
from supplies.models import (
    LOST,
    AwardLot,
    MovementKind,
    OrderLine,
    PlaceKind,
    ProofLine,
    ProofMethod,
    ProofOfDelivery,
    ProofPicture,
    PurchaseLine,
    RejectReason,
    Stop,
    StopItem,
)
from supplies.services import stock
from supplies.services.balances import Leg


class BadLines(DomainError):
    code = "bad_lines"
    message = _("Accepted and rejected must add up to what was loaded, with a reason for what was rejected.")


@dataclass(frozen=True)
class Hand:
    """How much of a parcel the firm took."""

    accepted: int
    rejected: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Picture:
    """A photo or signature, read and written anew: JPEG."""

    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Report:
    """
    What happened at a stop.

    :param lines: by parcel (`StopItem` id); a parcel that is not named was accepted whole
    """

    kind: str
    code: str = ""
    receiver: str = ""
    reason: str = ""
    lines: Mapping[int, Hand] = field(default_factory=dict)
    pictures: Sequence[Picture] = ()

    @property
    def method(self) -> str:
        """A code proves by itself; without one it takes a signature and a photo."""
        return ProofMethod.CODE if self.code else ProofMethod.SIGNATURE

    def words(self) -> dict[str, Any]:
        """What is kept of it: everything but the code; of pictures their hashes."""
        lines = {str(item): [hand.accepted, hand.rejected, hand.reason] for item, hand in self.lines.items()}
        words = {"receiver": self.receiver, "reason": self.reason, "lines": lines}
        return words | {picture.kind: picture.sha256 for picture in self.pictures}


def parcels_of(stop: Stop) -> list[StopItem]:
    return list(
        stop.items.select_related(
            "award_lot__lot__item", "award_lot__depot", "award_lot__order_line"
        ).order_by("pk")
    )


def check_hands(parcels: list[StopItem], hands: Mapping[int, Hand], named: set[int]) -> None:
    if named - {parcel.pk for parcel in parcels}:
        raise BadLines
    for parcel in parcels:
        hand = hands[parcel.pk]
        adds_up = hand.accepted + hand.rejected == parcel.units and min(hand.accepted, hand.rejected) >= 0
        says_why = (hand.reason in RejectReason.values) if hand.rejected else not hand.reason
        if not adds_up or not says_why:
            raise BadLines


def move_goods(
    stop: Stop, parcels: list[StopItem], hands: Mapping[int, Hand], *, by: User, at: datetime
) -> None:
    """Accepted goods to the firm, lost ones to the waste, others back to the depot: a movement for each."""
    division = stop.run.depot.division
    road = stock.special_place(division, PlaceKind.IN_TRANSIT)
    waste = stock.special_place(division, PlaceKind.WASTE)
    legs: dict[MovementKind, list[Leg]] = {}
    for parcel in parcels:
        hand, lot, owner = hands[parcel.pk], parcel.award_lot.lot, parcel.award_lot.owner_id
        back = (
            (MovementKind.WRITE_OFF, waste) if hand.reason in LOST else (MovementKind.RETURN, stop.run.depot)
        )
        ways = ((MovementKind.DELIVER, stop.place, hand.accepted), (*back, hand.rejected))
        for kind, place, units in ways:
            if units:
                legs.setdefault(kind, []).extend(
                    (Leg(road, lot, -units, owner), Leg(place, lot, units, owner))
                )
    for kind, its_legs in legs.items():
        stock.post(kind=kind, legs=its_legs, division=division, run=stop.run, stop=stop, by=by, at=at)


def count_in(line: OrderLine, parcel: AwardLot, hand: Hand) -> None:
    """
    Loaded goods were accepted, or their need is open again.

    What was bought on behalf and went back still lies in the depot as the firm's own; only what was lost is open again,
    and its price is due back (`payments.settle`).
    """
    lost = hand.rejected if hand.reason in LOST else 0
    gone = hand.rejected if parcel.purchase_line_id is None else lost
    line.loaded -= parcel.units
    line.delivered += hand.accepted
    line.awarded -= gone
    if gone:
        line.is_settled = False
    line.save(update_fields=["loaded", "delivered", "awarded", "is_settled"])
    if parcel.purchase_line_id is not None:
        mine = PurchaseLine.objects.filter(pk=parcel.purchase_line_id)
        mine.update(handed_over=F("handed_over") + hand.accepted, lost=F("lost") + lost)


def write_proof(
    stop: Stop, report: Report, hands: Mapping[int, Hand], parcels: list[StopItem], *, by: User, at: datetime
) -> None:
    lines = [
        ProofLine(
            item=parcel,
            loaded=parcel.units,
            accepted=hands[parcel.pk].accepted,
            rejected=hands[parcel.pk].rejected,
            reason=hands[parcel.pk].reason,
        )
        for parcel in parcels
    ]
    facts = [[line.item_id, line.loaded, line.accepted, line.rejected, line.reason] for line in lines]
    hashes = sorted(picture.sha256 for picture in report.pictures)
    proof = ProofOfDelivery.objects.create(
        stop=stop,
        receiver=report.receiver,
        method=report.method,
        delivered_at=at,
        courier=by,
        sha256=digest([str(stop.public_id), report.receiver, at, report.method, facts, hashes]),
    )
    for line in lines:
        line.proof = proof
    ProofLine.objects.bulk_create(lines)
    ProofPicture.objects.bulk_create(
        ProofPicture(proof=proof, kind=picture.kind, content=picture.content, sha256=picture.sha256)
        for picture in report.pictures
    )
